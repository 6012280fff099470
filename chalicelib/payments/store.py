"""Money in the tables: its records, and what lies beside them.

A record of money names its county and period in clear; whatever tells of a person is sealed under
the vault of that county and month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.domain.actors import system
from chalicelib.domain.dates import Month
from chalicelib.domain.digits import doubtful_card
from chalicelib.domain.errors import Broken, Refused
from chalicelib.payments.parts import shares
from chalicelib.payments.rules import REGULAR, Held, Line
from chalicelib.payments.states import (
    AT_BANK,
    MACHINES,
    state_after,
)
from chalicelib.platform import keys, record, sealing, table
from chalicelib.platform.keys import Key
from chalicelib.platform.record import Changed, Record
from chalicelib.platform.sealing import DataKey, Scope
from chalicelib.platform.table import ConditionFailed, Write
from chalicelib.platform.trail import Event
from chalicelib.records.act import Act
from chalicelib.records.law import Law

T = TypeVar("T")

SCHEMA = 1
PAGE = 50
SYSTEM = system("payments")


def event(name: str, act: Act, **why: object) -> Event:
    """An event on a record of money."""
    return Event(name, act.actor.id, act.now, act.law.parameters.fingerprint, why)


def by_system(name: str, now: datetime, law: Law, **why: object) -> Event:
    """An event that nobody decides: it follows from an earlier one, or from the clock."""
    return event(name, Act(SYSTEM, now, law), **why)


def vault(county: str, period: str) -> Scope:
    """A county's money of one month."""
    return Scope("vault", f"{county}#{period}", keys.vault_key(county, period))


def vault_of(row: Record) -> DataKey:
    """The data key under which a record of money is sealed, made where there is none yet."""
    scope = vault(row.clear["county"], row.clear["period"])
    key = sealing.find_key(scope)
    if key is None:
        table.put(scope.place, sealing.new_key(scope).item(), "attribute_not_exists(pk)")
        key = sealing.key_of(scope)
    return key


def find(kind: str, id_: str) -> Record | None:
    """The newest version of a record of money, with its document; None if there is none."""
    item = table.get(keys.row(kind, id_))
    if item is None:
        return None
    return record.from_item(item, sealing.key_of(vault(item["county"], item["period"])))


def load(kind: str, id_: str) -> Record:
    """As `find`; Refused("payments.not_found") if there is none."""
    found = find(kind, id_)
    if found is None:
        raise Refused("payments.not_found")
    return found


def change(
    before: Record,
    happened: Event,
    *,
    next_check: datetime | None = None,
    items: Sequence[Write] = (),
    **changes: Any,
) -> Record:
    """Let something happen to a run, an entitlement or a payment, if its table allows it.

    Raises as `states.state_after`, Broken("payments.no_check") for a run that nobody would look
    after again, and what `record.commit` raises.
    """
    state = state_after(before.kind, before.state, happened.name)
    ends = MACHINES[before.kind].ends
    if before.kind == "run" and state not in ends and next_check is None:
        raise Broken("payments.no_check")
    changed = replace(before, state=state, next_check=next_check, **changes)
    return record.commit(before, changed, happened, vault_of(before), items)


def in_state(kind: str, id_: str, states: Iterable[str]) -> Write:
    """The condition that a record stands in one of these states, whatever else is written."""
    values = {f":s{number}": state for number, state in enumerate(states)}
    return Write(
        keys.row(kind, id_),
        check=True,
        condition=f"#state IN ({', '.join(values)})",
        names={"#state": "state"},
        values=values,
    )


# Who is paid for a period.


def gathered(run: Record) -> list[str]:
    """The entitlements that joined a run of a county's month."""
    place = keys.standing(run.clear["county"], run.clear["period"], "")
    return [item["sk"] for item in table.query("money", place.pk) if item["run"] == run.id]


def is_standing(county: str, period: str, entitlement: str) -> bool:
    """Whether an entitlement has joined a run of a county's month."""
    return bool(joined(county, period, entitlement))


def joined(county: str, period: str, entitlement: str) -> str:
    """The run of a county's month that an entitlement joined; "" where it joined none."""
    item = table.get(keys.standing(county, period, entitlement))
    return str(item["run"]) if item else ""


def join(entitlement: str, run: Record) -> bool:
    """Let an entitlement join a run, once a month; False when the run gathers no more."""
    place = keys.standing(run.clear["county"], run.clear["period"], entitlement)
    gathering = in_state("run", run.id, ["gathering"])
    try:
        table.transact([table.absent(place, {"run": run.id}), gathering])
    except ConditionFailed:
        return False
    return True


# The claim on a part, and the lines of a run.


def held(entitlement: str, period: str, part: str) -> Held | None:
    """The newest attempt to pay a part; None if nobody tried."""
    item = table.get(keys.part(entitlement, period, part))
    return None if item is None else Held(item["attempt"], item["state"], item["payment"])


def claims(entitlement: str) -> list[tuple[str, Held]]:
    """The newest attempt at each part that was ever claimed of an entitlement, with its period, the
    earliest first."""
    items = table.query("money", keys.part(entitlement, "", "").pk)
    return [
        (item["sk"].split("#")[0], Held(item["attempt"], item["state"], item["payment"]))
        for item in items
    ]


def kept_shares(
    entitlement: str, terms: Mapping[str, Any], until: Month
) -> dict[str, dict[str, int]]:
    """The shares that were held of each month that was paid, by person.

    A line that was claimed and not sent is made anew, so what it holds does not count; nor does
    what came back, which is paid again as it is owed then.
    """
    kept: dict[str, dict[str, int]] = dict(terms.get("withheld", {}))
    for period in shares.months(terms, until):
        newest = held(entitlement, period, REGULAR)
        if newest and newest.state in AT_BANK | {"credited"}:
            told = load("payment", newest.payment).document.get("held", {})
            kept |= {period: told} if told else {}
    return kept


def claim_item(payment: Record, previous: int) -> Write:
    """The claim of a payment on its part, if `previous` is the newest attempt so far (0: none)."""
    place = keys.part(*(payment.clear[name] for name in ("entitlement", "period", "part")))
    item = {"attempt": payment.attempt, "payment": payment.id, "state": payment.state}
    if not previous:
        return table.absent(place, item)
    return Write(place, item, "attempt = :attempt", values={":attempt": previous})


def line_item(payment: Record) -> Write:
    """A payment among the lines of its run, with what a finance clerk may see of it."""
    place = keys.run_line(payment.clear["run"], payment.id)
    shown = {
        "label": payment.document["label"],
        "account_tail": tail(payment),
        "account_doubtful": doubtful_card(str(payment.document["account"])),
        "holder": payment.document.get("holder", ""),
    }
    item = {
        "payment": payment.id,
        "state": payment.state,
        "amount_fen": payment.clear["amount_fen"],
        "deciders": payment.document["deciders"],
        "entitlement": payment.clear["entitlement"],
        "account_by": payment.document.get("account_by", ""),
        "sent_at": payment.document.get("sent_at", ""),
        "answered_at": answered_at(payment),
        "schema": SCHEMA,
        "doc": vault_of(payment).seal(place, "line", SCHEMA, shown),
    }
    return Write(place, item)


def answered_at(payment: Record) -> str:
    """When what the bank last said of a payment happened (an instant as text); "" before."""
    names = {"credited": "credited_at", "returned": "returned_at"}
    return str(payment.document.get(names.get(payment.state, ""), ""))


def tail(row: Record) -> str:
    """The last four digits of the account of an entitlement or payment."""
    return str(row.document["account"])[-4:]


def lines(run: str) -> list[Line]:
    """Every line of a run, those that were cancelled too."""
    return [_line(item) for item in table.query("money", keys.run_line(run, "").pk, "LINE#")]


def shown_lines(run: Record, after: str = "") -> list[tuple[Line, dict[str, Any]]]:
    """A page of a run's lines after a reference, with masked name and end of account."""
    start = keys.run_line(run.id, after)
    items = table.query("money", start.pk, after=start.sk, limit=PAGE)
    return [(_line(item), _shown(run, item)) for item in items if item["sk"] != keys.ROW]


def shown_line(payment: Record) -> tuple[Line, dict[str, Any]]:
    """One payment as a line of its run."""
    item = table.get(keys.run_line(payment.clear["run"], payment.id))
    if item is None:
        raise Broken("payments.no_line")
    return _line(item), _shown(payment, item)


def as_listed(line: Line) -> Record:
    """The payment of a line that was listed; Changed when it has moved on since."""
    found = load("payment", line.reference)
    if found.state != line.state:
        raise Changed
    return found


def _line(item: Mapping[str, Any]) -> Line:
    names = ("state", "amount_fen", "entitlement", "account_by", "sent_at", "answered_at")
    told = {name: item[name] for name in names}
    return Line(item["payment"], deciders=tuple(item["deciders"]), **told)


def _shown(row: Record, item: Mapping[str, Any]) -> dict[str, Any]:
    place = Key("money", item["pk"], item["sk"])
    return vault_of(row).open(place, "line", SCHEMA, item["doc"])


def book_item(run: Record) -> Write:
    """A run among those of its county and period."""
    return Write(keys.book(run.clear["county"], run.clear["period"], run.id), {})


def runs(county: str, period: str) -> list[str]:
    """Every run that pays for a county's period."""
    return [item["sk"] for item in table.query("money", keys.book(county, period, "").pk)]

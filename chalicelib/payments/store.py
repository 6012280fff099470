"""Money in the tables: its records, and what lies beside them.

A record of money names its county and period in clear; whatever is about a person is sealed under
the vault of that county and month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.actors import system
from chalicelib.domain.dates import Month
from chalicelib.domain.digits import doubtful_card
from chalicelib.domain.errors import Broken
from chalicelib.payments import keys
from chalicelib.payments.formats.documents import Entitlement, PaidTo, Payment, Run, Terms
from chalicelib.payments.parts import shares
from chalicelib.payments.rules import REGULAR, Attempt, PaymentLine
from chalicelib.payments.states import AT_BANK, MACHINES
from chalicelib.platform.store import identifiers, record, sealing, table
from chalicelib.platform.store import keys as store_keys
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import Record, VersionConflict
from chalicelib.platform.store.sealing import DataKey, KeyScope
from chalicelib.platform.store.table import Write
from chalicelib.records import changing, kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from chalicelib.records.document import D
from chalicelib.records.kind import Kind
from chalicelib.records.law import Law

SCHEMA = 1
PAGE = 50
SYSTEM = system("payments")


def vault(county: str, period: str) -> KeyScope:
    """A county's money of one month."""
    return KeyScope("vault", f"{county}#{period}", keys.vault_key(county, period))


def key(clear: Mapping[str, Any]) -> DataKey:
    """The data key under which a record of money is sealed."""
    return sealing.key_of(vault(clear["county"], clear["period"]))


RUN = Kind("run", SYSTEM.id, MACHINES["run"], Run, key, table="money")
ENTITLEMENT = Kind(
    "entitlement",
    SYSTEM.id,
    MACHINES["entitlement"],
    Entitlement,
    key,
    checked=False,
    table="money",
)
PAYMENT = Kind(
    "payment", SYSTEM.id, MACHINES["payment"], Payment, key, checked=False, table="money"
)


def follows(
    kind_: Kind[D], found: Version[D], planned: Change[D], now: datetime, law: Law
) -> Version[D]:
    """Write what happens to a version of a record of money that nobody decides: it follows from an
    earlier event, or from the clock. Raises as `changing.commit`."""
    return changing.commit(kind_, found, planned, Act(SYSTEM, now, law))


def open_or_create(
    kind_: Kind[D],
    new: Version[D],
    planned: Change[D],
    now: datetime,
    law: Law,
    *,
    newest: bool = False,
) -> Version[D]:
    """The record of that id, opened as `new` if there is none yet, in a month that has a key then.

    One that was opened a moment ago is found when it cannot be opened again. What is found may be
    behind, unless the `newest` version is asked for.
    """
    if found := kind.find(kind_, new.id, consistent=newest):
        return found
    sealing.find_or_create_key(vault(new.clear["county"], new.clear["period"]))
    try:
        return follows(kind_, new, planned, now, law)
    except VersionConflict:
        return kind.load(kind_, new.id)


def in_state(kind: str, id_: str, states: Iterable[str]) -> Write:
    """The condition that a record stands in one of these states, whatever else is written."""
    values = {f":s{number}": state for number, state in enumerate(states)}
    return Write(
        store_keys.row(kind, id_),
        check=True,
        condition=f"#state IN ({', '.join(values)})",
        names={"#state": "state"},
        values=values,
    )


# Who is paid for a period.


def gathered(run: Version[Run]) -> list[str]:
    """The entitlements that joined a run of a county's month."""
    place = keys.standing(run.clear["county"], run.clear["period"], "")
    return [item["sk"] for item in table.query("money", place.pk) if item["run"] == run.id]


def joined(county: str, period: str, entitlement: str) -> str:
    """The run of a county's month that an entitlement joined; "" where it joined none."""
    item = table.get(keys.standing(county, period, entitlement))
    return str(item["run"]) if item else ""


def join(county: str, period: str, entitlement: str, run: str, before: str = "") -> bool:
    """Let an entitlement stand for a month in a run, where it stood in none or in that of `before`;
    whether it now stands there.

    It may come too late for a run that gathers no more: that is for the caller to see.
    """
    place = keys.standing(county, period, entitlement)
    if not before:
        put = table.put(place, {"run": run}, "attribute_not_exists(pk)")
    else:
        put = table.put(place, {"run": run}, "run = :before", {":before": before})
    return put or joined(county, period, entitlement) == run


# The attempts at a part, and the lines of a run.


def reference(entitlement: str, period: str, part: str, attempt: int) -> str:
    """The reference of an attempt for the bank, the same for ever: 26 of 0-9A-V.

    A part has one attempt of a number, so whoever claims it second finds it written.
    """
    return identifiers.derived_id("payment", entitlement, period, part, str(attempt))


def held(entitlement: str, period: str, part: str, *, consistent: bool = True) -> Attempt | None:
    """The newest attempt to pay a part; None if nobody tried."""
    newest, attempt = None, 1
    while found := record.load(
        "payment", reference(entitlement, period, part, attempt), consistent=consistent
    ):
        newest, attempt = Attempt(attempt, found.state, found.id), attempt + 1
    return newest


def held_shares(entitlement: str, terms: Terms, until: Month) -> dict[str, Mapping[str, int]]:
    """The shares that were held of each month that was paid, by person.

    A line that was claimed and not sent is made anew, so what it holds does not count; nor does
    what came back, which is paid again as it is owed then.
    """
    held_by_month = dict(terms.withheld)
    for period in shares.months(terms, until):
        newest = held(entitlement, period, REGULAR)
        if newest and newest.state in AT_BANK | {"credited"}:
            of_payment = kind.load(PAYMENT, newest.payment).document.held
            held_by_month |= {period: of_payment} if of_payment else {}
    return held_by_month


def arrears_periods(entitlement: Record) -> list[tuple[str, str]]:
    """The period and part of all arrears of an entitlement, of which the clear part was read; none
    where its key was deleted."""
    if sealing.find_key(vault(entitlement.clear["county"], entitlement.clear["period"])) is None:
        return []
    arrears = kind.load(ENTITLEMENT, entitlement.id).document.arrears
    return [(one.period, one.part) for one in arrears]


def line_item(payment: Version[Payment]) -> Write:
    """A payment among the lines of its run, with what a finance clerk may see of it."""
    place = keys.run_line(payment.clear["run"], payment.id)
    said = payment.document
    shown = {
        "label": said.label,
        "account_tail": tail(said),
        "account_doubtful": doubtful_card(said.account),
        "holder": said.holder,
    }
    item = {
        "payment": payment.id,
        "state": payment.state,
        "amount_fen": payment.clear["amount_fen"],
        "deciders": list(said.deciders),
        "entitlement": payment.clear["entitlement"],
        "account_by": said.account_by,
        "sent_at": said.sent_at,
        "answered_at": answered_at(payment),
        "schema": SCHEMA,
        "doc": key(payment.clear).seal(place, "line", SCHEMA, shown),
    }
    return Write(place, item)


def answered_at(payment: Version[Payment]) -> str:
    """When what the bank last said of a payment happened (an instant as text); "" before."""
    said = payment.document
    answered = {"credited": said.credited_at, "returned": said.returned_at}
    return answered.get(payment.state, "")


def tail(paid_to: PaidTo) -> str:
    """The last four digits of the account to which money goes."""
    return paid_to.account[-4:]


def lines(run: str) -> list[PaymentLine]:
    """Every line of a run, those that were cancelled too."""
    return [_line(item) for item in table.query("money", keys.run_line(run, "").pk, "LINE#")]


def shown_lines(run: Version[Run], after: str = "") -> list[tuple[PaymentLine, dict[str, Any]]]:
    """A page of a run's lines after a reference, with masked name and end of account."""
    start = keys.run_line(run.id, after)
    items = table.query("money", start.pk, after=start.sk, limit=PAGE)
    return [(_line(item), _shown(run, item)) for item in items if item["sk"] != store_keys.ROW]


def shown_line(payment: Version[Payment]) -> tuple[PaymentLine, dict[str, Any]]:
    """One payment as a line of its run."""
    item = table.get(keys.run_line(payment.clear["run"], payment.id))
    if item is None:
        raise Broken("payments.no_line")
    return _line(item), _shown(payment, item)


def as_listed(line: PaymentLine) -> Version[Payment]:
    """The payment of a line that was listed; VersionConflict when it has moved on since."""
    found = kind.load(PAYMENT, line.reference)
    if found.state != line.state:
        raise VersionConflict
    return found


def _line(item: Mapping[str, Any]) -> PaymentLine:
    names = ("state", "amount_fen", "entitlement", "account_by", "sent_at", "answered_at")
    fields = {name: item[name] for name in names}
    return PaymentLine(item["payment"], deciders=tuple(item["deciders"]), **fields)


def _shown(row: Version[Any], item: Mapping[str, Any]) -> dict[str, Any]:
    place = Key("money", item["pk"], item["sk"])
    return key(row.clear).open(place, "line", SCHEMA, item["doc"])


def book_item(run: Version[Run]) -> Write:
    """A run among those of its county and period."""
    return Write(keys.book(run.clear["county"], run.clear["period"], run.id), {})


def runs(county: str, period: str) -> list[str]:
    """Every run that pays for a county's period."""
    return [item["sk"] for item in table.query("money", keys.book(county, period, "").pk)]

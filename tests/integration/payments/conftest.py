"""A county with its bank, its finance clerks and the families to whom it pays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app import app
from chalicelib import tasks as entries
from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import Track
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Actor, Post, Role, system
from chalicelib.domain.dates import SHANGHAI, instant_text
from chalicelib.payments import service as payments
from chalicelib.payments.expected import expected_payments
from chalicelib.payments.states import MACHINES
from chalicelib.platform.events import keys as event_keys
from chalicelib.platform.store import identifiers, keys, record, sealing, table, trail
from chalicelib.platform.store.record import Record
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from local.cloud import watch
from local.cloud.engine import Sandbox
from local.cloud.ticks import Ticks
from local.simulators.bank import BankSimulator
from tests.conftest import COUNTY, FUNCTIONS, MONDAY, TOWNSHIP, employ, nothing, staff
from tests.support.cases import application
from tests.support.gateway import Caller
from tests.support.signing import token_of

MACHINE = system("test")
GRANTED_FEN, URGENT_FEN = 130_000, 100_000
REASON = "笔数与金额核对无误"


@dataclass
class County:
    """Everything between a decision and the money, and who can look at it."""

    sandbox: Sandbox
    bank: BankSimulator
    ticks: Ticks
    families: list[str] = field(default_factory=list)
    asked: int = 0

    # Time.

    @property
    def now(self) -> datetime:
        return self.sandbox.clock.now()

    @property
    def law(self):
        return law_on(self.now)

    def until(self, text: str) -> None:
        """Until an instant in Shanghai, such as `2023-01-01 09:00`."""
        instant = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
        self.sandbox.clock.sleep_until(instant)
        self.sandbox.clock.settle()

    def later(self, **length: float) -> None:
        self.sandbox.clock.sleep_until(self.now + timedelta(**length))
        self.sandbox.clock.settle()

    # Families.

    def grants(self, fen: int = GRANTED_FEN, **other: str) -> Case:
        """A family to whom the county grants a benefit from the following month on."""
        decision = self._decision(fen, "regular", following=True) | other
        return self._granted("dibao", decision)

    def grants_once(self, fen: int = URGENT_FEN) -> Case:
        """A family to whom the county grants one-off aid after the standard course."""
        return self._granted("temporary_aid", self._decision(fen, "instalment-1", following=False))

    def _granted(self, scheme: str, decision: dict[str, Any]) -> Case:
        case = self._submitted(scheme, Track.STANDARD)
        town, county = staff("town1"), staff("county1")
        for event, actor, documents in (
            ("accept", town, {}),
            ("call_back", town, {}),
            ("visit", town, {}),
            ("countersign", staff("town2"), {}),
            ("start_verification", MACHINE, {}),
            ("report_clear", MACHINE, {"report": {"items": []}}),
            ("propose_grant", town, {}),
            ("assess_eligible", MACHINE, {"assessment": {"amount_fen": decision["amount_fen"]}}),
            ("notice_over", MACHINE, {}),
            ("confirm", county, {"decision": decision}),
            ("entitle", MACHINE, {}),
        ):
            case = self.happens(case, event, actor, documents)
        return case

    def helps_at_once(self, fen: int = URGENT_FEN, decided_by: str = "town1") -> Case:
        """A family to whom urgent aid is granted on the spot."""
        case = self._submitted("temporary_aid", Track.SAME_DAY)
        decision = self._decision(fen, "instalment-1", following=False) | {"by": decided_by}
        case = self.happens(case, "grant_urgent", staff("town1"), {"decision": decision})
        return self.happens(case, "pay_first", MACHINE)

    def happens(self, case: Case, event: str, actor: Actor = MACHINE, documents=()) -> Case:
        """Let an event happen to a case, and whatever follows from it at this instant."""
        step = Step(documents=dict(documents), named=[actor.id])
        done = transitions.advance(cases.load(case.id), event, Act(actor, self.now, self.law), step)
        self.sandbox.clock.settle()
        return done

    def all_die(self, case: Case, day: str) -> Case:
        """It is settled that everybody of a family died on that day; a case ends of which no urgent
        aid is to be reviewed."""
        document = cases.load(case.id).document
        people, urgent = document.members, document.track is Track.SAME_DAY
        settled = {"stage": "settled", "finding": "dead", "died_on": day, "source": "funeral"}
        deaths = {"deaths": [{"person": p} | settled for p in people]}
        return self.happens(case, "death_told" if urgent else "die", documents=deaths)

    def asks_at_once(self, younger: str) -> Case:
        """A family that asks for urgent aid, with the look-up hash of its younger child."""
        return self._submitted("temporary_aid", Track.SAME_DAY, younger)

    def _submitted(self, scheme: str, track: Track, younger: str = "") -> Case:
        number = len(self.families) + 1
        owner = Actor(f"afamily{number}", Role.CITIZEN)
        case_id = identifiers.case_id(owner.id, f"form-{number:04d}")
        account = {"bank": "吉林银行", "number": account_of(number), "holder": 0}
        clear = {
            "scheme": scheme,
            "office": TOWNSHIP,
            "submitted_at": instant_text(self.now),
            "stage_due": instant_text(self.now),
        }
        names = [f"hash-of-{who}-{number}" for who in ("mother", "elder", "younger")]
        people = (*names[:2], younger or names[2])
        document = CaseDocument(track, owner.id, "田*", people)
        new = Case(
            Record("case", case_id, clear=clear), document, sealing.new_key(cases.scope(case_id))
        )
        declared = application(account=account, phone="13900000000")
        self.families.append(case_id)
        step = Step(documents={"application": declared})
        return transitions.submit(new, Act(owner, self.now, self.law), step)

    def _decision(self, fen: int, part: str, following: bool) -> dict[str, Any]:
        month = self.now.astimezone(SHANGHAI).strftime("%Y-%m")
        if following:
            month = str(payments.rules.Month.parse(month).next)
        decided = {"amount_fen": fen, "part": part, "from_month": month, "by": "county1"}
        return decided | {"decided_at": instant_text(self.now)}

    # The finance clerk's desk, through the API.

    def clerk(self, id_: str = "cash1") -> Caller:
        """A member of staff, signed in now."""
        return Caller(app, token_of(id_, Role.STAFF, self.now))

    def waiting(self, id_: str = "cash1") -> list[dict[str, Any]]:
        return [line for line in self.listed(id_) if line["state"] == "waiting"]

    def listed(self, id_: str = "cash1") -> list[dict[str, Any]]:
        """What waits, and what a clerk holds."""
        return self.clerk(id_).get("/v1/releases").json["releases"]

    def decide(self, line, decision="release", by="cash1", key=None, **changed):
        """A clerk's decision on what waits; answers what the API said."""
        body = {
            "decision": decision,
            "reason": REASON,
            "count": line["count"],
            "sum_fen": line["sum_fen"],
        }
        url = f"/v1/releases/{line['release_id']}/release"
        self.asked += 1
        key = key or f"key-of-clerk-{self.asked}"
        with self.sandbox.as_function("api_handler"):
            answer = self.clerk(by).post(url, body | changed, key=key)
        self.sandbox.clock.settle()
        return answer

    def releases_everything(self) -> None:
        """The clerk releases whatever waits."""
        for line in self.waiting():
            assert self.decide(line).status == 200

    def doubtful(self, id_: str = "cash1") -> list[dict[str, Any]]:
        """What of the bank's statements waits for a clerk."""
        return self.clerk(id_).get("/v1/discrepancies").json["discrepancies"]

    def settles(self, line, by="cash1", reason="银行答复将更正后重新提供"):
        """A clerk says what came of asking the bank; answers what the API said."""
        self.asked += 1
        url = f"/v1/discrepancies/{line['discrepancy_id']}/settlement"
        with self.sandbox.as_function("api_handler"):
            answer = self.clerk(by).post(url, {"reason": reason}, key=f"key-of-desk-{self.asked}")
        self.sandbox.clock.settle()
        return answer

    @property
    def batch(self) -> str:
        """The file that was ordered first."""
        return self.bank.orders[0].removeprefix("orders/").removesuffix(".csv")

    # What a family sees.

    def awaits(self, case: Case) -> str:
        """Where the money stands that a family waits for; "" where none is to come."""
        found = expected_payments.expected_of(cases.load(case.id), self.now, self.law)
        return " ".join(one.stage for one in found)

    # What an auditor sees.

    def payments(self, case: Case) -> list[dict[str, Any]]:
        """What the family sees of its money."""
        case = cases.load(case.id)
        return [
            case.key.open(keys.Key("cases", i["pk"], i["sk"]), i["kind"], i["schema"], i["doc"])
            for i in table.query("cases", case.key.scope.place.pk, prefix="PAYMENT#")
        ]

    def rows(self, kind: str) -> list[dict[str, Any]]:
        table_name = keys.RECORD_TABLES[kind]
        return [row for row in watch.rows(self.sandbox, table_name) if row["kind"] == kind]

    def books(self, period: str):
        return payments.books(COUNTY, period)

    def check(self) -> None:
        """What holds at every moment, whatever happened."""
        rows = {row["id"]: row for row in self.rows("payment")}
        paid = [reference for reference, _ in self.bank.transfers]
        parts = [(rows[r]["entitlement"], rows[r]["period"], rows[r]["part"]) for r in paid]
        assert len(parts) == len(set(parts)), "a part was paid twice"
        for reference, entry in self.bank.ledger.items():
            assert rows[reference]["amount_fen"] == entry.amount_fen
            assert rows[reference]["state"] not in {"claimed", "cancelled"}
        for row in rows.values():
            if row["state"] == "credited":
                assert row["id"] in paid, "the books say paid, the bank does not"
        for kind in ("payment", "run", "release", "entitlement", "discrepancy"):
            for row in self.rows(kind):
                trail.verify_chain(
                    trail.history(kind, row["id"]), record.load(kind, row["id"]).tail
                )
                ended = row["state"] in MACHINES[kind].ends
                assert ended or kind in {"payment", "entitlement"} or "next_check" in row
        self._every_entitlement_is_looked_after()
        runs = {row["id"]: row for row in self.rows("run")}
        open_ = [r for r in rows.values() if r["state"] not in MACHINES["payment"].ends]
        assert all("next_check" in runs[row["run"]] for row in open_)

    def _every_entitlement_is_looked_after(self) -> None:
        """It stands in a run that goes on, has one of its own, or waits for a person."""
        runs = {row["id"] for row in self.rows("run") if "next_check" in row}
        stands = {
            item["sk"]["S"]
            for item in self.sandbox.table_items("money")
            if item["pk"]["S"].startswith("STANDING#") and item["run"]["S"] in runs
        }
        alone = {row.get("entitlement") for row in self.rows("run") if row["id"] in runs}
        paid = {row["id"]: row["entitlement"] for row in self.rows("payment")}
        asked = {paid.get(row.get("payment")) for row in self.rows("release") if "due" in row}
        active = {row["id"] for row in self.rows("entitlement") if row["state"] == "active"}
        assert active <= stands | alone | asked, "nobody looks after an entitlement"

    def settled(self) -> None:
        """Everything is answered for: our books are the bank's, and nothing is parked."""
        self.check()
        paid = sum(r["amount_fen"] for r in self.rows("payment") if r["state"] == "credited")
        assert paid == self.bank.paid_fen()
        assert not table.query("cases", event_keys.stuck("spread", "", 0).pk)
        assert self.sandbox.pump.dead_letters == []
        assert self.ticks.failures == []


def account_of(number: int) -> str:
    """The account of the family of that number."""
    return f"6217{number:015d}"


def opened(**more):
    """A county on Monday, 19 December 2022, nine in the morning."""
    handlers = dict.fromkeys(FUNCTIONS, nothing)
    handlers |= {"spread": entries.spread, "reconcile": entries.reconcile}
    return Sandbox(handlers, MONDAY, **more)


def furnished(sandbox: Sandbox, **bank: Any) -> County:
    """The county's staff, its bank and its ticks."""
    employ()
    for id_ in ("cash1", "cash2"):
        since, posts = date(2020, 1, 1), frozenset({Post.FINANCE})
        directory.save(directory.Staff(id_, id_, COUNTY, posts, since))
    return County(sandbox, BankSimulator(sandbox, **bank), Ticks(sandbox).start())


@pytest.fixture
def county():
    with opened() as sandbox:
        yield furnished(sandbox)

"""Complete every case of a town: staff do the usual thing with every open task.

Everything is done through the public API, by whoever may; only the open work is read past it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from chalicelib.case.states import ENDS, State
from chalicelib.domain.actors import Post
from chalicelib.domain.areas import AreaLevel, level_of
from chalicelib.domain.dates import instant_text
from chalicelib.policy import load_pack
from chalicelib.records.keys import LISTS_OF_RELEASE_1
from local.cloud import watch
from local.demo.plays.injured_worker import URGENT_FEN
from local.demo.plays.scene import ANOTHER
from local.population import personas
from local.population.personas import Persona
from local.town.clerks import Clerk, countersigned
from local.town.client import Declined
from local.town.people import Citizen
from local.town.world import World

LONGEST = timedelta(days=75)
ROUND = timedelta(hours=3)
SETTLING = timedelta(hours=1)
PATIENCE = timedelta(hours=6)
"""The reconciler runs every quarter of an hour: work that is due for so long is never done."""
TRIES = 20  # rounds: about a week of offices
REASON = "已核实，情况属实"
INFORMED_OF = ["rights", "duties", "missing_papers", "time_limits"]
ITEMS = ("eating", "dressing", "getting_up", "toilet", "walking", "washing")
EARLIER_LISTS = tuple(f"{name}#" for name in LISTS_OF_RELEASE_1.values())
IDLE = frozenset({"gathering", "answered", "reconciled"})
"""Runs that ask nobody for anything."""

FIGURE_OF = load_pack("jilin-city").catalogue.figure_of

View = dict[str, Any]
Act = Callable[[Clerk, str, View], object]


def run_to_end(town: World, family: Citizen) -> list[str]:
    """Let everybody work until every case is at its end or received, and paid; what was left."""
    over = town.clock.now() + LONGEST
    going = _Continuation(town, family)
    while left := going.left():
        lying = instant_text(town.clock.now() - PATIENCE)
        lies = lying > (town.sandbox.earliest_work() or lying)
        if town.clock.now() > over or lies or going.failed_rounds > TRIES:
            return [f"never came to an end: {one}" for one in [*left, *going.refused]]
        going.round()
    town.clock.sleep_until(town.clock.now() + SETTLING)
    return []


@dataclass
class _Continuation:
    """The town at work; `refused` is what nobody could do in the last round, and `in_vain` for how
    many rounds it has been the same."""

    town: World
    family: Citizen
    refused: list[str] = field(default_factory=list)
    failed_rounds: int = 0

    def left(self) -> list[str]:
        """What is not at its end or rest."""
        cases = [row for row in watch.rows(self.town.sandbox, "cases") if row["kind"] == "case"]
        found = [
            f"case {row['state']}" for row in cases if row["state"] not in ENDS | {State.RECEIVING}
        ]
        found += [f"task {line['sk']['S'].split('#')[2]}" for line in self._tasks()]
        found += [
            f"run {row['state']}"
            for row in watch.rows(self.town.sandbox, "money")
            if row["kind"] == "run" and row["state"] not in IDLE
        ]
        found += [prefix for prefix in EARLIER_LISTS for _ in self._listed(prefix)]
        received = any(row["state"] == State.RECEIVING for row in cases)
        if received and not self.town.bank.ledger:
            found.append("the first money")
        return found

    def round(self) -> None:
        """Everybody does what there is to do, and some time passes."""
        Clerk(self.town, next(personas.personas())).at_work()
        before, self.refused = self.refused, []
        self._family_answers()
        for office in sorted(self._offices()):
            self._works(office)
            if level_of(office) is AreaLevel.COUNTY:
                self._releases(office)
                self._asks_bank(office)
            self._answers_complaints(office)
        again = self.refused and self.refused == before
        self.failed_rounds = self.failed_rounds + 1 if again else 0
        self.town.clock.sleep_until(self.town.clock.now() + ROUND)

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        for item in self.town.sandbox.table_items("cases"):
            if item["pk"]["S"].startswith(prefix) and item["sk"]["S"] != "KEY":
                yield item

    def _tasks(self) -> Iterator[dict[str, Any]]:
        """The open tasks on the lists of offices."""
        people = ("WORK#STAFF#", "WORK#DONE#")
        return (one for one in self._listed("WORK#") if not one["pk"]["S"].startswith(people))

    def _offices(self) -> set[str]:
        """The offices that have anything on a list, also on one of release 1."""
        lists = [*self._tasks(), *(one for prefix in EARLIER_LISTS for one in self._listed(prefix))]
        return {one["pk"]["S"].split("#")[1] for one in lists}

    def _tries(self, what: str, acts: Sequence[Callable[[], object]]) -> None:
        """The first of `acts` that is not declined; else why the last one was."""
        why = "nobody is there"
        for act in acts:
            try:
                act()
            except Declined as declined:
                why = str(declined)
            else:
                return
        self.refused.append(f"{what}: {why}")

    def _family_answers(self) -> None:
        for line in self.family.client.get("/v1/cases")["cases"]:
            self.family.case_id = line["case_id"]
            case = self.family.case()
            paid_first = case["state"] in {State.WAITING, State.POST_REVIEWING}
            if case["state"] == State.EXPLAINING:
                said = {"statement": "情况如实，没有别的收入", "complete": True}
                self._tries("explain", [partial(self.family.does, "explanation", **said)])
            if any("proof_of" in one for one in case["still_missing"]):
                self.family.receipt = case
                self._tries("show cards", [self.family.shows_cards])
            if self.family.household.kind == "urgent" and paid_first and case["to_sign"]:
                self._tries("complete", [self._completes])
            elif any(task["name"] == "correct" for task in case["tasks"]):
                self._tries("correct", [partial(self._corrects, case)])

    def _completes(self) -> None:
        """What urgent aid asks for once it was paid."""
        self.family.proves(self.family.household.residents[0])
        self.family.does("correction", **self.family.afterwards())

    def _corrects(self, case: View) -> None:
        kinds = [one["paper"] for one in case["still_missing"] if "paper" in one]
        papers = [
            {"kind": kind, "digest": self.family.uploads(f"{self.family.openid}/{kind}")}
            for kind in kinds
        ]
        self.family.does("correction", papers=papers)

    def _works(self, office: str) -> None:
        """Each task on an office's list, by the first who may."""
        people = [Clerk(self.town, one) for one in _people(office)]
        for line in people[0].tasks() if people else []:
            if line["kind"] != "case":
                continue
            doing = [partial(_does, line["task"], clerk, line["id"]) for clerk in people]
            self._tries(f"{line['task']} at {office}", doing)

    def _releases(self, county: str) -> None:
        finance, leader = (
            Clerk(self.town, personas.at(county, post)[0]) for post in (Post.FINANCE, Post.LEADER)
        )
        for line in finance.client.get("/v1/releases")["releases"]:
            path = f"/v1/releases/{line['release_id']}/release"
            seen = {"count": line["count"], "sum_fen": line["sum_fen"]}
            body = {"decision": "release", "reason": REASON, **seen}
            back = line["about"] == "returned"
            more = {"account": self.family.account(ANOTHER)} if back else {}
            acts = [partial(finance.client.post, path, body | more)]
            acts.append(partial(leader.client.post, path, body))
            self._tries(f"release of {line['about']}", acts)

    def _asks_bank(self, county: str) -> None:
        finance = Clerk(self.town, personas.at(county, Post.FINANCE)[0]).client
        for line in finance.get("/v1/discrepancies")["discrepancies"]:
            path = f"/v1/discrepancies/{line['discrepancy_id']}/settlement"
            self._tries("discrepancy", [partial(finance.post, path, {"reason": REASON})])

    def _answers_complaints(self, office: str) -> None:
        """One says that they concern no case, another answers them."""
        people = [Clerk(self.town, one).client for one in _people(office)]
        for line in people[0].get("/v1/complaints")["complaints"] if people else []:
            path = f"/v1/complaints/{line['complaint_id']}"
            if people[0].get(path)["concerns"] == "unknown":
                self._tries("case", [partial(people[0].post, f"{path}/case", {"receipt": None})])
            answer = {"outcome": "not_confirmed", "answer": "经核实，情况不属实"}
            self._tries("answer", [partial(one.post, f"{path}/answer", answer) for one in people])


def _does(task: str, clerk: Clerk, case_id: str) -> None:
    """What is ordinary, on the case as it is now."""
    ACTS[task](clerk, case_id, clerk.client.get(f"/v1/cases/{case_id}"))


def _people(office: str) -> list[Persona]:
    """Who handles cases at an office itself."""
    here = [one for one in personas.personas() if one.office == office]
    return [one for post in (Post.CASE_WORKER, Post.LEADER) for one in here if one.post is post]


def _colleague(clerk: Clerk) -> str:
    return next(one.userid for one in _people(clerk.persona.office) if one != clerk.persona)


def _accepts(clerk: Clerk, case_id: str, case: View) -> None:
    informed_once = "informed_once" in case["facts"]
    body: View = {"decision": "accept"}
    if case["still_missing"] and informed_once:
        body = {"decision": "not_accept", "ground": "incomplete", "reason": "材料没有补齐"}
    elif case["still_missing"]:
        missing = [{**one, "note": "请补充"} for one in case["still_missing"]]
        body = {"decision": "ask_correction", "missing": missing}
    clerk.does(case_id, "acceptance", **body)


def _phones(clerk: Clerk, case_id: str, _case: View) -> None:
    clerk.does(
        case_id, "call-back", outcome="reached", hardship="生活困难", informed_of=INFORMED_OF
    )


def _visits(clerk: Clerk, case_id: str, case: View) -> None:
    alone = {"member": 0} | dict.fromkeys(ITEMS, True)
    care = {"self_care": [alone]} if case["scheme"] == "tekun" else {}
    clerk.visits(case_id, _colleague(clerk), "情况属实", **care)


def _visits_for_county(clerk: Clerk, case_id: str, _case: View) -> None:
    signed = clerk.signed(case_id, clerk.persona.userid, _colleague(clerk))
    clerk.does(case_id, "county-visit", findings="情况属实", **signed)


def _countersigns(clerk: Clerk, case_id: str, _case: View) -> None:
    countersigned(clerk.world, clerk.persona.userid, case_id)


def _reviews(clerk: Clerk, case_id: str, case: View) -> None:
    """Accept the declaration of each figure that no department verified, by one item each."""
    unsure = {item for one in case["documents"]["report"]["open"] for item in one["items"]}
    of_figure = {FIGURE_OF[item]: item for item in sorted(unsure & FIGURE_OF.keys())}
    accepts = [{"item": item, "reason": REASON} for item in of_figure.values()]
    body = {"decision": "propose_grant", "reason": REASON, "accepts": accepts}
    clerk.does(case_id, "opinion", **body)


def _is_not_known(case: View) -> bool:
    return bool(case["documents"].get("assessment", {}).get("outcome") == "indeterminate")


def _although(case: View) -> dict[str, str]:
    """What a refusal says that goes against the assessment."""
    met = case["documents"].get("assessment", {}).get("outcome") == "eligible"
    return {"although": REASON} if met else {}


def _proposes(clerk: Clerk, case_id: str, case: View) -> None:
    if _is_not_known(case):
        _reviews(clerk, case_id, case)
        return
    said = {"reason": REASON, **_although(case)}
    clerk.does(case_id, "opinion", decision="propose_refusal", **said)


def _confirms(clerk: Clerk, case_id: str, case: View) -> None:
    decision = "confirm" if {"eligible", "agreed"} <= {*case["facts"]} else "decline"
    if decision == "decline" and _is_not_known(case):
        decision = "send_back"
    said = {"reason": REASON, **(_although(case) if decision == "decline" else {})}
    clerk.does(case_id, "decision", decision=decision, **said)


def _decides_at_once(clerk: Clerk, case_id: str, _case: View) -> None:
    body = {"decision": "grant_urgent", "amount_fen": URGENT_FEN, "reason": REASON}
    clerk.does(case_id, "decision", **body)


def _post_reviews(clerk: Clerk, case_id: str, case: View) -> None:
    if case["still_missing"] and "informed_once" not in case["facts"]:
        _accepts(clerk, case_id, case)
        return
    outcome = "papers_missing" if case["still_missing"] else "in_order"
    clerk.does(case_id, "post-review", outcome=outcome, reason=REASON)


def _one_way(what: str, **body: object) -> Act:
    """An act that is the same for every case."""
    return lambda clerk, case_id, _case: clerk.does(case_id, what, **body)


ACTS: dict[str, Act] = {
    "pass_on": _one_way("passing-on", office="长春市南关区民政局", telephone="0431-85280000"),
    "accept": _accepts,
    "non_acceptance": _one_way("acceptance-decision", decision="confirm", reason=REASON),
    "call_back": _phones,
    "meet": _phones,
    "visit": _visits,
    "countersign": _countersigns,
    "county_visit": _visits_for_county,
    "county_countersign": _countersigns,
    "review": _reviews,
    "propose": _proposes,
    "confirm": _confirms,
    "decide": _decides_at_once,
    "post_review": _post_reviews,
    "recheck": _one_way("benefit-review", decision="keep", reason=REASON),
    "benefit_decision": _one_way("benefit-decision", decision="confirm", reason=REASON),
    "duplicate": _one_way("duplicate-finding", outcome="not_a_duplicate", reason=REASON),
    "consent": _one_way("consent-finding", outcome="left_unverified", reason=REASON),
    "late_answer": _one_way("late-answer-finding", outcome="no_change", reason=REASON),
    "confidential": _one_way("confidential-decision", decision="keep_confidential", reason=REASON),
    "account": _one_way("account-decision", decision="confirm", reason=REASON),
}
"""What is ordinarily done with a task of staff."""

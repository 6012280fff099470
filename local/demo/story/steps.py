"""The steps of a chapter: what happened at an instant, and what phone and desk show then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.case.states import MACHINE, State
from chalicelib.directory.offices.routing import office_name
from chalicelib.domain.dates import day_of, parse_instant
from chalicelib.words import say
from local.demo.observer import Event, Observation
from local.demo.screens import Screen
from local.demo.story import hardship
from local.demo.story.report import StoryReport, tables

Document = Mapping[str, Any]
Who = Callable[[str, str], str]

CARDS = {
    # What lies open on the desk after an event: names of the cards of the template.
    "submit": ("application",),
    "accept": ("papers", "application"),
    "ask_correction": ("papers",),
    "correct": ("papers",),
    "redeclare": ("application",),
    "not_accept": ("papers",),
    "call_back": ("call_back",),
    "call_failed": ("call_back",),
    "call_given_up": ("call_back",),
    "report_clear": ("report",),
    "report_differs": ("report",),
    "merge_answers": ("report",),
    "explain": ("explanation", "report"),
    "explain_whole": ("explanation", "report"),
    "explain_late": ("explanation", "report"),
    "dispute": ("explanation", "report"),
    "visit": ("visit", "call_back", "report"),
    "propose_grant": ("opinion", "visit", "call_back", "report"),
    "propose_refusal": ("opinion", "visit", "call_back", "report"),
    "assess_eligible": ("assessment", "notice"),
    "assess_unposted": ("assessment",),
    "assess_other": ("assessment", "others"),
    "escalate": ("report", "visit"),
    "notice_over": ("opinion", "sum"),
    "confirm": ("decision", "sum"),
    "decline": ("decision", "assessment"),
    "entitle": (),
    "refuse": (),
    "grant_urgent": ("decision", "application"),
    "pay_first": (),
    "post_review": ("post_review", "report"),
    "withdraw": ("ending",),
}
ANOTHER_ACCOUNT = "登记新账户，待另一人放款"
ASSESSED = frozenset({"assess_eligible", "assess_unposted", "assess_other"})


@dataclass(frozen=True)
class StoryPage:
    """One page of the story; `events` happened at `at`, the rest is what could be seen then."""

    at: str
    events: dict[str, list[str]]  # what each did
    state: str
    holders: list[str]
    due: list[dict[str, str]]
    next: str
    must: str  # what the family is asked to do; "" for nothing
    look: Observation
    screens: Sequence[Screen]  # of the family's phone
    cards: list[str]

    @property
    def documents(self) -> dict[str, Any]:
        """The documents of the case at that moment, masked."""
        found: dict[str, Any] = self.look.case["documents"]
        return found

    @property
    def missing(self) -> list[dict[str, Any]]:
        """What the office asked for and what has not come since."""
        asked = self.documents.get("acceptance", {}).get("missing", [])
        left = [_unnoted(one) for one in self.look.case["still_missing"]]
        return [one for one in asked if _unnoted(one) in left]

    @property
    def report(self) -> StoryReport:
        """The household report as tables."""
        return tables(self.documents["report"], self.documents["application"])

    @property
    def bars(self) -> list[hardship.Bar]:
        """The hardship coefficient, a bar for each category."""
        return hardship.bars(self.documents["assessment"], day_of(parse_instant(self.at)))

    @property
    def bands(self) -> list[hardship.Band]:
        """The classes of hardship on one scale."""
        return hardship.bands(day_of(parse_instant(self.at)))


def steps_of(looks: Sequence[Observation], who: Who) -> list[StoryPage]:
    """The steps of one part, in order."""
    steps: list[StoryPage] = []
    for before, look in zip([looks[0], *looks], looks, strict=False):
        if look.events[0]["kind"] == "case":
            steps += _case_steps(before, look, who)
        else:
            steps.append(_money_step(look, who))
    return steps


def _unnoted(one: Document) -> dict[str, Any]:
    """What is missing, without what the office wrote beside it."""
    return {name: value for name, value in one.items() if name != "note" and value is not None}


def _case_steps(before: Observation, look: Observation, who: Who) -> list[StoryPage]:
    """One step, or two where an assessment followed at once: it deserves a page of its own."""
    events = look.events
    split = next((i for i, e in enumerate(events) if e["event"] in ASSESSED), 0)
    if not split:
        return [_step(look, events, who)]
    return [_before(before, look, events[:split], who), _step(look, events[split:], who)]


def _step(look: Observation, events: list[Event], who: Who) -> StoryPage:
    timeline = look.timeline
    return StoryPage(
        at=events[-1]["at"],
        events=_acts(look, events, who),
        state=timeline["stage_words"],
        holders=_holders(timeline, look.case["office_name"]),
        due=_due(timeline),
        next=timeline["next"],
        must=""
        if timeline["required_action"] == say("must.nothing")
        else timeline["required_action"],
        look=look,
        screens=look.screens,
        cards=_cards(events),
    )


def _before(before: Observation, look: Observation, events: list[Event], who: Who) -> StoryPage:
    """The step before an assessment at the same instant: the machine has the case, and the phone
    shows what the family read last."""
    state = events[-1]["state"]
    assert state in MACHINE
    return StoryPage(
        at=events[-1]["at"],
        events=_acts(look, events, who),
        state=say(f"state.{state}"),
        holders=["系统"],
        due=[],
        next=say(f"next.{state}"),
        must="",
        look=look,
        screens=before.screens[-1:],
        cards=_cards(events),
    )


def _money_step(look: Observation, who: Who) -> StoryPage:
    step = replace(_step(look, look.events, who), cards=["money"])
    if not look.releases:
        return step
    what = say("task.release")
    waits = [{"what": what, "at": line["due"]} for line in look.releases]
    return replace(step, holders=[f"{office_name(look.office)}（{what}）"], due=waits)


def _acts(look: Observation, events: Sequence[Event], who: Who) -> dict[str, list[str]]:
    """What each did, in the order in which they did it, each thing said once."""
    acts: dict[str, list[str]] = {}
    for event in events:
        did, words = acts.setdefault(who(look.part, event["actor"]), []), _words(look, event)
        if words not in did:
            did.append(words)
    return acts


def _words(look: Observation, event: Event) -> str:
    """What happened, as the timeline shows it; of money as its own texts say."""
    if event["event"] == "release" and event["id"] in look.led_elsewhere:
        return ANOTHER_ACCOUNT
    if event["kind"] != "case":
        return say(f"{event['kind']}.{event['event']}")
    texts = (one["words"] for one in look.timeline["events"] if _is(one, event))
    return str(next(texts, say(f"event.{event['event']}")))


def _holders(timeline: Document, office: str) -> list[str]:
    """Who must act now: offices, the family, the system; or else who keeps the file."""
    held: dict[str, list[str]] = {}
    for holder in timeline["holders"]:
        held.setdefault(holder["office_name"], []).append(holder["task"])
    return [f"{name}（{'、'.join(tasks)}）" for name, tasks in held.items()] or [office]


def _due(timeline: Document) -> list[dict[str, str]]:
    """By when each who has it must have acted."""
    return [{"what": holder["task"], "at": holder["due"]} for holder in timeline["holders"]]


def _cards(events: Sequence[Event]) -> list[str]:
    """The cards of the latest event first, each once."""
    return list(dict.fromkeys(card for event in reversed(events) for card in _card(event)))


def _card(event: Event) -> tuple[str, ...]:
    """An opinion on what was assessed lies on the assessment, any other on visit and report."""
    if event["event"].startswith("propose") and event["state"] == State.CONFIRMING:
        return ("opinion", "assessment")
    return CARDS.get(event["event"], ())


def _is(moment: Document, event: Event) -> bool:
    return (moment["at"], moment["event"]) == (event["at"], event["event"])

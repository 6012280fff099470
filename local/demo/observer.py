"""Records what the family's phone and the clerk's desk show at each change.

What is shown is read through the public API at the instant of the change, by people whose business
it is. Staff look without naming a purpose, so names and numbers stay masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.case.states import State
from chalicelib.domain.actors import Post
from chalicelib.domain.areas import county_of
from local.cloud import watch
from local.demo import screens
from local.demo.plays.scene import Scene
from local.demo.screens import Screen
from local.population import personas
from local.town.clerks import Clerk
from local.town.world import World

A_MOMENT = 1.0  # logical seconds, so that what happens at one instant is seen at once
MONEY = frozenset({"release", "payment"})
UNSEEN = frozenset({"claim", "carry_out"})  # what happens to money and shows nowhere
Event = dict[str, str]


@dataclass(frozen=True)
class Observation:
    """What happened in a part since the last look, and what phone and desk show then."""

    part: str
    events: list[Event]
    timeline: dict[str, Any]
    letters: list[dict[str, Any]]
    own: dict[str, Any]  # the case as the family reads it
    filled_in: list[Screen]  # the phone before the case was; of the first look alone
    screens: list[Screen]  # the phone now
    messages: list[str]  # what the API said of photos that could not be opened
    office: str  # whose desk it is
    tasks: list[dict[str, Any]]
    case: dict[str, Any]
    notices: list[dict[str, Any]]
    releases: list[dict[str, Any]]
    watched: int  # members in the watched population; seen past the API
    led_elsewhere: frozenset[str]  # approvals that gave another account; seen past the API
    books: dict[str, Any]  # of the county's month in which the family was paid last


class Observer:
    """Looks at every scene whose case or money has changed; keeps every look in `looks`."""

    def __init__(self, town: World, scenes: Sequence[Scene]) -> None:
        self.looks: list[Observation] = []
        self._town, self._scenes = town, scenes
        self._cases: dict[str, list[Event]] = {}
        self._money: list[Event] = []
        self._last: dict[str, Observation] = {}
        self._clerks: dict[str, Clerk] = {}
        self._changed = False
        town.sandbox.on_event(self._observe)
        town.clock.thread(self._watch, "observer")

    def finish(self) -> list[Observation]:
        """Every look, once the last change has been looked at; the caller is busy."""
        self._town.clock.wait(object(), 2 * A_MOMENT)
        return self.looks

    def _observe(self, image: Mapping[str, Any]) -> None:
        event: Event = {name: str(next(iter(value.values()))) for name, value in image.items()}
        if event["kind"] == "case":
            self._cases.setdefault(event["id"], []).append(event)
        elif event["kind"] in MONEY and event["event"] not in UNSEEN:
            self._money.append(event)
        self._changed = True
        self._town.clock.fire(self)

    def _watch(self) -> None:
        clock = self._town.clock
        while True:
            if not self._changed:
                clock.wait(self, None)
            clock.wait(object(), A_MOMENT)
            self._changed, money, self._money = False, self._money, []
            for scene in self._scenes:
                self._look_at(scene, self._cases.pop(scene.family.case_id, []), money)

    def _look_at(self, scene: Scene, events: list[Event], money: list[Event]) -> None:
        last = self._last.get(scene.part.number)
        if events:
            self._keep(self._look(scene, events, _acting(events)))
        elif money and last is not None and "entitled" in last.case["facts"]:
            look = self._look(scene, money, county_of(last.case["office"]))
            events = _of_family(money, last, look)
            if events:
                self._keep(replace(look, events=events))

    def _keep(self, look: Observation) -> None:
        self.looks.append(look)
        self._last[look.part] = look

    def _look(self, scene: Scene, events: list[Event], acting: str) -> Observation:
        family = scene.family
        timeline, own = family.timeline(), family.case()
        holders = [holder["office"] for holder in timeline["holders"]]
        office = acting or next(iter(holders), "") or str(own["office"])
        clerk = self._at(office, Post.CASE_WORKER)
        noticing = timeline["stage"] == State.NOTICING
        letters, last = family.letters(), self._last.get(scene.part.number)
        new = letters[len(last.letters) if last else 0 :]
        return Observation(
            part=scene.part.number,
            events=events,
            timeline=timeline,
            letters=letters,
            own=own,
            filled_in=[] if last else screens.filling_in(family),
            screens=screens.after(family, [event["event"] for event in events], new),
            messages=list(family.messages),
            office=office,
            tasks=clerk.tasks(),
            case=clerk.client.get(f"/v1/cases/{family.case_id}"),
            notices=scene.notices(family.household.registered_area) if noticing else [],
            releases=self._releases(county_of(office), timeline["payments"]),
            watched=watch.watched_members(self._town.sandbox, family.case_id),
            led_elsewhere=frozenset(filter(watch.leads_elsewhere, _approved(events))),
            books=self._books(county_of(office), timeline["payments"]),
        )

    def _releases(self, county: str, payments: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """What waits at the county, but for months for which the family has its money."""
        finance = self._at(county, Post.FINANCE)
        paid = {payment["period"] for payment in payments if payment["state"] == "credited"}
        found = finance.client.get("/v1/releases")["releases"]
        return [line for line in found if line["period"] not in paid]

    def _books(self, county: str, payments: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        if not payments:
            return {}
        finance, period = self._at(county, Post.FINANCE), payments[-1]["period"]
        found: dict[str, Any] = finance.client.get(f"/v1/books/{county}/{period}")
        return found

    def _at(self, office: str, post: Post) -> Clerk:
        here = [one for one in personas.personas() if one.office == office]
        persona = next((one for one in here if one.post is post), here[0])
        return self._clerks.setdefault(persona.userid, Clerk(self._town, persona))


def _acting(events: Sequence[Event]) -> str:
    """The office of whoever of the staff acted last; "" if it was nobody of them."""
    offices = {one.userid: one.office for one in personas.personas()}
    return next((offices[e["actor"]] for e in reversed(events) if e["actor"] in offices), "")


def _approved(events: Sequence[Event]) -> list[str]:
    """The releases that a finance clerk approved."""
    return [one["id"] for one in events if (one["kind"], one["event"]) == ("release", "release")]


def _of_family(money: Sequence[Event], before: Observation, after: Observation) -> list[Event]:
    """Those events of money that are about a family's payments, or a release that holds them."""
    waiting = {line["release_id"] for look in (before, after) for line in look.releases}
    own = {payment["reference"] for payment in after.timeline["payments"]}
    return [event for event in money if event["id"] in waiting | own]

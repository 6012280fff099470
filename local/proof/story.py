"""A case played with or without a crash, and the findings about its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from chalice.app import Chalice

from chalicelib.domain.dates import start_of_day
from local.cloud import logs
from local.cloud.clock import LogicalClock
from local.demo import demo, invariants
from local.demo.narrator import Part
from local.demo.plays import injured_worker, mother_of_two
from local.demo.plays.scene import Scene
from local.population import families
from local.population.residents import Household
from local.proof.checks import Listener, keyed, lost, stuck, wrongly_paid
from local.proof.outcome import Outcome, outcome
from local.proof.points import Crashes, Point
from local.town.people import Citizen
from local.town.world import World, world

SETTLING = timedelta(hours=6)  # time for the reconciler after the last scene
DELAY = timedelta(days=4)  # a crash costs minutes, but offices close for a long weekend


@dataclass(frozen=True)
class Story:
    """A case of the demo by itself."""

    name: str
    household: Household = field(repr=False)
    play: demo.Play = field(repr=False)


STORIES = {
    story.name: story
    for story in (
        Story("1", families.MOTHER_OF_TWO, mother_of_two.play),
        Story("3", families.INJURED_WORKER, injured_worker.play),
    )
}


@dataclass(frozen=True)
class PlayResult:
    """A play's points, its length, its outcome, and the findings about it."""

    points: list[Point]
    length: timedelta
    outcome: Outcome | None
    findings: list[str]


def play_story(
    app: Chalice, story: Story, at: Point | None = None, undisturbed: PlayResult | None = None
) -> PlayResult:
    """Play a story in a fresh town, with a crash `at` a point, against how it ends without."""
    clock = LogicalClock(start_of_day(demo.FIRST_DAY) + demo.OPENS)
    began, crashes = clock.now(), Crashes(at)
    longest = undisturbed.length + DELAY if undisturbed else demo.LONGEST
    with logs.captured(), world(app, clock, [story.household]) as town:
        listener = Listener(town.sandbox, keyed(app))
        town.sandbox.on_answer(listener)
        town.sandbox.on_answer(crashes.answered)
        town.sandbox.hooks.append(crashes)
        family = Citizen(town, f"openid-{story.name}", story.household)
        scene = Scene(town, None, Part(story.name, "", ""), family)
        try:
            demo.play_all(clock, [(story.play, scene, timedelta())], longest)
        except Exception as failure:
            found = f"the play came to no end: {failure!r}"
            return PlayResult(
                crashes.points, clock.now() - began, None, [found, *listener.unattended]
            )
        length = clock.now() - began
        clock.sleep_until(clock.now() + SETTLING)
        town.sandbox.hooks.remove(crashes)
        result_outcome = outcome(town, scene)
        findings = [*listener.unattended, *_crash_findings(crashes), *_findings(town, listener)]
        if undisturbed and undisturbed.outcome:
            findings += result_outcome.differences(undisturbed.outcome)
        return PlayResult(crashes.points, length, result_outcome, findings)


def _crash_findings(crashes: Crashes) -> Iterator[str]:
    """Whether the process died, and where it was to."""
    if crashes.at is None:
        return
    wanted, got = crashes.at.call, crashes.crashed_at.call if crashes.crashed_at else None
    if got is None or (wanted.function, wanted.operation) != (got.function, got.operation):
        yield f"the play is not repeatable: {got} at {crashes.at}"


def _findings(town: World, listener: Listener) -> Iterator[str]:
    yield from invariants.chains(town)
    yield from lost(town, listener.acknowledged)
    yield from wrongly_paid(town)
    yield from stuck(town)

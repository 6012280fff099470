"""Recording a release: plays in which each record is caught at the moment it enters a state.

The moment is that of the event's commit, under the engine's lock: nothing is half done in the
tables, and whatever was to follow has not. No state is made by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from chalice.app import Chalice

from chalicelib.domain.dates import instant_text, start_of_day
from chalicelib.platform.store.attributes import from_attributes
from local.cloud import logs, memory
from local.cloud.clock import LogicalClock
from local.cloud.functions import API
from local.demo import demo
from local.demo.narrator import Part
from local.demo.plays.scene import Scene
from local.releases import completing, files, snapshots
from local.releases.files import CONSUMERS, OVER, STREAM, Base, Moment, PlayRecording, Things
from local.releases.plays import PROGRAMME, RecordedPlay
from local.town.people import Citizen
from local.town.world import World, world


@dataclass
class Recorder:
    """Receives every event of a town and every answer of a function, and records the new ones.

    `seen` are the stages and payloads that earlier plays have shown.
    """

    town: World
    seen: set[str]
    stages: list[Moment] = field(default_factory=list)
    things: list[Things] = field(default_factory=list)
    payloads: list[tuple[str, str, Any]] = field(default_factory=list)
    _waiting: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def happened(self, image: Mapping[str, Any]) -> None:
        """An event was committed."""
        event = from_attributes(dict(image))
        self._waiting[event["pk"], event["sk"]] = set(CONSUMERS)
        if self._is_new(f"{event['kind']}.{event['state']}"):
            self.record_stage(event["kind"], event["state"], event["event"])

    def answered(self, function: str, event: Mapping[str, Any], _answer: Any) -> None:
        """A function has answered: what a consumer of the stream took waits for it no more."""
        for record in event.get("Records", ()):
            place = record["dynamodb"]["Keys"]
            self._waiting[place["pk"]["S"], place["sk"]["S"]].discard(function)
        for kind, payload in _payloads(function, event):
            name = STREAM if "Records" in event else function
            if self._is_new(f"{name} {kind}"):
                self.payloads.append((name, kind, payload))

    def record_stage(self, kind: str, state: str, event: str) -> None:
        """Record what the town holds now, as a stage."""
        now = instant_text(self.town.clock.now())
        waiting = sorted([*place] for place, consumers in self._waiting.items() if consumers)
        bank = snapshots.books_of(self.town.bank)
        self.stages.append(Moment(kind, state, event, now, waiting, bank))
        self.things.append(snapshots.things(self.town))

    def _is_new(self, name: str) -> bool:
        new = name not in self.seen
        self.seen.add(name)
        return new


def _payloads(function: str, event: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The payloads in a call by their kind: a record of the stream, a stage, a tick."""
    if function == API:
        return
    for record in event.get("Records", ()):
        image = from_attributes(record["dynamodb"]["NewImage"])
        yield f"{image['kind']}.{image['event']}", {**event, "Records": [record]}
    if "Records" not in event:
        yield str(event.get("stage") or event.get("source", "")), event


def record(
    app: Chalice, folder: Path, show: Callable[[str], None], programme: Iterable[RecordedPlay] = ()
) -> None:
    """Play everything, and write what it left on the way."""
    seen: set[str] = set()
    found: list[PlayRecording] = []
    base: Base | None = None
    for one in programme or PROGRAMME:
        base, played = _played(app, one, base, seen)
        found.append(played)
        show(f"{played.play}：{'、'.join(stage.name for stage in played.stages)}")
    assert base is not None
    files.write(folder, Base(base.keys, base.secrets, files.common(found)), found)
    size = sum(path.stat().st_size for path in folder.glob("*.jsonl"))
    show(f"{folder}：{len(found)} 出，{size // 1000} KB")


def _played(
    app: Chalice, one: RecordedPlay, base: Base | None, seen: set[str]
) -> tuple[Base, PlayRecording]:
    clock = LogicalClock(start_of_day(demo.FIRST_DAY) + demo.OPENS)
    with logs.captured(), world(app, clock, [one.household]) as town:
        if base is None:
            base = Base(memory.wrapping_keys(), snapshots.secrets(), {})
        snapshots.put_common(base)
        recorder = Recorder(town, seen)
        town.sandbox.on_event(recorder.happened)
        town.sandbox.on_answer(recorder.answered)
        family = Citizen(town, f"openid-{one.name}", one.household)
        scene = Scene(town, None, Part(one.name, "", ""), family)
        demo.play_all(clock, [(one.play, scene, timedelta())])
        left = completing.run_to_end(town, family)
        if left:
            raise RuntimeError(f"{one.name}: {'; '.join(left)}")
        recorder.record_stage("", OVER, "")
        stages, things = recorder.stages, recorder.things
        play = PlayRecording(
            one.name, family.openid, family.household, stages, things, recorder.payloads
        )
    return base, play

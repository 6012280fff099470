"""How a recording is stored: a file a play, a line a thing, so that a difference can be read.

A thing that stays as it is over several stages is written once, with the first stage that has it
and the first that has it no more. What all plays have in common is in a file of its own.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from local.population.residents import Household

FOLDER = Path(__file__).parent.parent.parent / "tests/releases"
BASE = "base.jsonl"
OVER = "over"
"""The last stage of each play: everything has come to its end or rest."""
FILES = "files"
STREAM = "stream"
CONSUMERS = ("drive", "spread")
"""A payload of the stream is the same for each of its consumers."""

Place = tuple[str, str, str]
"""A table with the two keys of an item; or "files", the bucket and the name of a file."""
Things = Mapping[Place, str]
"""Items in DynamoDB JSON, and files, each as JSON."""
_household = TypeAdapter(Household)


@dataclass(frozen=True)
class Moment:
    """A moment: a record of a kind had just entered a state by an event, at an instant.

    `undelivered` are the events (keys of the trail) that a consumer of the stream had not taken,
    `bank` is what the bank knew.
    """

    kind: str
    state: str
    event: str
    at: str
    undelivered: list[list[str]]
    bank: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """`case.waiting`; what is over has no kind."""
        return f"{self.kind}.{self.state}" if self.kind else self.state


@dataclass(frozen=True)
class PlayRecording:
    """The recording of a play: its family, its stages with what lay there, and the calls of
    functions (name, kind, event) of which each kind is stored once in a release."""

    play: str
    openid: str
    household: Household = field(repr=False)
    stages: list[Moment]
    things: Sequence[Things] = field(repr=False)
    payloads: list[tuple[str, str, Any]] = field(repr=False)


@dataclass(frozen=True)
class Base:
    """What the towns of a release have in common: KMS keys by alias, secrets, items."""

    keys: Mapping[str, tuple[str, bytes]] = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    things: Things = field(repr=False)


def numbers() -> list[int]:
    """The releases that are stored."""
    return sorted(int(one.name) for one in FOLDER.glob("[0-9]*") if (one / BASE).exists())


def write(folder: Path, base: Base, plays: Iterable[PlayRecording]) -> None:
    """Write a release; what was there goes."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.jsonl"):
        old.unlink()
    _write(folder / BASE, _base_lines(base))
    for one in plays:
        _write(folder / f"{one.play}.jsonl", _lines(one, base.things))


def read_base(folder: Path) -> Base:
    """What the towns of a release have in common."""
    keys, secrets, things = {}, {}, {}
    for line in _read(folder / BASE):
        match line["what"]:
            case "key":
                keys[line["alias"]] = (line["id"], base64.b64decode(line["material"]))
            case "secret":
                secrets[line["name"]] = line["value"]
            case _:
                things[_place(line)] = _thing(line)
    return Base(keys, secrets, things)


def plays(folder: Path) -> list[str]:
    """The plays of a release."""
    return sorted(one.stem for one in folder.glob("*.jsonl") if one.name != BASE)


def read(folder: Path, play: str, base: Base) -> PlayRecording:
    """The recording of a play."""
    head, *lines = _read(folder / f"{play}.jsonl")
    stages = [_stage(line) for line in lines if line["what"] == "stage"]
    things = [dict(base.things) for _ in stages]
    for line in lines:
        if line["what"] == "thing":
            for number in range(line["from"], line["until"]):
                things[number][_place(line)] = _thing(line)
    payloads = [
        (line["function"], line["kind"], line["event"])
        for line in lines
        if line["what"] == "payload"
    ]
    household = _household.validate_python(head["household"])
    return PlayRecording(play, head["openid"], household, stages, things, payloads)


def canonical(value: Any) -> str:
    """JSON in one spelling."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def common(plays: Iterable[PlayRecording]) -> dict[Place, str]:
    """What is the same at every stage of every play."""
    every = [things for one in plays for things in one.things]
    first, *others = every
    return {
        place: text
        for place, text in first.items()
        if all(things.get(place) == text for things in others)
    }


def _base_lines(base: Base) -> Iterator[dict[str, Any]]:
    for alias, (id_, material) in sorted(base.keys.items()):
        encoded = base64.b64encode(material).decode()
        yield {"what": "key", "alias": alias, "id": id_, "material": encoded}
    for name, value in sorted(base.secrets.items()):
        yield {"what": "secret", "name": name, "value": value}
    for place, text in sorted(base.things.items()):
        yield {"what": "thing", "place": place, "is": _without_place(place, text)}


def _lines(one: PlayRecording, base: Things) -> Iterator[dict[str, Any]]:
    household = _household.dump_python(one.household, mode="json")
    yield {"what": "play", "openid": one.openid, "household": household}
    for stage in one.stages:
        yield {"what": "stage", **vars(stage)}
    for place, text, since, until in sorted(_spans(one.things)):
        if base.get(place) != text:
            span = {"place": place, "from": since, "until": until}
            yield {"what": "thing", **span, "is": _without_place(place, text)}
    for function, kind, event in sorted(one.payloads, key=lambda payload: payload[:2]):
        yield {"what": "payload", "function": function, "kind": kind, "event": event}


def _spans(stages: Sequence[Things]) -> Iterator[tuple[Place, str, int, int]]:
    """Each thing with the first stage that has it so, and the first that has it so no more."""
    begun: dict[Place, tuple[str, int]] = {}
    for number, things in enumerate([*stages, {}]):
        for place, (text, since) in list(begun.items()):
            if things.get(place) != text:
                del begun[place]
                yield place, text, since, number
        for place, text in things.items():
            begun.setdefault(place, (text, number))


def _stage(line: Mapping[str, Any]) -> Moment:
    return Moment(**{name: value for name, value in line.items() if name != "what"})


def _place(line: Mapping[str, Any]) -> Place:
    first, second, third = line["place"]
    return first, second, third


def _without_place(place: Place, text: str) -> Any:
    """A thing without the keys that are in its place."""
    thing = json.loads(text)
    return thing if place[0] == FILES else {n: v for n, v in thing.items() if n not in {"pk", "sk"}}


def _thing(line: Mapping[str, Any]) -> str:
    table, pk, sk = _place(line)
    placed = {} if table == FILES else {"pk": {"S": pk}, "sk": {"S": sk}}
    return canonical({**line["is"], **placed} if placed else line["is"])


def _write(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(f"{canonical(line)}\n" for line in lines), encoding="utf-8")


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

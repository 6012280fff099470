"""The log of the demo: every committed event as it happens, and what the plays show beside it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.directory.offices.routing import area_names
from chalicelib.domain.dates import SHANGHAI, parse_instant
from chalicelib.words import say, sentences
from local.population.personas import personas

WEEKDAYS = "一二三四五六日"
Print = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """A case of the demo: its number, its title, and what the family is called."""

    number: str
    title: str
    family: str


@dataclass(frozen=True)
class LogEntry:
    """An entry of the log: when (Shanghai), in which case, by whom, what, and what is next."""

    at: str
    part: str
    who: str
    what: str
    next: str = ""
    state: str = ""
    event: str = ""


@dataclass
class Narrator:
    """Logs in the order of the logical calendar."""

    now: Callable[[], datetime]
    print: Print
    entries: list[LogEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._parts: dict[str, Part] = {}
        self._cases: dict[str, str] = {}
        self._names = {p.userid: f"{p.name}（{area_names()[p.office]}）" for p in personas()}
        self._waiting: dict[str, list[Mapping[str, Any]]] = {}
        self._lock = threading.RLock()

    def begin_case(self, part: Part) -> None:
        """Register a case of the demo that begins."""
        self._parts[part.number] = part

    def part(self, number: str) -> Part:
        """A case of the demo by its number."""
        return self._parts[number]

    def link_case(self, part: str, case_id: str) -> None:
        """Log the events of the case with this id under the part, those before this too."""
        with self._lock:
            self._cases[case_id] = part
            for event in self._waiting.pop(case_id, []):
                self._event(part, event)

    def observe(self, image: Mapping[str, Any]) -> None:
        """Log a committed event of a case; `image` is the trail's item."""
        event = {name: next(iter(value.values())) for name, value in image.items()}
        if event["kind"] != "case":
            return
        with self._lock:
            part = self._cases.get(event["id"])
            if part is None:
                self._waiting.setdefault(event["id"], []).append(event)
            else:
                self._event(part, event)

    def says(self, part: str, what: str) -> None:
        """Log something that a play shows."""
        with self._lock:
            self._add(LogEntry(_shown(self.now()), part, "", what))

    def save(self, path: Path) -> None:
        """Write all entries, one JSON object a line."""
        lines = (json.dumps(asdict(entry), ensure_ascii=False) for entry in self.entries)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _event(self, part: str, event: Mapping[str, Any]) -> None:
        next_ = f"next.{event['state']}"
        self._add(
            LogEntry(
                at=_shown(parse_instant(event["at"])),
                part=part,
                who=self.who(part, str(event["actor"])),
                what=say(f"event.{event['event']}"),
                next=say(next_) if next_ in sentences("zh") else "",
                state=str(event["state"]),
                event=str(event["event"]),
            )
        )

    def who(self, part: str, actor: str) -> str:
        """Who an event's actor is, as shown: a member of staff, the family, or the system."""
        if actor.startswith("system:"):
            return "系统"
        return self._names.get(actor) or self._parts[part].family

    def _add(self, entry: LogEntry) -> None:
        self.entries.append(entry)
        if not entry.event:
            self.print(f"{entry.at}  {entry.part:<3}    · {entry.what}")
            return
        self.print(f"{entry.at}  {entry.part:<3} {entry.who}：{entry.what}")
        if entry.next:
            self.print(f"{'':<22}     → {entry.next}")


def _shown(instant: datetime) -> str:
    local = instant.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d} 周{WEEKDAYS[local.weekday()]} {local:%H:%M}"

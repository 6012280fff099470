"""The departments over HTTP: one path a source, answering from the population.

They speak the protocol of `chalicelib.platform.departments` and check it: app id, signature, a
timestamp within five minutes of the sandbox's clock, a nonce that was not used before. How each
source behaves can be switched at any time; every request is kept.
"""

from __future__ import annotations

import base64
import hmac
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from chalicelib.domain.dates import day_of, instant_text, parse_instant, start_of_day
from chalicelib.platform.departments import APP_ID, NONCE, SIGNATURE, TIMESTAMP, signature
from local.clock import LogicalClock
from local.population import Resident, numbered

WINDOW = timedelta(minutes=5)
SILENCE = 60.0  # logical seconds, longer than anybody waits
STRANGER = numbered("1960-01-01", 999)


@dataclass
class Behaviour:
    """How a source answers: `latency` in logical seconds, `errors` the share that fails."""

    latency: float = 0.0
    silent: bool = False
    errors: float = 0.0
    wrong_person: bool = False
    unsigned: bool = False
    malformed: bool = False


@dataclass(frozen=True)
class Asked:
    """A request that a source got: when, for which request id, about whom."""

    source: str
    at: datetime
    request_id: str
    target: str  # path and query as they were sent
    headers: Mapping[str, str]
    persons: tuple[str, ...] = field(repr=False)  # identity numbers


@dataclass
class DepartmentSimulator:
    """A WSGI application of every source. `app_id` and `key` are those of the suite's secret."""

    residents: Mapping[str, Resident]
    app_id: str
    key: str
    clock: LogicalClock
    seed: int = 0
    behaviour: defaultdict[str, Behaviour] = field(default_factory=lambda: defaultdict(Behaviour))
    asked: list[Asked] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._nonces: set[str] = set()
        self._answered: dict[tuple[str, str], bytes] = {}

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """The WSGI entry."""
        request = Request(environ)
        response = self._answer(request, request.get_data())
        return response(environ, start_response)

    def about(self, case_id: str) -> list[Asked]:
        """What was asked for a case."""
        return [one for one in self.asked if one.request_id.startswith(case_id)]

    def _answer(self, request: Request, body: bytes) -> Response:
        wrong = self._what_is_wrong(request, body)
        if wrong:
            self.refused.append(wrong)
            return Response(wrong, 401)
        source, question = request.path.strip("/"), json.loads(body)
        self._note(source, request, question)
        how = self.behaviour[source]
        numbers = [person["identity_number"] for person in question["persons"]]
        silent = how.silent or any(self._silent(source, number) for number in numbers)
        if silent or how.latency:
            self.clock.lend(SILENCE if silent else how.latency)
        if self._fails(source, question["request_id"]):
            return Response(status=500)
        content = b"{" if how.malformed else self._content(source, question)
        answer = Response(content, content_type="application/json")
        if not how.unsigned:
            said = ("ANSWER", request.path, request.headers[NONCE])
            answer.headers[SIGNATURE] = signature(self._key, content, *said)
        return answer

    @property
    def _key(self) -> bytes:
        return base64.b64decode(self.key)

    def _what_is_wrong(self, request: Request, body: bytes) -> str:
        """Why a request is not answered at all; empty if it is in order."""
        said = [request.headers.get(name, "") for name in (TIMESTAMP, NONCE)]
        expected = signature(self._key, body, request.method, request.path, *said)
        if request.headers.get(APP_ID) != self.app_id:
            return "unknown app"
        if not hmac.compare_digest(request.headers.get(SIGNATURE, ""), expected):
            return "wrong signature"
        if abs(self.clock.now() - parse_instant(said[0])) > WINDOW:
            return "too old"
        if said[1] in self._nonces:
            return "replayed"
        self._nonces.add(said[1])
        return ""

    def _note(self, source: str, request: Request, question: Mapping[str, Any]) -> None:
        persons = tuple(person["identity_number"] for person in question["persons"])
        target, headers = request.environ["REQUEST_URI"], dict(request.headers)
        now, id_ = self.clock.now(), question["request_id"]
        self.asked.append(Asked(source, now, id_, target, headers, persons))

    def _silent(self, source: str, number: str) -> bool:
        return number in self.residents and source in self.residents[number].silent

    def _fails(self, source: str, request_id: str) -> bool:
        """Drawn by source and request, so that a run does not depend on who came first."""
        chance = random.Random(f"{self.seed}/{source}/{request_id}").random()
        return chance < self.behaviour[source].errors

    def _content(self, source: str, question: Mapping[str, Any]) -> bytes:
        """The answer; a repeated question gets the first."""
        place = (source, question["request_id"])
        if place not in self._answered:
            lines = list(self._lines(source, question["persons"], question["items"]))
            as_of = instant_text(start_of_day(day_of(self.clock.now())))
            self._answered[place] = json.dumps({"as_of": as_of, "lines": lines}).encode()
        return self._answered[place]

    def _lines(
        self, source: str, persons: Sequence[Mapping[str, Any]], items: Sequence[str]
    ) -> Iterator[dict[str, Any]]:
        for person in persons:
            resident = self.residents.get(person["identity_number"])
            for item in items:
                held = resident.held.get(item) if resident else None
                about = held.of if held and held.of else person["identity_number"]
                yield {
                    **person,
                    "identity_number": STRANGER if self.behaviour[source].wrong_person else about,
                    "item": item,
                    "status": "held" if held else "nothing_held",
                    "value": held.value if held else None,
                    "record": held.record if held else "",
                }

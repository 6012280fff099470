"""The departments over HTTP: one path a source, answering from the population.

They speak the protocol of `platform/partners/departments/` and check it: app id, signature, a
timestamp within five minutes of the sandbox's clock and a nonce that was not used before, or a
token that they gave. Now and then they have somebody in another spelling. How each source behaves
can be switched at any time; every request is kept, as it came.
"""

from __future__ import annotations

import base64
import hmac
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from chalicelib.domain.dates import day_of, instant_text, parse_instant, start_of_day
from chalicelib.domain.money import Fen
from chalicelib.platform.partners.departments.wire import (
    APP_ID,
    NONCE,
    SIGNATURE,
    TIMESTAMP,
    signature,
)
from chalicelib.policy import Catalogue, Item, load_pack
from local.cloud.clock import LogicalClock
from local.population.numbers import numbered
from local.population.residents import Held, Resident
from local.simulators.behaviour import Behaviour
from local.simulators.department_files import SimulatedFiles
from local.simulators.leaving import files_of
from local.simulators.sample_people import SAMPLE_PEOPLE
from local.simulators.spelling import spelt

WINDOW = timedelta(minutes=5)
SILENCE = 60.0  # logical seconds, longer than anybody waits
TOKEN_SECONDS = 3600
STRANGER = numbered("1960-01-01", 999)


@dataclass(frozen=True)
class Asked:
    """A request that a source got: when, for which request id, about whom."""

    source: str
    at: datetime
    request_id: str
    target: str  # path and query as they were sent
    headers: Mapping[str, str]
    persons: tuple[str, ...] = field(repr=False)  # identity numbers
    place: str = ""  # whose department is to answer


@dataclass
class DepartmentSimulator:
    """A WSGI application of every source.

    `app_id` and `keys` are those of the suite's secret: each source knows its own alone.
    """

    residents: Mapping[str, Resident]
    app_id: str
    keys: Mapping[str, str]
    clock: LogicalClock
    seed: int = 0
    catalogue: Catalogue = field(default_factory=lambda: load_pack("jilin-city").catalogue)
    behaviour: defaultdict[str, Behaviour] = field(default_factory=lambda: defaultdict(Behaviour))
    asked: list[Asked] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    received: defaultdict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        sample = {number: one.person for number, one in SAMPLE_PEOPLE.items()}
        self.residents = {**sample, **self.residents}
        self.files = SimulatedFiles(self.leaves, self.clock.now, self.catalogue)
        self._nonces: set[str] = set()
        self._left: dict[tuple[object, ...], Mapping[str, bytes]] = {}
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._answered: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._promised: dict[str, tuple[datetime, Mapping[str, Any]]] = {}
        self._tries: defaultdict[tuple[str, str], int] = defaultdict(int)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """The WSGI entry."""
        request = Request(environ)
        source, _, about = request.path.strip("/").partition("/")
        headers = "".join(f"{name}: {value}\n" for name, value in request.headers.items())
        self.received[source].append(headers.encode() + request.get_data())
        answer = self._token if about == "token" else self._answer
        return answer(source, request, request.get_data())(environ, start_response)

    def about(self, case_id: str) -> list[Asked]:
        """What was asked for a case."""
        return [one for one in self.asked if one.request_id.startswith(case_id)]

    def callback(self, ticket: str) -> dict[str, str]:
        """The body with which a source sends a promised answer later, signed."""
        source, (_, question) = ticket.partition("-")[0], self._promised[ticket]
        content = self._content(source, question).decode()
        signed_parts = ("ANSWER", f"/{source}", question["nonce"])
        signed = signature(self._key(source), content.encode(), *signed_parts)
        return {"ticket": ticket, "content": content, "signature": signed}

    def death_report(self, source: str, number: str, died_on: str) -> dict[str, str]:
        """The body with which a source reports a death that it registered, signed."""
        content = f"{number}\n{died_on}".encode()
        signed = signature(self._key(source), content, "DEATH", f"/{source}")
        return {"identity_number": number, "died_on": died_on, "signature": signed}

    def leaves(self, source: str) -> Mapping[str, bytes]:
        """The files that a source leaves, by their names: a table of everybody it knows."""
        how = self.behaviour[source]
        if how.silent or how.errors or how.delay:
            return {}
        day = day_of(self.clock.now()).isoformat()
        asked = (source, day, repr(how), id(self.residents))
        if asked not in self._left:
            self._left[asked] = files_of(
                self.catalogue.by_code[source], [*self._rows(source, how)], day, how
            )
        return self._left[asked]

    def _rows(self, source: str, how: Behaviour) -> Iterator[tuple[Any, ...]]:
        """Everybody that a source knows: number and name as it writes them, and what it holds."""
        items = self.catalogue.by_code[source].items
        for number, one in self.residents.items():
            held = [one.held.get(item.code) for item in items]
            written_as, name = spelt(source, number, one.name)
            values = (one.value if one else None for one in held)
            yield written_as, "某某" if how.wrong_person else name, *values

    @property
    def tickets(self) -> list[str]:
        """Every promise that was given."""
        return list(self._promised)

    def _answer(self, source: str, request: Request, body: bytes) -> Response:
        wrong = self._what_is_wrong(source, request, body)
        if wrong:
            self.refused.append(wrong)
            return Response(wrong, 401)
        asked = json.loads(body)
        self._note(source, request, asked)
        question = self._promised[asked["ticket"]][1] if "ticket" in asked else asked
        how, numbers = self._how(source, question), _numbers(question)
        silent = how.silent or any(self._silent(source, number) for number in numbers)
        if silent or how.latency:
            self.clock.lend(SILENCE if silent else how.latency)
        if self._fails(how, source, asked["request_id"]):
            return Response(status=503)
        return self._reply(source, request, asked, question)

    def _reply(
        self,
        source: str,
        request: Request,
        asked: Mapping[str, Any],
        question: Mapping[str, Any],
    ) -> Response:
        how, nonce = self._how(source, question), request.headers[NONCE]
        ticket = asked.get("ticket") or self._promise(source, question)
        status, content = 200, self._content(source, {**question, "nonce": asked["nonce"]})
        if ticket and self._promised[ticket][0] > self.clock.now():
            status, content = 202, json.dumps({"ticket": ticket}).encode()
        if how.malformed:
            content = b"{"
        answer = Response(content, status, content_type="application/json")
        if not how.unsigned:
            signed_parts = ("ANSWER", request.path, nonce)
            answer.headers[SIGNATURE] = signature(self._key(source), content, *signed_parts)
        return answer

    def _promise(self, source: str, question: Mapping[str, Any]) -> str:
        """A ticket for an answer that is ready later; none where it is ready now."""
        delay = self._how(source, question).delay
        if not delay:
            return ""
        ticket = f"{source}-{question['request_id']}"
        self._promised.setdefault(
            ticket, (self.clock.now() + timedelta(seconds=delay), dict(question))
        )
        return ticket

    def _key(self, source: str) -> bytes:
        return base64.b64decode(self.keys[source])

    def _token(self, source: str, request: Request, _body: bytes) -> Response:
        """A token, to whoever shows the secret of the app (RFC 6749, section 4.4)."""
        expected = base64.b64encode(f"{self.app_id}:{self.keys[source]}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            self.refused.append("wrong secret")
            return Response("wrong secret", 401)
        token = f"{source}-{len(self._tokens)}"
        lasts = timedelta(seconds=TOKEN_SECONDS)
        self._tokens[token] = (source, self.clock.now() + lasts)
        content = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
        return Response(json.dumps(content), content_type="application/json")

    def _what_is_wrong(self, source: str, request: Request, body: bytes) -> str:
        """Why a request is not answered at all; empty if it is in order."""
        known = self.catalogue.by_code.get(source)
        if known is None:
            return "unknown source"
        if known.signing == "oauth":
            return "" if self._gave(source, request) else "wrong token"
        return self._what_is_wrongly_signed(source, request, body)

    def _gave(self, source: str, request: Request) -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        of, until = self._tokens.get(token, ("", self.clock.now()))
        return of == source and until > self.clock.now()

    def _what_is_wrongly_signed(self, source: str, request: Request, body: bytes) -> str:
        signed_parts = [request.headers.get(name, "") for name in (TIMESTAMP, NONCE)]
        expected = signature(self._key(source), body, request.method, request.path, *signed_parts)
        if request.headers.get(APP_ID) != self.app_id:
            return "unknown app"
        if not hmac.compare_digest(request.headers.get(SIGNATURE, ""), expected):
            return "wrong signature"
        if abs(self.clock.now() - parse_instant(signed_parts[0])) > WINDOW:
            return "too old"
        if signed_parts[1] in self._nonces:
            return "replayed"
        self._nonces.add(signed_parts[1])
        return ""

    def _note(self, source: str, request: Request, question: Mapping[str, Any]) -> None:
        persons = tuple(person["identity_number"] for person in question.get("persons", ()))
        target, headers = request.environ["REQUEST_URI"], dict(request.headers)
        now, id_ = self.clock.now(), question["request_id"]
        place = question.get("place", "")
        self.asked.append(Asked(source, now, id_, target, headers, persons, place))

    def _silent(self, source: str, number: str) -> bool:
        return number in self.residents and source in self.residents[number].silent

    def _how(self, source: str, question: Mapping[str, Any]) -> Behaviour:
        """How a source behaves about these people: as it was set, or as one of them makes all."""
        sample = (
            SAMPLE_PEOPLE[number].how for number in _numbers(question) if number in SAMPLE_PEOPLE
        )
        return next((how for how in sample if how), self.behaviour[source])

    def _fails(self, how: Behaviour, source: str, request_id: str) -> bool:
        """Drawn by source and request, so that a run does not depend on who came first."""
        asked = (source, request_id)
        self._tries[asked] += 1
        if self._tries[asked] <= how.failing_tries:
            return True
        chance = random.Random(f"{self.seed}/{source}/{request_id}").random()
        return chance < how.errors

    def _content(self, source: str, question: Mapping[str, Any]) -> bytes:
        """The answer to a question; a repeated one gets the same lines."""
        how, place = self._how(source, question), (source, question["request_id"])
        if place not in self._answered:
            self._answered[place] = list(self._lines(source, how, question))
        as_of = instant_text(start_of_day(day_of(self.clock.now())))
        lines = self._answered[place] * (2 if how.repeats else 1)
        answer = {"nonce": question["nonce"], "as_of": as_of, "lines": lines}
        return json.dumps(answer, ensure_ascii=False).encode()

    def _lines(
        self, source: str, how: Behaviour, question: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        for person in question["persons"]:
            resident = self.residents.get(person["identity_number"])
            number, name = spelt(source, person["identity_number"], person["name"])
            for code in question["items"]:
                item = self.catalogue.items[code]
                held = resident.held.get(code) if resident else None
                about = held.of if held and held.of else number
                unit = held.unit if held and held.unit else item.unit
                yield {
                    **person,
                    "name": name,
                    "identity_number": STRANGER if how.wrong_person else about,
                    "item": code,
                    "status": "held" if held else "nothing_held",
                    "value": _written(held, item) if held else None,
                    "unit": "wan_yuan" if how.wrong_unit and item.unit else unit,
                    "period": item.period,
                    "record": held.record if held else "",
                }


def _numbers(question: Mapping[str, Any]) -> list[str]:
    return [person["identity_number"] for person in question["persons"]]


def _written(held: Held, item: Item) -> int | bool | str:
    """A value as the department writes it: yuan with two decimals, where it counts in yuan."""
    return Fen(int(held.value)).yuan.replace(",", "") if item.unit == "yuan" else held.value

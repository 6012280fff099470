"""A small API behind the real API: boxes that citizens open and staff look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated

from chalice.app import Chalice
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.errors import Broken, Refused, Unavailable
from chalicelib.platform import http
from chalicelib.platform.http import NO_SUBJECT, Audience, Router
from chalicelib.platform.store import record, sealing, writing
from chalicelib.platform.store.keys import Key
from chalicelib.platform.store.record import Record
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.platform.store.trail import Event

CANARY = "220201198503120018"


class ApiModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Part(ApiModel):
    weight: Annotated[int, Field(ge=0, le=100)]
    made_on: date | None = None


class Box(ApiModel):
    name: SecretStr
    parts: Annotated[list[Part], Field(max_length=3)] = []


class Opened(ApiModel):
    box: str
    seq: int
    parts: int


class Said(ApiModel):
    text: str


class Throttled(Exception):
    def __init__(self):
        super().__init__(CANARY)
        self.response = {"Error": {"Code": "ThrottlingException"}}


FAILURES = {
    "refused": Refused("case.four_eyes"),
    "refused_state": Refused("case.not_now", event="x", state="reviewing", task=("review",)),
    "yours_not": Refused("case.not_yours"),
    "money_not": Refused("payments.not_yours"),
    "field": Refused("identity.check", pointer="/members/0/identity_number"),
    "unavailable": Unavailable("table.busy"),
    "throttled": Throttled(),
    "broken": Broken("record.chain", seq=3, lang=CANARY),
    "unforeseen": ValueError(CANARY),
    "injected": Refused("case.not_now", event="x", state=CANARY, task=("review",)),
    "wordless": Refused("nobody.wrote_words"),
}

PEOPLE = {
    "aciti": Actor("aciti", Role.CITIZEN),
    "aother": Actor("aother", Role.CITIZEN),
    "town1": Actor("town1", Role.STAFF, "220203007000", frozenset({Post.CASE_WORKER})),
}


def case_id(letter):
    """An id that has the form of a case id."""
    return "c" + letter * 32


class Boxes:
    """The toy itself: what it holds, and whether it refuses whatever is new to it."""

    def __init__(self):
        self.acted, self.closed = 0, False
        self.owners = {case_id("a"): "aciti", case_id("b"): "aother"}
        self._keys = {}

    def own(self, actor, path):
        """The citizen's own box, which is read before anything is said of it."""
        record.load("case", path["case_id"])
        if self.owners.get(path["case_id"]) != actor.id:
            raise Refused("case.not_found")
        return path["case_id"]

    def open(self, call):
        """Commit one more version of the box."""
        if self.closed:
            raise Refused("case.four_eyes")
        self.acted += 1
        scope = KeyScope("case", call.subject, Key("cases", f"CASE#{call.subject}", "KEY"))
        key = self._keys.setdefault(call.subject, sealing.new_key(scope))
        before = record.load("case", call.subject) or Record("case", call.subject)
        after = replace(before, state="open")
        event = Event("open", call.actor.id, call.now)
        return writing.commit(before, after, event, key, idempotency_key=call.idempotency_key)


def opened(call, box, seq):
    """The answer to opening a box, which tells the parts that the request names."""
    return Opened(box=box, seq=seq, parts=len(call.body.parts))


def make(boxes):
    """The API as an app of its own."""
    app, door = Chalice("toy"), Router()

    def say(path, audience):
        @door.get(path, audience=audience, check=NO_SUBJECT, answer=Said, query=("after",))
        def said(call):
            return Said(text=call.actor.id + call.query.get("after", ""))

    say("/v1/public", Audience.PUBLIC)
    say("/v1/citizens", Audience.CITIZEN)
    say("/v1/staff", Audience.STAFF)
    say("/v1/anybody", Audience.ANYBODY_SIGNED_IN)

    @door.post(
        "/v1/boxes/{case_id}",
        audience=Audience.CITIZEN,
        check=boxes.own,
        body=Box,
        answer=Opened,
        repeated=lambda call, _kind, id_, seq: opened(call, id_, seq),
        status=201,
    )
    def open_box(call):
        written = boxes.open(call)
        return opened(call, written.id, written.seq)

    @door.get("/v1/failures/{task}", audience=Audience.PUBLIC, check=NO_SUBJECT, answer=Said)
    def fail(call):
        raise FAILURES[call.path["task"]]

    for name in door.routes:
        http.serve(app, name, partial(door.routes.get, name))
    http.install(app, actor_lookup=lambda session: PEOPLE.get(session.holder))
    return app

"""What the tests of verification share: departments that answer as told, and a case to verify."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.case import case as cases
from chalicelib.case import report
from chalicelib.platform.partners.departments import Finding, RoundResult
from chalicelib.platform.store import trail
from chalicelib.policy import load_pack
from chalicelib.records.law import law_on
from chalicelib.verification import service
from tests.conftest import FAMILY, MONDAY
from tests.support.cases import submitted

SOURCES = {source.code: source for source in load_pack("jilin-city").catalogue.sources}
ALL = list(SOURCES)
FIVE_HOURS = MONDAY + timedelta(hours=5)
ROUND = timedelta(minutes=60)


class Answers:
    """Departments that hold nothing, but for what `says` gives by item and member."""

    def __init__(self, says=None, silent=(), meanwhile=None, as_of=None, full=None):
        self.says, self.silent, self.asked = says or {}, set(silent), []
        self.as_of, self.full, self.turns = as_of or {}, full or {}, []
        self.meanwhile = meanwhile

    def ask(self, request_id, sources, persons, tickets=None, disputed=(), booked=()):
        self.disputed = list(disputed)
        self.turns.append(list(booked))
        full, self.full = self.full, {}
        self.asked.append((request_id, list(sources), [person.member for person in persons]))
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return RoundResult(
            [
                self._found(source, item.code, person.member, full)
                for source in sources
                for item in SOURCES[source].items
                for person in persons
            ],
            {},
            full,
        )

    def _found(self, source, item, whose, full):
        if source in full:
            return Finding(source, item, whose, "not_verified", reason="answer.limited")
        if source in self.silent:
            return Finding(source, item, whose, "not_verified", reason="answer.late")
        status, value = self.says.get((item, whose), ("nothing_held", None))
        return Finding(source, item, whose, status, value, as_of=self.as_of.get(source, ""))

    @property
    def sources(self):
        return [sources for _, sources, _ in self.asked]


def consent(whose):
    signed = {"signed_at": "2022-12-19T01:00:00Z", "signature": "0" * 64, "account": FAMILY.id}
    return {"member": whose, "text_version": "jilin-city-2022-1", **signed}


def proof(whose):
    return {"number": whose, "how": "face", "account": FAMILY.id, "at": "2022-12-19T01:00:00Z"}


def family(quiet, law, consents=(0,), **more):
    """A case in which these members signed, and were proved to be themselves."""
    signed = {"consents": [consent(one) for one in consents]}
    signed["proved"] = [proof(one) for one in consents]
    return submitted(quiet, law, **signed | more)


def verify(case, departments, now=FIVE_HOURS, attempt=1):
    service.verify(case.id, attempt, departments, now, law_on(now))
    return cases.load(case.id)


def events(case):
    return [event["event"] for event in trail.history("case", case.id)]


def report_items(case, status):
    found = report.items(case)
    return {(one["item"], one["member"]) for one in found if one["status"] == status}


DEPOSIT = {("deposits", 0): ("verified", 2_000_000)}

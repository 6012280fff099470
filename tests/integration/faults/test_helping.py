"""A delegation and the case that is sent in under it, one AWS call at a time: nothing is done by a
helper once it was withdrawn, one answer of the person counts, and a process that dies leaves
nothing that a repetition does not finish."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest

from chalicelib.applications import service as applications
from chalicelib.applications.contract import Submission
from chalicelib.case import case as cases
from chalicelib.case import helping, proofs, transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.proofs import Proof, ProofAttempt
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Refused
from chalicelib.helpers import service, store
from chalicelib.helpers.contract import CounterConsent, HelperAnswer, HelperRequest
from chalicelib.helpers.store import KIND
from chalicelib.platform.store import identifiers, record, table, trail
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import RepeatedRequest
from chalicelib.records import kind
from chalicelib.records.act import Act
from chalicelib.records.change import Version
from chalicelib.records.law import law_on
from tests.conftest import staff
from tests.support.helping import ALONE, PERSON, card
from tests.support.interleavings import interleavings

HELPER, OWN = (Actor(f"a{name}".ljust(33, "2"), Role.CITIZEN) for name in ("helper", "person"))
FILMED = "f" * 32
ANSWER = HelperAnswer(proof_id=FILMED)
ASKED = {
    "person": card(), "helper_name": "车小军", "relation": "family",
    "acts": ["apply", "follow"], "until": date(2023, 1, 31),
}  # fmt: skip
FORM = {
    "form_id": "form-0001", "scheme": "tekun", "hardship": "年老无依靠", "setting": "rural",
    "registered_area": ALONE.registered_area, "living_area": ALONE.living_area,
    "members": [card() | {"relation": "applicant"}], "phone": "13900000000",
    "account": {"bank": "吉林银行", "number": "6217000000000000003"},
}  # fmt: skip


class Crash(BaseException):
    """The process is gone."""


class Town:
    """A helper, the person on a phone of their own, a clerk, and what each may do."""

    def __init__(self, quiet):
        self.quiet, self.now = quiet, quiet.clock.now()
        self.law, self.committed = law_on(self.now), []
        for actor in (HELPER, OWN):
            directory.open_account(actor.id, f"openid-of-{actor.id}")
        proofs.store(PERSON.identity_number, PERSON.name, OWN.id, Proof("face", self.now))
        filmed = ProofAttempt(
            FILMED, "1", OWN.id, PERSON.name, PERSON.identity_number, "v",
            self.now + timedelta(hours=1), self.now, again=True,
        )  # fmt: skip
        proofs.begin(filmed, self.act(OWN, "film").request, self.now)
        self.person = identifiers.identity_hash(PERSON.identity_number)
        self.helper_id = helping.id_of(HELPER.id, self.person)

    def act(self, actor, key):
        self.key = IdempotencyKey(actor.id, f"key-{key}", key, 2**31)
        return Act(actor, self.now, self.law, self.key)

    def repeats(self, what):
        """The same request again, as the door answers what was done before."""
        with suppress(RepeatedRequest), record.read_by_request() as named:
            try:
                getattr(self, what)()
            except Refused:
                record.repeated(self.key, named)
                raise

    @property
    def found(self):
        return kind.load(KIND, self.helper_id)

    def asks(self):
        return service.ask(HelperRequest.model_validate(ASKED), self.act(HELPER, "ask"))

    def consents(self):
        return service.consent(self.found, ANSWER, self.act(OWN, "consent"))

    def counter(self):
        seen = CounterConsent.model_validate(card() | {"document_kind": "identity_card"})
        return service.consent_at_counter(self.found, seen, self.act(staff("town1"), "counter"))

    def refuses(self):
        return service.refuse(self.found, ANSWER, self.act(OWN, "refuse"))

    def withdraws(self):
        return service.withdraw(self.found, self.act(OWN, "withdraw"))

    def applies(self):
        form = Submission.model_validate(FORM | {"helper_id": self.helper_id})
        return applications.submit(form, self.act(HELPER, "apply"), "")

    @property
    def case_id(self):
        return identifiers.case_id(HELPER.id, FORM["form_id"])

    def changes(self):
        """The helper puts something right, as the route does after it found the case."""
        case = cases.load(self.case_id)
        if helping.reader(case, HELPER.id, self.now) is None:
            raise Refused("case.not_found")
        application = case.doc("application") | {"hardship": "房子漏雨"}
        step = Step(documents={"application": application})
        return transitions.advance(case, "amend", self.act(HELPER, "amend"), step)

    def state(self):
        """What everybody can see of the delegation."""
        own, of_person = store.lists(HELPER.id)[0], store.lists(OWN.id)[1]
        return [(one.id, one.state) for one in (*own, *of_person)]


@pytest.fixture
def town(quiet):
    return Town(quiet)


@pytest.fixture
def commits(monkeypatch):
    """The partition of the first item of each transaction, in their order."""
    done, transact = [], table.transact

    def noted(writes, token=""):
        transact(writes, token)
        done.append(writes[0].place.pk.partition("#")[0])

    monkeypatch.setattr(table, "transact", noted)
    return done


def check_chains(town):
    found = town.found
    trail.verify_chain(trail.history("helper", found.id, KIND.key(found.clear)), found.record.tail)
    with suppress(Refused):
        case = cases.load(town.case_id)
        trail.verify_chain(trail.history("case", case.id, case.key), case.record.tail)


@pytest.mark.parametrize(
    ("what", "code"), [("applies", "helper.not_active"), ("changes", "case.not_found")]
)
def test_nothing_is_done_by_a_helper_once_it_was_withdrawn(town, commits, what, code):
    town.asks()
    town.consents()
    if what == "changes":
        town.applies()
    won = set()

    def prepare():
        commits.clear()
        return [getattr(town, what), town.withdraws]

    for schedule, (acted, withdrawn) in interleavings(town.quiet, prepare):
        assert withdrawn.state == "withdrawn", withdrawn
        won.add(isinstance(acted, Case))
        if isinstance(acted, Case):
            assert commits == ["CASE", "HELPER"], schedule
        else:
            assert isinstance(acted, Refused), acted
            assert (acted.code, commits) == (code, ["HELPER"]), schedule
        check_chains(town)
    assert won == {True, False}


@pytest.mark.parametrize("other", [Town.counter, Town.refuses, Town.withdraws])
def test_of_two_answers_to_what_is_asked_one_counts(town, other):
    town.asks()
    for schedule, outcomes in interleavings(
        town.quiet, lambda: [town.consents, partial(other, town)]
    ):
        happened = [one for one in outcomes if isinstance(one, Version)]
        refused = [one.code for one in outcomes if isinstance(one, Refused)]
        last = town.found.state
        if other is Town.withdraws and len(happened) == 2:
            assert last == "withdrawn", schedule
        else:
            assert (len(happened), refused) == (1, ["helper.not_now"]), schedule
            assert last == happened[0].state
        assert {state for _, state in town.state()} == {last}
        check_chains(town)


@pytest.mark.parametrize(
    ("before", "what"),
    [
        ((), "asks"),
        (("asks",), "consents"),
        (("asks",), "counter"),
        (("asks",), "refuses"),
        (("asks", "consents"), "withdraws"),
        (("asks", "consents"), "applies"),
    ],
)
def test_a_process_that_dies_at_any_call_leaves_nothing_that_a_repetition_does_not_finish(
    town, before, what
):
    for step in before:
        getattr(town, step)()
    held = town.quiet.snapshot()
    getattr(town, what)()
    expected, point, crashed = town.state(), 0, True
    while crashed:
        town.quiet.restore(held)
        crashed = dies(town, what, point)
        town.repeats(what)
        assert town.state() == expected, point
        if what == "applies":
            assert cases.load(town.case_id).doc("helper")["id"] == town.helper_id
        check_chains(town)
        point += 1
    assert point > 3


def dies(town, what, point):
    """Let the process die at a point: 2n is before its AWS call n, 2n + 1 after; whether it did."""
    seen = [0]

    def hook(_phase, _call):
        seen[0] += 1
        if seen[0] == point + 1:
            raise Crash

    town.quiet.hooks.append(hook)
    try:
        getattr(town, what)()
    except Crash:
        return True
    finally:
        town.quiet.hooks.remove(hook)
    return False

"""Drafts: kept until they are handed in, changed by one at a time, and never handed in twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.directory.store import open_account
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Refused
from chalicelib.forms import keys, service, store
from chalicelib.forms.contract import NewDraft, StepAnswer
from chalicelib.forms.definitions import forms
from chalicelib.forms.definitions.forms import FORMS, URGENT_AID
from chalicelib.forms.definitions.question import NEITHER, Form, Question
from chalicelib.platform.store import identifiers, table
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import RepeatedRequest
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from local.population.numbers import numbered
from tests.conftest import FAMILY
from tests.support.interleavings import interleavings

PHONE, OTHER_PHONE = "13900000001", "13900000002"
ANSWERS = {
    "hardship": "住处失火",
    "emergency_area": "220203007001",
    "members": [
        {"name": "田秀兰", "no_number": NEITHER, "identity_number": numbered("1985-03-12", 22)}
    ],
    "account": {"bank": "吉林银行", "number": "6217000000000000018"},
    "phone": PHONE,
}


class Desk:
    """A family's phone, beneath the API."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        open_account(FAMILY.id, "an-openid")

    def act(self, key, actor=FAMILY, body=""):
        now = self.sandbox.clock.now()
        expires = int((now + timedelta(days=7)).timestamp())
        once = IdempotencyKey(actor.id, f"a-key-{key}", f"{key}{body}", expires)
        return Act(actor, now, law_on(now), once)

    def begins(self, form="urgent_aid", key="begin", helper_id=None):
        return service.begin(NewDraft(form=form, helper_id=helper_id), self.act(key))

    def finds(self, id_, actor=FAMILY):
        return service.own_draft(actor, {"draft_id": id_})

    def answers(self, id_, step, value, key=""):
        return answered(self.finds(id_), step, value, self.act(key or f"{step}-{value}"))

    def submits(self, id_, key="submit", scheme="temporary_aid"):
        return service.submit(self.finds(id_), scheme, self.act(key, body=scheme), "192.0.2.1")


def answered(draft, step, value, act, **more):
    """Save an answer of somebody who knows the draft as it was read."""
    version = draft.content.versions.get(step, 0)
    return service.answer(draft, step, StepAnswer(value=value, version=version, **more), act)


@pytest.fixture
def desk(quiet):
    return Desk(quiet)


@pytest.fixture
def filled(desk):
    """A draft of urgent aid in which everything is answered."""
    draft = desk.begins()
    for step, value in ANSWERS.items():
        draft = desk.answers(draft.id, step, value)
    return draft


def refused(act, *args, **more):
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    return refusal.value


def application(case):
    return cases.load(case.id).doc("application")


# Kept, found again, and over.


def test_what_was_answered_is_found_on_another_phone(desk, filled):
    found = desk.finds(filled.id)
    assert found.content.answers == ANSWERS
    assert [one.id for one in store.of_account(FAMILY.id, desk.sandbox.clock.now())] == [filled.id]


def test_another_account_finds_nothing(desk, filled):
    stranger = Actor("astranger", Role.CITIZEN)
    open_account(stranger.id, "another-openid")
    assert refused(desk.finds, filled.id, stranger).code == "draft.not_found"
    assert store.of_account(stranger.id, desk.sandbox.clock.now()) == []


def test_a_draft_lasts_as_long_as_the_pack_says_after_its_last_answer(desk, filled):
    days = int(law_on(desk.sandbox.clock.now()).parameters.value("draft.days").amount)
    desk.sandbox.clock.wait(object(), (days - 1) * 86_400)
    desk.answers(filled.id, "phone", OTHER_PHONE)
    desk.sandbox.clock.wait(object(), days * 86_400 - 1)
    assert desk.finds(filled.id)
    desk.sandbox.clock.wait(object(), 1)
    assert refused(desk.finds, filled.id).code == "draft.not_found"
    assert store.of_account(FAMILY.id, desk.sandbox.clock.now()) == []
    assert table.get(keys.draft(FAMILY.id, filled.id))["expires"]  # the table forgets it by itself


def test_a_draft_that_is_removed_is_gone(desk, filled):
    store.remove(FAMILY.id, filled.id)
    assert refused(desk.finds, filled.id).code == "draft.not_found"


def test_nothing_of_an_answer_can_be_read_in_the_table(desk, filled):
    item = str(table.get(keys.draft(FAMILY.id, filled.id)))
    assert not [secret for secret in ("田秀兰", PHONE, "失火") if secret in item]


def test_one_account_may_have_so_many_drafts_for_one_person(desk):
    for number in range(service.MOST_DRAFTS):
        desk.begins(key=f"begin-{number}")
    assert refused(desk.begins, key="one-more").code == "draft.too_many"


def test_a_village_worker_fills_in_for_a_whole_village(desk, monkeypatch):
    monkeypatch.setattr(service.helping, "may_act", lambda *_who: True)
    for number in range(2 * service.MOST_DRAFTS):
        desk.begins(key=f"begin-{number}", helper_id=f"person-{number}")
    for number in range(1, service.MOST_DRAFTS):
        desk.begins(key=f"again-{number}", helper_id="person-0")
    again = {"key": "one-more", "helper_id": "person-0"}
    assert refused(desk.begins, **again).code == "draft.too_many"
    desk.begins(key="own")


def test_what_is_too_large_is_not_saved(desk, filled, monkeypatch):
    monkeypatch.setattr(table, "MOST_ITEM_BYTES", 100)
    assert refused(desk.answers, filled.id, "phone", OTHER_PHONE).code == "draft.full"


# The same request again.


def test_a_draft_that_is_begun_twice_by_one_request_is_one(desk):
    first = desk.begins()
    with pytest.raises(RepeatedRequest) as again:
        desk.begins()
    assert again.value.id == first.id


def test_an_answer_that_is_saved_again_changes_nothing_that_came_later(desk, filled):
    desk.answers(filled.id, "phone", OTHER_PHONE, "first")
    desk.answers(filled.id, "phone", PHONE, "second")
    with pytest.raises(RepeatedRequest):
        desk.answers(filled.id, "phone", OTHER_PHONE, "first")
    assert desk.finds(filled.id).content.answers["phone"] == PHONE


def test_a_key_is_good_for_one_request(desk, filled):
    answered(desk.finds(filled.id), "phone", PHONE, desk.act("key", body="one"))
    with pytest.raises(Refused, match=r"request\.key_reused"):
        answered(desk.finds(filled.id), "phone", PHONE, desk.act("key", body="other"))


def test_two_answers_at_once_are_both_kept(desk, filled):
    seen = desk.finds(filled.id)
    desk.answers(filled.id, "phone", OTHER_PHONE)
    answered(seen, "hardship", "洪水", desk.act("meanwhile"))
    answers = desk.finds(filled.id).content.answers
    assert (answers["phone"], answers["hardship"]) == (OTHER_PHONE, "洪水")


# Handed in.


def test_a_draft_becomes_a_case_and_keeps_nothing_of_the_answers(desk, filled):
    case = desk.submits(filled.id)
    assert case.id == identifiers.case_id(FAMILY.id, filled.id)
    assert application(case)["hardship"] == "住处失火"
    draft = desk.finds(filled.id)
    assert (draft.case, draft.content.answers) == (case.id, {})


def test_what_was_handed_in_is_not_changed_any_more(desk, filled):
    desk.submits(filled.id)
    assert refused(desk.answers, filled.id, "phone", OTHER_PHONE).code == "draft.submitted"


def test_handed_in_again_it_is_the_same_case_under_whatever_key(desk, filled):
    case = desk.submits(filled.id)
    with pytest.raises(RepeatedRequest) as again:
        desk.submits(filled.id)
    assert (again.value.kind, again.value.id) == ("case", case.id)
    assert desk.submits(filled.id, "another").id == case.id
    assert refused(desk.submits, filled.id, scheme="dibao").code == "request.key_reused"


def test_what_is_missing_stands_at_its_question(desk):
    draft = desk.begins()
    desk.answers(draft.id, "members", [{"no_number": "newborn"}])
    errors = refused(desk.submits, draft.id).figures["errors"]
    assert {one["pointer"] for one in errors} == {
        "/hardship", "/emergency_area", "/members/0/name", "/members/0/born", "/account", "/phone",
    }  # fmt: skip


def test_what_cannot_be_true_stands_at_its_question(desk, filled):
    born_later = [{"name": "田秀兰", "no_number": "newborn", "born": "2030-01-01"}]
    desk.answers(filled.id, "members", born_later)
    (error, *_) = refused(desk.submits, filled.id).figures["errors"]
    assert (error["pointer"], error["code"]) == ("/members/0/born", "form.born_later")


def test_urgent_aid_is_no_other_scheme(desk, filled):
    assert refused(desk.submits, filled.id, scheme="dibao").code == "draft.other_scheme"


# Races and crashes.


def test_an_answer_that_was_saved_is_in_the_case_whoever_was_first(desk, filled):
    def operations():
        return [
            lambda: desk.submits(filled.id),
            lambda: desk.answers(filled.id, "phone", OTHER_PHONE, "race"),
        ]

    seen = set()
    for _, (case, saved) in interleavings(desk.sandbox, operations):
        assert not isinstance(case, Exception), case
        kept = application(case)["phone"]
        late = isinstance(saved, Refused)
        assert not late or saved.code == "draft.submitted"
        assert kept == (PHONE if late else OTHER_PHONE)
        assert desk.finds(filled.id).case == case.id
        seen.add(late)
    assert seen == {True, False}


def test_of_two_who_hand_it_in_at_once_both_have_the_case(desk, filled):
    def operations():
        return [lambda: desk.submits(filled.id, "one"), lambda: desk.submits(filled.id, "two")]

    for number, (_, found) in enumerate(interleavings(desk.sandbox, operations)):
        assert {case.id for case in found} == {identifiers.case_id(FAMILY.id, filled.id)}
        if number == 40:
            break


class Crash(BaseException):
    """The function is gone."""


def crashing(sandbox, point, act):
    """Do something and crash at one point of its AWS calls (2n before call n, 2n + 1 after);
    whether it came to that."""
    seen = 0

    def hook(_phase, _call):
        nonlocal seen
        seen += 1
        if seen == point + 1:
            raise Crash

    sandbox.hooks.append(hook)
    try:
        act()
    except Crash:
        return True
    finally:
        sandbox.hooks.remove(hook)
    return False


def again(act):
    """What a request that is sent again comes to: the case or the draft that it made."""
    try:
        return act().id
    except RepeatedRequest as before:
        return before.id


@pytest.mark.parametrize("what", ["begin", "answer", "submit"])
def test_whoever_dies_at_any_call_loses_nothing_and_does_nothing_twice(desk, filled, what):
    acts = {
        "begin": lambda: desk.begins(key="another"),
        "answer": lambda: desk.answers(filled.id, "phone", OTHER_PHONE, "crash"),
        "submit": lambda: desk.submits(filled.id),
    }
    tables, points = desk.sandbox.snapshot(), 0
    while crashing(desk.sandbox, points, acts[what]):
        made = again(acts[what])
        if what == "submit":
            assert made == identifiers.case_id(FAMILY.id, filled.id)
            assert desk.finds(filled.id).case == made
        else:
            assert desk.finds(made).content.answers.get("phone") in {None, OTHER_PHONE}
        drafts = store.of_account(FAMILY.id, desk.sandbox.clock.now())
        assert len(drafts) == (2 if what == "begin" else 1)
        desk.sandbox.restore(tables)
        points += 1
    assert points >= 4


# A form that changed since.


@pytest.fixture
def changed(monkeypatch):
    """The form of urgent aid as a later release has it."""

    def change(**steps):
        kept = [steps.get(one.id, one) for one in URGENT_AID.steps if steps.get(one.id, one)]
        new = steps.get("new")
        form = Form("urgent_aid", URGENT_AID.sections, (*kept, *([new] if new else [])))
        monkeypatch.setitem(FORMS, "urgent_aid", form)
        return form

    return change


def as_read(desk, draft):
    return service.as_filled(desk.finds(draft.id), law_on(desk.sandbox.clock.now()))


def test_what_still_fits_is_carried_over_and_what_changed_is_to_be_looked_at(desk, filled, changed):
    hardship = next(one for one in URGENT_AID.steps if one.id == "hardship")
    changed(hardship=replace(hardship, required=False))
    found = as_read(desk, filled)
    assert found.answers["hardship"] == "住处失火"
    assert found.look_again == ("hardship",)


def test_what_fits_no_more_is_asked_anew(desk, filled, changed):
    changed(phone=Question("phone", "choice", section="account", options=("a", "b")))
    found = as_read(desk, filled)
    assert "phone" not in found.answers
    assert found.look_again == ("phone",)
    assert ("phone",) in found.unanswered


def test_what_is_asked_no_more_is_left_out(desk, filled, changed):
    changed(phone=None)
    found = as_read(desk, filled)
    assert "phone" not in found.answers
    assert found.look_again == ()


def test_what_is_asked_in_addition_is_missing(desk, filled, changed):
    changed(new=Question("confidential", "choice", section="account", options=(True, False)))
    assert as_read(desk, filled).unanswered == [("confidential",)]


def test_an_answer_given_anew_is_looked_at_no_more(desk, filled, changed):
    hardship = next(one for one in URGENT_AID.steps if one.id == "hardship")
    changed(hardship=replace(hardship, required=False))
    desk.answers(filled.id, "hardship", "住处失火", "anew")
    assert as_read(desk, filled).look_again == ()


def test_the_forms_of_today_are_those_that_are_served():
    assert forms.FORMS.keys() == {"application", "urgent_aid", "estimate"}

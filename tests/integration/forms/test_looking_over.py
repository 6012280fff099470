"""What is found complete is accepted, and what is not is refused at the same places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.applications.signatures import consent_texts
from chalicelib.directory.store import open_account
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Refused
from chalicelib.forms import service
from chalicelib.forms.contract import NewDraft, StepAnswer
from chalicelib.forms.definitions.forms import FORMS
from chalicelib.forms.drafts import looking_over, validation
from chalicelib.forms.drawing.drawn import Drawing
from chalicelib.platform.aws import papers
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.policy import load_pack
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from local.population.numbers import numbered
from local.population.photos import digest
from tests.conftest import FAMILY, MONDAY

NUMBERS = [
    numbered(born, last)
    for born, last in (("1985-03-12", 22), ("1950-01-01", 15), ("2012-05-20", 26))
]
AREAS = ["220203007001", "220203007002"]
LAW = load_pack("jilin-city").parameters_on(day_of(MONDAY))
TEXT = consent_texts.current(LAW)
SIGNED = {"text_version": TEXT.version, "text_digest": TEXT.digest}
FIXED = {
    "text": st.sampled_from(["某某", "困难"]),
    "identity_number": st.sampled_from(NUMBERS),
    "phone": st.just("13900000001"),
    "money": st.integers(0, 500_000),
    "date": st.sampled_from(["2012-05-20", "2020-01-01", "2022-11-28", "2030-01-01"]),
    "area": st.sampled_from([*AREAS, "999999999999"]),
    "photo": st.just([digest("card")]),
    "account": st.fixed_dictionaries(
        {"bank": st.just("吉林银行"), "number": st.just("6217000000000000018")},
        optional={"holder": st.integers(0, 1)},
    ),
    "consent": st.lists(
        st.fixed_dictionaries(
            {"member": st.integers(0, 1), "signature": st.just(digest("signature"))}
            | {name: st.just(value) for name, value in SIGNED.items()}
        ),
        max_size=1,
    ),
}


def answers_to(steps, members=3):
    """Answers to every question of a form or an item, asked or not."""
    return st.fixed_dictionaries({step.id: answer_to(step, members) for step in steps})


def answer_to(step, members):
    found = FIXED.get(step.kind)
    if step.kind == "number":
        found = st.integers(step.limits.min or 0, min(step.limits.max or 3, 3))
    elif step.options_from and step.kind != "consent":
        one = st.integers(0, members - 1)
        found = one if step.kind == "choice" else st.lists(one, min_size=1, max_size=1)
    elif step.kind in {"choice", "several"}:
        one = st.sampled_from([option.value for option in step.options])
        found = one if step.kind == "choice" else st.lists(one, max_size=1)
    elif step.kind in {"people", "list"}:
        least, most = int(step.kind == "people"), min(step.limits.most or 2, 2)
        found = st.lists(answers_to(step.steps), min_size=least, max_size=most)
    return st.none() | found if step.unknown else found


def form(name):
    return Drawing(FORMS[name], "zh", LAW).drawn()


@pytest.fixture
def desk(quiet, monkeypatch):
    """A deployment in which every file that is named is there."""
    open_account(FAMILY.id, "an-openid")
    there = papers.StoredFile(None, datetime.max.replace(tzinfo=UTC))
    monkeypatch.setattr(
        papers, "look", lambda _account, digests, _now: dict.fromkeys(digests, there)
    )
    return quiet


def act(sandbox, key):
    now = sandbox.clock.now()
    expires = int((now + timedelta(days=7)).timestamp())
    return Act(FAMILY, now, law_on(now), IdempotencyKey(FAMILY.id, key, key, expires))


def draft_of(sandbox, name, answers):
    """A draft in which these answers were saved."""
    draft = service.begin(NewDraft(form=name), act(sandbox, "begin-it"))
    for step, value in answers.items():
        question = next(one for one in FORMS[name].steps if one.id == step)
        assert validation.faults(FORMS[name], question, value) == [], (step, value)
        draft = service.answer(draft, step, StepAnswer(value=value), act(sandbox, f"answer-{step}"))
    return draft


def looked_over(draft):
    law = law_on(MONDAY)
    filled = service.as_filled(draft, law)
    return looking_over.check(filled, Drawing(filled.form, "zh", law.parameters), law)


def place(gap):
    return (gap.step, gap.item, gap.sub_step)


def handed_in(sandbox, draft, scheme):
    """The places at which a submission is refused; nothing where it is accepted."""
    try:
        service.submit(draft, scheme, act(sandbox, "submit-it"), "192.0.2.1")
    except Refused as refused:
        assert refused.code == "request.invalid", refused.code
        paths = (one["pointer"].split("/")[1:] for one in refused.figures["errors"])
        return {tuple(looking_over.place(tuple(path)).values()) for path in paths}
    return set()


def check_agreement(sandbox, name, answers):
    draft = draft_of(sandbox, name, answers)
    found = looked_over(draft)
    scheme = found.suggested or looking_over.ANY_SCHEME[name]
    assert {place(gap) for gap in found.missing} == handed_in(sandbox, draft, scheme)


EXAMPLES = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("name", ["application", "urgent_aid"])
@EXAMPLES
@given(data=st.data())
def test_what_is_found_complete_is_accepted_and_what_is_not_is_refused(desk, name, data):
    tables = desk.snapshot()
    answers = data.draw(answers_to(form(name).steps))
    left_out = data.draw(st.sets(st.sampled_from(sorted(answers)), max_size=1))
    kept = {step: value for step, value in answers.items() if step not in left_out}
    check_agreement(desk, name, kept)
    desk.restore(tables)


MOTHER = {"name": "乔素梅", "no_number": "", "identity_number": NUMBERS[0], "marital": "divorced",
          "works": False, "disability_kind": "physical", "disability_grade": 2,
          "grave_illness": False, "self_care_failed": 0, "in_institution": False}  # fmt: skip
CHILD = {"name": "纪安宁", "relation": "child", "no_number": "", "identity_number": NUMBERS[2],
         "lives_elsewhere": False, "registered_here": True, "student": True,
         "disability_kind": "", "grave_illness": False, "self_care_failed": None}  # fmt: skip
FAMILY_OF_TWO = {
    "hardship": "独自抚养孩子", "cause": "", "receives_dibao": False, "members": [MOTHER, CHILD],
    "guardians": [], "incomes": [{"member": 0, "kind": "maintenance", "period": "month",
                                  "amount_fen": 50_000}],
    "deposits_fen": 185_000, "securities_fen": 0, "vehicles": 0, "houses": 0, "businesses": 0,
    "expenses": [], "supporters": [], "receives": [], "registered_area": "220203007001",
    "lives_there": True, "identity_card": [digest("card")],
    "account": {"bank": "吉林银行", "number": "6217000000000000018", "holder": 0},
    "phone": "13900000001", "consents": [{"member": 0, "signature": digest("signature"), **SIGNED}],
}  # fmt: skip


def test_a_family_is_told_which_scheme_fits_and_how_much_it_gives(desk):
    found = looked_over(draft_of(desk, "application", FAMILY_OF_TWO))
    by_scheme = {one.scheme: one for one in found.schemes}
    assert found.missing == []
    assert found.suggested == "dibao"
    assert by_scheme["dibao"].words == "看起来符合条件，每月大约 700.00 元"
    assert by_scheme["temporary_aid"].outcome == "not_eligible"


def test_what_fits_better_elsewhere_is_suggested_and_nothing_is_typed_again(desk):
    sick = FAMILY_OF_TWO | {
        "cause": "illness",
        "aided_causes": [],
        "incomes": [{"member": 0, "kind": "wage", "period": "month", "amount_fen": 400_000}],
        "expenses": [{"kind": "medical", "amount_fen": 6_000_000}],
    }
    draft = draft_of(desk, "application", sick)
    found = looked_over(draft)
    assert found.suggested == "temporary_aid"
    assert handed_in(desk, draft, "temporary_aid") == set()


def test_every_answer_is_shown_in_words(desk):
    rows = looked_over(draft_of(desk, "application", FAMILY_OF_TWO)).rows
    shown = {(row.step, row.item, row.sub_step): row.shown for row in rows}
    assert shown["members", 1, "relation"] == "子女"
    assert shown["incomes", 0, "member"] == "乔素梅"
    assert shown["incomes", 0, "amount_fen"] == "500.00 元"
    assert shown["supporters", None, None] == "没有"
    assert shown["registered_area", None, None].endswith("新山社区")
    assert shown["account", None, None] == "吉林银行，尾号 0018，户主乔素梅"
    assert ("members", 1, "works") not in shown


def test_what_is_missing_is_asked_in_the_words_of_its_question(desk):
    half = FAMILY_OF_TWO | {"members": [MOTHER, {**CHILD, "name": "纪安宁"}]}
    half["members"][1].pop("student")
    del half["phone"]
    found = looked_over(draft_of(desk, "application", half))
    assert {(gap.step, gap.item, gap.sub_step, gap.words) for gap in found.missing} == {
        ("members", 1, "student", "还没有填：现在上学吗？"),
        ("phone", None, None, "还没有填：打哪个电话能找到您？"),
    }


def test_partial_answers_say_what_is_asked_for(desk):
    few = {name: FAMILY_OF_TWO[name] for name in ("hardship", "members", "registered_area")}
    found = looked_over(draft_of(desk, "application", few))
    dibao = next(one for one in found.schemes if one.scheme == "dibao")
    assert dibao.outcome == "indeterminate"
    assert "家里有几辆机动车？" in dibao.words


def test_urgent_aid_is_for_temporary_aid(desk):
    found = looked_over(draft_of(desk, "urgent_aid", {"hardship": "失火"}))
    assert (found.suggested, found.schemes) == ("temporary_aid", [])

"""The forms ask for every field of the contract, once, and only where it matters."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from pydantic import BaseModel

from chalicelib.applications.amending.amending_contract import Correction
from chalicelib.applications.contract import Submission
from chalicelib.assessment.contract import EstimateRequest
from chalicelib.forms import rules
from chalicelib.forms.definitions.forms import APPLICATION, ESTIMATE, FORMS, URGENT_AID
from chalicelib.forms.definitions.question import (
    NEITHER,
    Form,
    Kind,
    Question,
    Scope,
    ShowIf,
    questions_below,
)
from chalicelib.forms.drawing import drawn
from chalicelib.forms.drawing.drawn import Drawing, version_of
from chalicelib.forms.drawing.limits import plain
from chalicelib.policy import load_pack, papers
from chalicelib.words import LANGUAGES, sentences
from local.population.numbers import numbered

DAY = date(2022, 12, 19)
LAW = load_pack("jilin-city").parameters_on(DAY)
OPAQUE = {"account", "consents", "papers"}
"""What one question asks as a whole: its parts are known to its kind."""
NOT_ASKED = {
    "form_id": "the id of the draft",
    "helper_id": "the draft says for whom it is filled in",
    "scheme": "chosen when the answers are looked over",
    "kind": "follows from the form: urgent aid, else for spending",
}
OF_URGENT_AID = {"emergency_area": "urgent aid alone has a place of emergency"}
LATER = {
    name: "urgent aid asks for it after it was paid"
    for name in Submission.model_fields
    if name not in {"hardship", "emergency_area", "members", "account", "phone", *NOT_ASKED}
}
OF_ESTIMATE = {
    "day": "a trial of another day's law is for staff",
    "kind": "urgent aid has a form of its own",
    "members/registered_area": "no rule looks at where one of the family is registered",
}
OF_CORRECTION = {"note": "said where something is corrected"}


def leaves(model, above=""):
    """The path of every field of a model that holds no model."""
    for name, field in model.model_fields.items():
        path, inner = f"{above}{name}", models_in(field.annotation)
        if inner and path not in OPAQUE:
            yield from leaves(inner[0], f"{path}/")
        else:
            yield path


def models_in(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [one for part in get_args(annotation) for one in models_in(part)]


def fields_of(form):
    """How often each field is asked for; the photos of papers are one field."""
    asked = Counter()
    for path, question in with_places(form.steps):
        if question.place and not question.steps:
            asked[path] += 1
    photos = asked.pop("papers", 0)
    return asked | ({"papers": 1} if photos else {})


def with_places(questions, above=""):
    for one in questions:
        path = above + "/".join(one.place)
        yield path, one
        yield from with_places(one.steps, f"{path}/")


@pytest.mark.parametrize(
    ("form", "body", "reasons"),
    [
        (APPLICATION, Submission, NOT_ASKED | OF_URGENT_AID),
        (ESTIMATE, EstimateRequest, OF_ESTIMATE),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_every_field_is_asked_for_once(form, body, reasons):
    wanted = set(leaves(body)) - reasons.keys()
    assert fields_of(form) == dict.fromkeys(wanted, 1)


def test_urgent_aid_asks_for_the_least():
    wanted = {"hardship", "emergency_area", "account", "phone"}
    of_person = {f"members/{name}" for name in ("name", "identity_number", "no_number", "born")}
    assert fields_of(URGENT_AID) == dict.fromkeys(wanted | of_person, 1)
    rest = {leaf.partition("/")[0] for leaf in leaves(Submission)} - wanted - {"members"}
    assert rest - {*LATER, *NOT_ASKED} == set()
    assert [one.id for one in URGENT_AID.steps] == [
        "hardship", "emergency_area", "members", "account", "phone",
    ]  # fmt: skip


def test_whatever_may_be_corrected_is_asked_for():
    asked = fields_of(APPLICATION).keys() | fields_of(URGENT_AID).keys()
    assert set(leaves(Correction)) - asked == OF_CORRECTION.keys()


def test_every_kind_is_used_and_none_other():
    used = {one.kind for form in FORMS.values() for _, one in questions_below(form.steps)}
    assert used == set(get_args(Kind))


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_value_of_the_contract_can_be_chosen_and_has_words(form, lang):
    law = load_pack("jilin-city").parameters_on(date(2026, 6, 1))  # every scheme is in force
    shown = Drawing(form, lang, law).drawn()
    for step, question in pairs(shown.steps, form.steps):
        values = [option.value for option in step.options]
        assert all(option.label for option in step.options)
        assert len({option.label for option in step.options}) == len(values)
        if step.kind in {"choice", "several"} and not step.options_from:
            kept = [one for one in contract_values(form, question) if one not in values]
            assert kept == [*question.not_offered]
            assert values


def pairs(steps, questions):
    for step, question in zip(steps, questions, strict=True):
        yield step, question
        yield from pairs(step.steps, question.steps)


def contract_values(form, question):
    """The values that the contract lists for a question, wherever it stands in the form."""
    for path, one in with_places(form.steps):
        if one is question:
            return enumerated(drawn.schema_of(form.name), form, path)
    return []


def enumerated(schema, form, path):
    for part in filter(None, path.split("/")):
        schema = plain(form.name, schema)["properties"][part]
        schema = plain(form.name, schema)
        if "items" in schema:
            schema = plain(form.name, schema["items"])
    return schema.get("enum", [])


def test_a_value_that_is_not_offered_has_a_reason():
    left_out = {
        (form.name, path): one.not_offered
        for form in FORMS.values()
        for path, one in questions_below(form.steps)
        if one.not_offered
    }
    assert left_out == {
        ("application", "members/relation"): ("applicant",),  # the first is
        ("estimate", "members/relation"): ("applicant",),
        ("application", "members/no_number"): ("not_at_hand",),  # of urgent aid alone
    }


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_what_the_contract_needs_must_be_answered(form):
    shown = Drawing(form, "zh", LAW).drawn()
    for (path, question), (step, _) in zip(
        questions_below(form.steps), pairs(shown.steps, form.steps), strict=True
    ):
        found = drawn.limits(form.name, schema_at(form, path), question)
        assert step.limits.required or not found.needed, path


def schema_at(form, path):
    schema, questions = drawn.schema_of(form.name), form.steps
    for part in path.split("/")[:-1]:
        question = next(one for one in questions if one.id == part)
        schema, questions = drawn.limits(form.name, schema, question).item, question.steps
    return schema


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_a_condition_looks_at_what_was_asked_before(form):
    known = []
    for one in form.steps:
        check_conditions(one, known, known)
        beside = []
        for inner in one.steps:
            check_conditions(inner, beside, known)
            beside.append(inner.id)
        known += [one.id, *(f"{one.id}/*/{inner.id}" for inner in one.steps)]


def check_conditions(question, beside, above):
    for condition in question.show_if:
        for one in condition.any_of or (condition,):
            name = one.step.rpartition("/")[2]
            if name in {"@age", "@index", "@labour", "@setting"}:
                continue
            known = above if one.step.startswith("/") else beside
            assert one.step.removeprefix("/") in known, (question.id, one.step)


# Papers.


def test_no_paper_is_asked_for_that_a_source_gives_and_every_one_that_the_pack_needs():
    asked = {one.paper: one for one in APPLICATION.steps if one.kind == "photo"}
    assert asked.keys() & LAW.catalogue.papers == set()
    needed = {str(value.amount) for value in LAW.every(papers.REQUIRED)}
    assert asked.keys() >= needed


def test_who_has_a_paper_not_at_hand_applies_without_it():
    assert [one.id for one in APPLICATION.steps if one.kind == "photo" and one.required] == []


def test_a_receipt_is_asked_for_where_the_pack_needs_it():
    by_spending = {
        str(value.amount): value.where["spending"]
        for value in LAW.every(papers.REQUIRED)
        if "spending" in value.where
    }
    for paper, spending in by_spending.items():
        answers = {"expenses": [{"kind": spending}]}
        assert paper in asked(APPLICATION, answers)
        assert paper not in asked(APPLICATION, {"expenses": []})


# Where it matters.


def asked(form, answers, day=DAY):
    """The paths of what is asked, those of an item by its number."""
    counted = rules.counted(form.steps, answers, day)
    return {*paths(form.steps, counted, counted, day)}


def paths(questions, answers, above, day, index=None, at=""):
    scope = Scope(answers, above, index, day)
    for one in questions:
        if rules.asked(one, scope):
            yield at + one.id
            for number, item in enumerate(answers.get(one.id, ()) if one.steps else ()):
                yield from paths(one.steps, item, above, day, number, f"{at}{one.id}/{number}/")


def person(born, last=22, **more):
    return {"no_number": NEITHER, "identity_number": numbered(born, last), **more}


def of_item(found, list_, number):
    begin = f"{list_}/{number}/"
    return {path.removeprefix(begin) for path in found if path.startswith(begin)}


SINGLE_MAN = {"members": [person("1972-05-01", 33, student=False, works=False)]}
WIDOW = {"members": [person("1944-03-01", 22, marital="widowed")]}
PARENTS = {
    "members": [
        person("1995-03-01", 22, marital="married", student=False, works=True),
        {"relation": "child", "no_number": "newborn", "born": "2022-11-28",
         "lives_elsewhere": False},
    ],
}  # fmt: skip


def test_a_childless_man_of_fifty_is_asked_about_work_and_not_about_school_or_care():
    found = asked(APPLICATION, SINGLE_MAN)
    assert of_item(found, "members", 0) == {
        "name", "no_number", "identity_number", "marital", "works", "disability_kind",
        "grave_illness",
    }  # fmt: skip
    assert not {"guardians", "confidential", "aided_causes", "vehicle_details"} & found


def test_a_widow_of_seventy_eight_is_asked_about_care_and_not_about_work():
    found = of_item(asked(APPLICATION, WIDOW), "members", 0)
    assert {"self_care_failed", "in_institution", "marital"} <= found
    assert not {"student", "works", "studies"} & found


def test_of_a_newborn_without_a_number_only_the_birth_is_asked_and_who_it_is():
    found = asked(APPLICATION, PARENTS)
    assert of_item(found, "members", 1) == {
        "name", "relation", "no_number", "born", "lives_elsewhere", "disability_kind",
        "grave_illness",
    }  # fmt: skip
    assert "guardians" in found


GRANDCHILD = {"relation": "grandchild", **person("2014-05-20", 26), "student": True}


@pytest.mark.parametrize(
    ("grown", "cared_for"),
    [
        (person("1952-03-01", 24), True),
        (person("1985-03-01", 22, disability_kind="physical"), True),
        (person("1985-03-01", 22), False),
    ],
)
def test_of_a_healthy_child_care_is_asked_where_nobody_of_the_family_can_work(grown, cared_for):
    found = asked(APPLICATION, {"members": [grown, GRANDCHILD]})
    assert ("self_care_failed" in of_item(found, "members", 1)) is cared_for


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        ({"lives_elsewhere": True}, {"absent", "in_institution"}),
        ({"lives_elsewhere": True, "absent": NEITHER}, {"absent", "in_institution"}),
        ({"lives_elsewhere": True, "absent": "prison"},
         {"absent", "absent_since", "absent_until", "in_institution"}),
        ({"lives_elsewhere": False}, {"always_together"}),
        ({"lives_elsewhere": False, "always_together": False},
         {"always_together", "living_together_since"}),
        ({"lives_elsewhere": False, "relation": "sibling"}, {"living_together_since"}),
        ({"registered_here": False}, {"registered_area"}),
        ({"student": True}, {"studies"}),
        ({"student": True, "works": True}, {"studies"}),
        ({"student": False}, {"works"}),
        ({"disability_kind": "visual"},
         {"disability_grade", "self_care_failed", "in_institution"}),
        ({"grave_illness": True}, {"self_care_failed"}),
    ],
)  # fmt: skip
def test_an_answer_about_a_grown_child_leads_to_what_follows_from_it(answers, more):
    plain = {"relation": "child", **person("2000-03-01", 26), "student": None}
    steering = {"always_together", "living_together_since", "absent", "works"}
    before = of_item(asked(APPLICATION, {"members": [{}, plain]}), "members", 1) - steering
    found = of_item(asked(APPLICATION, {"members": [{}, plain | answers]}), "members", 1)
    always = {"works"} if "student" not in answers else set()
    assert found - before - always == more


def test_new_work_and_refused_work_matter_to_who_receives_dibao():
    worker = {"members": [person("1990-03-01", 22, student=False, works=True)]}
    jobless = {"members": [person("1990-03-01", 22, student=False, works=False)]}
    for receives, more in ((True, {"employed_since", "refused_work"}), (False, set())):
        found = [
            of_item(asked(APPLICATION, one | {"receives_dibao": receives}), "members", 0)
            for one in (worker, jobless)
        ]
        assert (found[0] | found[1]) & {"employed_since", "refused_work"} == more


def test_of_a_relative_who_cannot_be_asked_for_support_nothing_more_is_asked():
    income = {"household_size", "income_fen", "supports"}
    for answers, expected in (
        ({"recognised": NEITHER, "hindered": NEITHER}, income),
        ({"recognised": "tekun", "hindered": NEITHER}, set()),
        ({"recognised": NEITHER, "hindered": "prison"}, set()),
    ):
        found = of_item(asked(APPLICATION, {"supporters": [answers]}), "supporters", 0)
        assert found & income == expected


def test_the_setting_is_asked_for_where_the_area_does_not_say_it():
    known = {"registered_area": "220203007001"}
    assert "setting" not in asked(APPLICATION, known)
    assert "setting" in asked(APPLICATION, {"registered_area": "220203007000"})
    assert body(APPLICATION, known)["setting"] == "urban"
    assert body(APPLICATION, {"registered_area": "220283200201"})["setting"] == "rural"


def test_an_illness_can_be_kept_from_others():
    ill = {"members": [person("1990-03-01", 22, grave_illness=True)]}
    assert "confidential" in asked(APPLICATION, ill)
    assert "confidential" not in asked(APPLICATION, SINGLE_MAN)


# The body.


def body(form, answers, day=DAY):
    return rules.body_of(form.steps, rules.counted(form.steps, answers, day), day)


def test_answers_come_where_they_belong():
    answers = {
        "cause": NEITHER,
        "receives_dibao": False,
        "deposits_fen": 100,
        "vehicles": None,
        "registered_area": "220203007001",
        "lives_there": True,
        "identity_card": ["a", "b"],
        "evidence": ["c"],
        "members": [
            {"name": "某", "disability_kind": "visual", "disability_grade": 1},
            {"name": "某", "relation": "child", "disability_kind": NEITHER},
        ],
        "guardians": [{"certificate": ["d"], "members": [1]}],
    }
    found = body(APPLICATION, answers)
    assert found["members"] == [
        {"relation": "applicant", "name": "某", "disability": {"kind": "visual", "grade": 1}},
        {"name": "某", "relation": "child"},
    ]
    assert found["standing"] == {"receives_dibao": False}
    assert found["property"] == {"deposits_fen": 100}
    assert found["living_area"] == "220203007001"
    assert found["papers"] == [
        {"kind": "identity_card", "digest": "a"},
        {"kind": "identity_card", "digest": "b"},
        {"kind": "evidence", "digest": "c"},
    ]
    assert "guardians" not in found  # nobody is known to need one


def test_the_age_of_a_relative_follows_from_the_number():
    relative = {"number_known": True, "name": "某", "identity_number": numbered("1960-12-19", 5)}
    assert body(APPLICATION, {"supporters": [relative]})["supporters"][0]["age"] == 62


# Texts.

LONGEST = 40
OFFICIAL = ("共同生活", "申报", "义务人", "授权", "核对", "予以", "告知", "认定", "豁免", "出具")
"""Words of offices, for which there is a plain one."""


def texts_of(form, lang, person=""):
    shown = Drawing(form, lang, LAW, person).drawn()
    for step, _ in pairs(shown.steps, form.steps):
        yield from (step.title, step.hint, step.why, step.none, step.item_title)
        yield from (option.label for option in step.options)


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_has_its_texts(form, lang):
    for step, question in pairs(Drawing(form, lang, LAW).drawn().steps, form.steps):
        assert step.title, step.id
        assert step.read_aloud.startswith(step.title)
        assert bool(step.none) is question.none
        assert bool(step.item_title) is bool(question.steps)


READER = {"zh": "您", "en": "your family"}
"""How a text addresses the family of whoever reads it."""


@pytest.mark.parametrize("form", [APPLICATION, FORMS["urgent_aid"]], ids=lambda form: form.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_helps_is_asked_about_the_person_by_name_and_never_about_themselves(form, lang):
    texts = [*texts_of(form, lang, "赵桂芝")]
    assert [text for text in texts if READER[lang] in text] == []
    assert any("赵桂芝" in text for text in texts)
    assert not any("赵桂芝" in text or "{name}" in text for text in texts_of(form, lang))


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_no_sentence_is_long_and_none_speaks_like_an_office(form):
    for text in texts_of(form, "zh"):
        assert all(len(one) <= LONGEST for one in re.split(r"[。？！]", text)), text
        assert not [word for word in OFFICIAL if word in text], text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_a_question_is_there_that_no_form_has(lang):
    codes = {"question.choose"}
    for form in FORMS.values():
        codes.add(f"question.form.{form.name}")
        codes |= {f"question.section.{section}" for section in form.sections}
        for path, _ in questions_below(form.steps):
            code = path.replace("/", ".")
            codes |= {f"question.{form.name}.{code}", f"question.{code}"}
    known = [one for one in sentences(lang) if one.startswith("question.")]
    assert [one for one in known if one not in codes and one.rpartition(".")[0] not in codes] == []


# Versions.


def test_another_question_is_another_version_and_another_text_is_not(monkeypatch):
    first = APPLICATION.steps[0]
    other = replace(first, required=False)
    changed = Form("application", APPLICATION.sections, (other, *APPLICATION.steps[1:]))
    assert version_of(changed) != version_of(APPLICATION)
    before = version_of(APPLICATION)
    monkeypatch.setattr(drawn, "sentences", lambda _lang: {})
    assert version_of(APPLICATION) == before


def test_a_question_of_which_the_contract_knows_nothing_is_refused():
    unknown = Form("application", ("hardship",), (Question("nonsense", "text"),))
    with pytest.raises(Exception, match=r"forms\.no_such_field"):
        Drawing(unknown, "zh", LAW).drawn()


def test_a_condition_upon_nothing_holds():
    assert rules.holds(ShowIf(), Scope({}, {}, None, DAY))

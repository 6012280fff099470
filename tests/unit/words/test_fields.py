"""What is wrong with a field is told with its name and what to do, in both languages."""

import ast
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from app import app
from chalicelib import applications
from chalicelib.applications.accepting.acceptance_contract import Acceptance
from chalicelib.applications.contract import Account, Submission
from chalicelib.approval.contract import Decision, Extension, PassingOn, Termination
from chalicelib.approval.steps.visit_contract import Visit
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import routes_of
from chalicelib.platform.models import fields
from chalicelib.words import LANGUAGES, sentences
from chalicelib.words.faults import field_errors
from local.population.numbers import numbered

SUITE = Path(applications.__file__).parents[1]


def place(model):
    """Where a model is written: two capabilities may have one of the same name."""
    return model.__module__, model.__name__


BODIES = sorted({r.body for r in routes_of(app) if r.body}, key=place)
WRONG = (
    None, True, -1, 1.5, 10**30, "", "x" * 10**6, "2024-13-01", "2024-03-15T25:00:00Z",
    "2024-03-15T09:00:00", "2024-03-15T09:00:00.5+08:00", {}, {"unknown": 1}, [], [[]], ["x"] * 200,
)  # fmt: skip


def models(annotation):
    """Every model within an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for part in get_args(annotation):
        yield from models(part)


EVERY = sorted({one for body in BODIES for one in models(body)}, key=place)


def faults(model, value, strict=True):
    """What is told of a body."""
    with pytest.raises(ValidationError) as invalid:
        model.model_validate(value, strict=strict)
    return fields.faults(invalid.value)


def details(model, value, lang="zh"):
    return [
        one["detail"]
        for one in field_errors(Refused("x.y", errors=faults(model, value, False)), lang)
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_has_a_name(lang):
    named = {f"field.{name}" for model in EVERY for name in model.model_fields}
    assert sorted(named - sentences(lang).keys()) == []


POINTER = re.compile(r"(?:\{\})?(?:/(?:[a-z_]+|\{\}|[0-9]+))+")
OF_PARTNERS = "platform/partners"


def pointers():
    """Every pointer that is written in the suite, its parts that are computed left empty."""
    for path in SUITE.rglob("*.py"):
        if OF_PARTNERS in str(path):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = written(node)
            if POINTER.fullmatch(text) and not text.startswith(("/v1/", "/desk")):
                yield text


def written(node):
    if isinstance(node, ast.JoinedStr):
        parts = (getattr(part, "value", "") for part in node.values)
        return "".join(part if isinstance(part, str) else "{}" for part in parts)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pointer_ends_at_a_field_that_has_a_name(lang):
    known, found = sentences(lang), {*pointers()}
    assert "/ground" in found
    named = (re.findall(r"[a-z_]+", pointer) for pointer in found)
    ends = {names[-1] for names in named if names}
    assert sorted(end for end in ends if f"field.{end}" not in known) == []


def test_an_end_has_no_ground_of_an_extension():
    """Two forms that mean something else by one name would be told of one another's field."""
    refused = field_errors(Refused("change.no_such_ground", pointer="/ground"))
    assert refused[0]["detail"].startswith("终止理由：")
    (fault,) = faults(Extension, {"reason": "家庭成员长期在外地"})
    assert field_errors(Refused("x.y", errors=[fault]))[0]["detail"].startswith("延长事由：")


def test_every_name_is_of_a_field():
    fields_of = {name for model in EVERY for name in model.model_fields}
    named = {code.removeprefix("field.") for code in sentences("zh") if code.startswith("field.")}
    assert {name.removeprefix("pattern.") for name in named} <= fields_of


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fault_of_the_suites_own_has_words(lang):
    found = {
        code
        for path in SUITE.rglob("*.py")
        for code in re.findall(r'"((?:form|note|paper)\.[a-z_]+)"', path.read_text("utf-8"))
    }
    assert len(found) > 30
    assert sorted(found - sentences(lang).keys()) == ["paper.altered"]  # in the log alone


def test_no_model_of_the_border_refuses_without_a_code():
    contracts = [*SUITE.rglob("contract.py"), SUITE / "case/household.py"]
    assert not [path for path in contracts if "ValueError" in path.read_text("utf-8")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.__name__)
def test_every_kind_of_fault_has_words_of_its_own(model, lang):
    known = sentences(lang)
    for name in model.model_fields:
        for value in WRONG:
            try:
                model.model_validate({name: value}, strict=True)
            except ValidationError as invalid:
                for one in fields.faults(invalid):
                    of_form = one["code"] == "string_pattern_mismatch"
                    field = re.sub(r"/\d+$", "", one["pointer"]).rpartition("/")[2]
                    asked = f"field.pattern.{field}" if of_form else f"request.field.{one['code']}"
                    assert asked in known or one["code"] in known, one


def test_a_fault_is_reported_with_the_field_and_its_place_in_a_list():
    member = {"relation": "child", "name": "某某", "identity_number": "220201600101999"}
    body = {"members": [member, {"relation": "child"}], "phone": "1390000000"}
    said = details(Submission, body)
    assert "联系电话：请填写 11 位手机号，或者带区号的固定电话，例如 0432-65012345" in said
    assert any(
        one.startswith("证件号码（家庭成员 1）：请填写 18 位身份证号；旧的 15 位号码请到派出所")
        for one in said
    )
    assert "姓名（家庭成员 2）：必填，请填写" in said
    assert "困难情况：必填，请填写" in said
    english = details(Submission, body, "en")
    assert "name (household member 2): is needed; please fill it in" in english


def form(**changed):
    """An application with nothing wrong with it but what is changed."""
    known = {"name": "某某", "identity_number": numbered("1985-03-12", 22)}
    return {
        "form_id": "form-1234", "scheme": "dibao", "setting": "urban", "hardship": "生活困难",
        "registered_area": "220203007001", "living_area": "220203007001", "phone": "13900000000",
        "members": [{**known, "relation": "applicant"}],
        "account": {"bank": "某银行", "number": "62220000000000000"},
    } | changed  # fmt: skip


def one_fault(model, body):
    [fault] = faults(model, body, strict=False)
    return fault["pointer"], fault["code"]


INCOME = {"member": 0, "kind": "wage", "amount_fen": 1}
SIGNED = {"text_version": "1", "text_digest": "0" * 64, "signature": "0" * 64}


def another(relation, **more):
    return {"relation": relation, "name": "某", "identity_number": numbered("1987-01-01", 3)} | more


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"members": [another("child")]}, "/members/0/relation", "applicant_first"),
        ({"members": [*form()["members"], another("applicant")]},
         "/members/1/relation", "nobody_else_applies"),
        ({"members": [another("applicant", absent="prison")]},
         "/members/0/absent", "applicant_away"),
        ({"members": [{"relation": "applicant", "name": "某"}]},
         "/members/0/identity_number", "number_or_birth"),
        ({"supporters": [{"relation": "child", "age": 30, "income_fen": 0, "name": "某"}]},
         "/supporters/0/identity_number", "name_and_number"),
        ({"incomes": [INCOME, INCOME | {"member": 1}]}, "/incomes/1/member", "member_not_listed"),
        ({"incomes": [INCOME | {"period": "once"}]}, "/incomes/0/received", "received_once"),
        ({"account": {**form()["account"], "holder": 1}}, "/account/holder", "member_not_listed"),
        ({"consents": [{"member": 1, **SIGNED}]}, "/consents/0/member", "member_not_listed"),
        ({"consents": [{"member": 100, **SIGNED}]}, "/consents/0/member", "member_not_listed"),
        ({"consents": [{"member": 0, "signed_by": 1, **SIGNED}]},
         "/consents/0/signed_by", "member_not_listed"),
        ({"scheme": "temporary_aid"}, "/kind", "kind_of_temporary_aid"),
        ({"kind": "urgent"}, "/kind", "kind_of_temporary_aid"),
    ],
)  # fmt: skip
def test_what_does_not_hang_together_is_pointed_to(changed, pointer, code):
    assert one_fault(Submission, form(**changed)) == (pointer, f"form.{code}")
    assert all("各项" not in one for one in details(Submission, form(**changed)))


def test_a_form_that_hangs_together_is_taken():
    relative = {"relation": "child", "age": 30, "income_fen": 0}
    signed = [{"member": 0, **SIGNED}, {"member": 100, "signed_by": 0, **SIGNED}]
    once = INCOME | {"period": "once", "received": "2022-12-01"}
    body = form(incomes=[INCOME, once], supporters=[relative], consents=signed)
    assert Submission.model_validate(body).incomes[1].received == date(2022, 12, 1)


READ = {"version": 1}
VISIT = {"findings": "住房一套", "family_signature": "0" * 64}


@pytest.mark.parametrize(
    ("model", "body", "pointer", "code"),
    [
        (Visit, {**VISIT, "visitors": ["a", "a"], "visitor_signatures": ["0" * 64] * 2},
         "/visitors", "two_visitors"),
        (Visit, {**VISIT, "visitors": ["a", "b"], "visitor_signatures": ["0" * 64] * 3},
         "/visitor_signatures", "each_visitor_signs"),
        (Decision, {**READ, "decision": "confirm", "reason": "情况属实", "amount_fen": 1},
         "/amount_fen", "amount_of_urgent_aid"),
        (Decision, {**READ, "decision": "grant_urgent", "reason": "情况属实"},
         "/amount_fen", "amount_of_urgent_aid"),
        (Acceptance, {**READ, "decision": "ask_correction"}, "/missing", "missing_listed"),
        (Acceptance, {**READ, "decision": "not_accept"}, "/reason", "reason_needed"),
        (Acceptance, {**READ, "decision": "not_accept", "reason": "不齐"}, "/ground",
         "ground_of_not_accept"),
        (Acceptance, {**READ, "decision": "not_accept", "reason": "他处", "ground": "elsewhere"},
         "/office", "office_elsewhere"),
    ],
)  # fmt: skip
def test_what_staff_leave_out_is_pointed_to(model, body, pointer, code):
    assert one_fault(model, body) == (pointer, f"form.{code}")


# What people write in their own words.

COMPARED = {"receipt", "text_version", "content"}
"""Texts that are compared with what we know, and never shown."""
PLAIN = "一段人人都能读的文字"


def of_field(model, name, value):
    """The faults of one field that is filled in so."""
    try:
        model.model_validate({name: value}, strict=True)
    except ValidationError as invalid:
        return [one["code"] for one in fields.faults(invalid) if one["pointer"] == f"/{name}"]
    return []


TEXTS = [
    (model, name)
    for model in EVERY
    for name in model.model_fields
    if name not in COMPARED and not of_field(model, name, PLAIN)
]


def test_every_contract_in_which_people_write_is_among_those_tried():
    tried = {(model.__name__, name) for model, name in TEXTS}
    assert {("Account", "bank"), ("NewAccount", "bank"), ("PassingOn", "office")} <= tried
    assert {
        ("Submission", "hardship"),
        ("Release", "reason"),
        ("NoticeObjection", "statement"),
    } <= tried


@pytest.mark.parametrize(("model", "name"), TEXTS)
@pytest.mark.parametrize(
    "mark", ["\0", "\x07", "\x1b[31m", "\x7f", "\x9b", "\u061c", "\u200f", "\u202e", "\u2067"]
)
def test_no_text_carries_marks_that_turn_the_page_or_steer_a_terminal(model, name, mark):
    [code] = of_field(model, name, f"{PLAIN}{mark}{PLAIN}")
    assert code in {"form.text_marks", "form.name"}


@pytest.mark.parametrize(("model", "name"), TEXTS)
@pytest.mark.parametrize(
    "blank", ["     ", "\u3000" * 5, "\u200b" * 5, "\u2800" * 5, "\ufeff\u3164 "]
)
def test_no_text_is_of_blanks_and_unseen_marks_alone(model, name, blank):
    [code] = of_field(model, name, blank)
    assert code in {"string_too_short", "form.name"}


@pytest.mark.parametrize(
    ("model", "name", "text"),
    [
        (Account, "bank", "吉林\n银行"),
        (Account, "bank", "吉林\u2028银行"),
        (PassingOn, "office", "丰满区\r\n民政局"),
    ],
)
def test_what_stands_in_one_line_is_written_in_one(model, name, text):
    assert of_field(model, name, text) == ["form.one_line"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("第一行\r\n第二行\r第三行\u2028第四行", "第一行\n第二行\n第三行\n第四行"),
        ("收入\t支出", "收入 支出"),
        ("  谢谢👨‍👩‍👧❤️  ", "谢谢👨‍👩‍👧❤️"),
        ("ئاتام كېسەل", "ئاتام كېسەل"),
        ("ᠮᠣᠩᠭᠣᠯ᠋ ᠬᠡᠯᠡ", "ᠮᠣᠩᠭᠣᠯ᠋ ᠬᠡᠯᠡ"),
        ("李𮯰住院", "李𮯰住院"),
    ],
)
def test_what_people_write_is_kept_with_its_lines(typed, stored):
    assert Submission.model_validate(form(hardship=typed)).hardship == stored


@pytest.mark.parametrize(
    ("reason", "code"),
    [("情况属实", None), ("不符合", "string_too_short"), ("情\u200b况\u200b", "string_too_short")],
)
def test_a_reason_has_four_characters_that_are_seen(reason, code):
    assert of_field(Termination, "reason", reason) == ([code] if code else [])

"""A form in the browser: what was typed becomes the document of its contract, and back."""

import pytest

from app import app
from chalicelib.applications.accepting.acceptance_contract import Acceptance
from chalicelib.applications.contract import Submission
from chalicelib.approval.contract import CallBack, Decision, Opinion
from chalicelib.approval.steps.visit_contract import Countersignature, Visit
from chalicelib.case.step_pages import STEPS
from chalicelib.case.table import CASE
from chalicelib.domain.errors import Refused
from chalicelib.platform.pages.drawing import FieldDrawing, by_name
from chalicelib.platform.pages.entry import FORM
from chalicelib.platform.pages.fields import document_of, typed_of
from chalicelib.platform.pages.page import GoesWith, Shown
from chalicelib.platform.pages.site import pages_of, site_of
from chalicelib.words import LANGUAGES, sentences

FORMS = [page for page in pages_of(app) if page.submits and not page.arrives]


@pytest.mark.parametrize(
    ("model", "typed", "document"),
    [
        (Decision, {"amount_fen": ["1,300.5"]}, {"amount_fen": 130_050}),
        (Decision, {"amount_fen": ["12.345"]}, {"amount_fen": "12.345"}),
        (Decision, {"reason": ["  "], "version": ["7"]}, {"version": 7}),
        (Decision, {"version": ["seven"]}, {"version": "seven"}),
        (Decision, {"decision": ["confirm", "decline"]}, {"decision": ["confirm", "decline"]}),
        (Countersignature, {"agrees": ["false"]}, {"agrees": False}),
        (CallBack, {"informed_of": ["rights", "duties"]}, {"informed_of": ["rights", "duties"]}),
        (Visit, {"visitors": ["one\r\n two \r\n"]}, {"visitors": ["one", "two"]}),
        (Acceptance, {"missing.0.note": [""], "missing.1.note": ["户口簿"]},
         {"missing": [{"note": "户口簿"}]}),
        (Submission, {"members.10.name": ["十"], "members.2.name": ["二"]},
         {"members": [{"name": "二"}, {"name": "十"}]}),
        (Submission, {"members.0.disability.grade": ["2"]},
         {"members": [{"disability": {"grade": 2}}]}),
        (Opinion, {"unknown": ["1"], "found.x.y": ["1"]},
         {"unknown": "1", "found": {"x": {"y": "1"}}}),
    ],
)  # fmt: skip
def test_what_was_typed_becomes_the_document_of_its_contract(model, typed, document):
    assert document_of(model, typed) == document


@pytest.mark.parametrize(
    "names", [("a.b", "a"), ("a", "a.b"), ("",), ("a..b",), (".a",), ("a b",), ("中",), ("a." * 9,)]
)
def test_names_that_no_form_has_are_refused(names):
    with pytest.raises(Refused, match=r"page\.not_a_form"):
        document_of(Opinion, {name: ["1"] for name in names})


def test_a_document_is_typed_as_it_was_read():
    document = {
        "version": 3,
        "amount_fen": 130_050,
        "agrees": True,
        "informed_of": ["rights"],
        "missing": [{"note": "户口簿"}],
        "found": {"reason": "x"},
    }
    assert dict(typed_of(document)) == {
        "version": ["3"],
        "amount_fen": ["1,300.50"],
        "agrees": ["true"],
        "informed_of": ["rights"],
        "missing.0.note": ["户口簿"],
        "found.reason": ["x"],
    }


def test_a_pointer_leads_back_to_its_field():
    errors = [{"pointer": "/members/0/name", "detail": "太短"}, {"pointer": "", "detail": "别的"}]
    assert by_name(errors) == {"members.0.name": ["太短"], "": ["别的"]}


def test_a_list_has_a_row_for_each_entry_and_one_to_fill_in():
    typed = {"missing.0.note": ["一"], "missing.1.note": ["二"]}
    drawing = FieldDrawing("acceptance", "zh", Shown(), typed, {"missing.1.note": ["太长"]})
    field = next(one for one in drawing.fields(Acceptance) if one.name == "missing")
    notes = [next(one for one in row if one.name.endswith("note")) for row in field.rows]
    assert [(one.name, one.value, one.faults) for one in notes] == [
        ("missing.0.note", "一", ()),
        ("missing.1.note", "二", ("太长",)),
        ("missing.2.note", "", ()),
    ]


def amount_of(barred):
    """How the amount of a decision is asked for, where some decisions cannot be made."""
    shown = Shown(
        barred=frozenset(barred),
        goes_with={"amount_fen": GoesWith("decision", ("grant_urgent",))},
        hints={"amount_fen": "最多 1,000.00 元"},
    )
    fields = FieldDrawing("decision", "zh", shown, {}, {}).fields(Decision)
    return next((one for one in fields if one.name == "amount_fen"), None)


def test_what_goes_with_one_choice_stands_in_a_section_of_that_choice():
    amount = amount_of({"confirm"})
    assert amount.section.choice == "decision"
    assert amount.section.values == ("grant_urgent",)
    assert "紧急" in amount.section.words or "急难" in amount.section.words
    assert amount.needed
    assert amount.hint == "最多 1,000.00 元"


def test_it_is_not_asked_for_where_that_cannot_be_chosen_and_plainly_where_nothing_else_can():
    assert amount_of({"grant_urgent"}) is None
    only = amount_of({"confirm", "decline", "send_back"})
    assert (only.section, only.needed) == (None, True)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", FORMS, ids=lambda page: page.path)
def test_every_field_and_choice_of_every_form_has_words(page, lang):
    (modules,) = {
        vars(entry.view_function)["pages"]
        for methods in app.routes.values()
        for entry in methods.values()
        if FORM in entry.content_types
    }
    model = site_of(app, modules).route_of(page).body
    own = ("found.incomes.*.kind", "purpose", "county", "list", "scheme", "task")
    given = Shown(left_out=frozenset({"version"}), choices=dict.fromkeys(own, ()))
    assert FieldDrawing(page.words, lang, given, {}, {}).fields(model) is not None


def test_every_step_causes_events_of_the_table_and_has_its_words():
    known = sentences("zh")
    assert {event for one in STEPS for event in one.events} <= CASE.events
    for one in STEPS:
        name = one.name.replace("-", "_")
        assert {f"desk.step.{name}", f"desk.done.{name}"} <= known.keys()

"""What a family reads of its case: what was said and found, nobody's id, no stranger's figure."""

from __future__ import annotations

import json
import re
from typing import get_args

import pytest
from pydantic import BaseModel

from chalicelib.applications.accepting.acceptance_contract import Acceptance
from chalicelib.applications.amending.amending_contract import AccountDecision
from chalicelib.approval.contract import (
    CallBack,
    ConfidentialDecision,
    ConsentFinding,
    Decision,
    Extension,
    LateAnswerFinding,
    Opinion,
    PassingOn,
    PostReview,
    Termination,
)
from chalicelib.approval.steps.visit_contract import Visit
from chalicelib.case.letter_kinds import REASON_OF
from chalicelib.casefile.reading import for_family
from chalicelib.certification.contract import BenefitReview
from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.platform.models.fields import TO_FAMILY

STAFF, STRANGER, RECEIPT = "shanqian1", "a-account-of-a-stranger", "998877665544"
HELD = {
    "application": {
        "members": [{"name": "田秀兰"}, {"name": "田一"}],
        "account": {"bank": "吉林银行", "number": "6217000012345678"},
        "consents": [{"member": 1, "signature": "f" * 64, "account": STRANGER}],
        "proved": [{"number": 0, "how": "identity_card", "by": STAFF}],
    },
    "visit": {
        "findings": "情况属实",
        "visitors": [STAFF, "shanqian2"],
        "visitor_signatures": ["a" * 64, "b" * 64],
        "by": STAFF,
        "at": "2022-12-20T01:00:00Z",
    },
    "decision": {"decision": "confirm", "reason": "同意", "amount_fen": 130_000, "by": STAFF},
    "objection": [{"account": STRANGER, "statement": "她家有车"}],
    "duplicate": {"receipts": [RECEIPT]},
    "of_tomorrow": {"seen_by": STAFF},
}


def test_no_id_of_staff_or_of_another_account_is_left():
    text = json.dumps(for_family.documents(HELD), ensure_ascii=False)
    assert [one for one in (STAFF, "shanqian2", STRANGER, "她家有车", RECEIPT) if one in text] == []


def test_what_was_found_said_and_decided_is_read():
    result = for_family.documents(HELD)
    assert result["visit"] == {"findings": "情况属实", "at": "2022-12-20T01:00:00Z"}
    assert result["decision"] == {"decision": "confirm", "reason": "同意", "amount_fen": 130_000}
    assert result["application"]["account"] == HELD["application"]["account"]
    assert result["application"]["consents"] == [{"member": 1, "signature": "f" * 64}]


def test_a_document_that_nobody_lists_is_read_by_no_family():
    assert for_family.documents(HELD).keys() == {"application", "visit", "decision"}


# Figures.


def item(member, value=None, code="deposits", source="bank", reason=""):
    status = "not_verified" if reason else "verified" if value else "nothing_held"
    return {"source": source, "item": code, "member": member, "status": status,
            "value": value, "reason": reason, "as_of": ""}  # fmt: skip


def line(member, found, source="bank", code="deposits"):
    told_by = [{"source": source, "item": code}]
    return {"figure": code, "member": member, "found": found, "declared": 0, "told_by": told_by}


def report_for_family(items, unseen=(), differences=()):
    held = {"rounds": 1, "no_consent": [], "tickets": {"bank": "secret"}, "digest": "f" * 64}
    return for_family.report(
        held | {"differences": [line(HUSBAND, 7)]}, items, unseen, differences, ()
    )


WIFE, HUSBAND, BROTHER = 0, 1, SUPPORTERS_FROM
NOT_PROVED = "answer.not_proved"


def test_of_a_relative_outside_the_household_there_is_no_figure_and_no_line():
    items = [item(WIFE, 100), item(BROTHER, 900), item(BROTHER + 3, reason="answer.late")]
    report = report_for_family(items)
    assert [one["member"] for one in report["items"]] == [WIFE]
    assert report["open"] == []
    assert report["coverage"]["asked"] == 1


def test_of_a_member_whom_nobody_proved_only_the_reason_is_read():
    items = [item(WIFE, 100), item(HUSBAND, 900), item(HUSBAND), item(HUSBAND, reason=NOT_PROVED)]
    report = report_for_family(items, unseen={HUSBAND})
    assert [one["value"] for one in report["items"]] == [100, None]
    assert [one["reason"] for one in report["items"]] == ["", NOT_PROVED]
    assert [(one["reason"], one["members"]) for one in report["open"]] == [(NOT_PROVED, [HUSBAND])]


def test_once_everybody_is_proved_everything_of_the_members_is_read():
    items, differs = [item(WIFE, 100), item(HUSBAND, 900)], line(None, 1_000)
    report = report_for_family(items, differences=[differs])
    assert (report["items"], report["differences"]) == (items, [differs])
    assert not {"tickets", "digest"} & report.keys()


@pytest.mark.parametrize(
    ("items", "unable", "outcome"),
    [
        ([item(BROTHER, 900)], False, "able"),
        ([item(BROTHER)], True, "unable"),
        ([item(BROTHER, reason=NOT_PROVED)], False, "not_verified"),
        ([item(WIFE, 900)], True, "not_verified"),
    ],
)
def test_of_each_relative_it_is_shown_what_it_came_to(items, unable, outcome):
    application = {"supporters": [{"relation": "sibling", "income_fen": 5}]}
    (relative,) = for_family.relatives(application, items, lambda _one: unable)
    assert (relative["number"], relative["outcome"]) == (BROTHER, outcome)
    assert relative.keys() == {"number", "relation", "outcome", "outcome_words"}


# What staff write to colleagues.

WRITTEN = {
    "confidential": ConfidentialDecision,
    "passing": PassingOn,
    "acceptance": Acceptance,
    "call_back": CallBack,
    "visit": Visit,
    "county_visit": Visit,
    "opinion": Opinion,
    "decision": Decision,
    "consent": ConsentFinding,
    "late_answer": LateAnswerFinding,
    "account_change": AccountDecision,
    "post_review": PostReview,
    "ending": Termination,
    "extension": Extension,
}
"""Which form of staff is kept under the name of which document."""
NOT_OF_STAFF = {
    "application",
    "explanation",
    "assessment",
    "clock",
    "change",
    "reckoned",
    "helper",
}


def filled(model):
    """A form of which every free text names its field, those that are said to the family apart."""
    return {name: text_of(model, name, field) for name, field in model.model_fields.items()}


def text_of(model, name, field):
    nested = [one for one in get_args(field.annotation) if is_model(one)]
    if nested:
        return [filled(nested[0])]
    if field.annotation not in {str, str | None} or is_pattern(field):
        return None
    said = (field.description or "").startswith(TO_FAMILY.description)
    return "said to the family" if said else f"internal: {model.__name__}.{name}"


def is_model(one):
    return isinstance(one, type) and issubclass(one, BaseModel)


def is_pattern(field):
    return any(getattr(rule, "pattern", None) for rule in field.metadata)


def test_every_document_that_a_family_reads_is_of_a_form_that_is_tried():
    assert WRITTEN.keys() | NOT_OF_STAFF == for_family.READ.keys() | for_family.WHOLE


def test_a_family_reads_no_words_of_staff_that_are_not_marked_as_said_to_it():
    held = {name: filled(model) for name, model in WRITTEN.items()}
    held["change"] = {
        "told": [{"from": "office", "words": "internal"}],
        "finding": filled(BenefitReview),
    }
    assert "internal" in json.dumps(held)
    read = json.dumps(for_family.documents(held))
    found = set(re.findall(r"internal[: A-Za-z._]*", read))
    assert found <= {"internal: PassingOn.office", "internal: PassingOn.telephone"}


@pytest.mark.parametrize(
    ("name", "decision", "is_said"),
    [
        ("opinion", "ask_family", True),
        ("opinion", "propose_grant", False),
        ("opinion", "propose_refusal", False),
        ("decision", "decline", True),
        ("decision", "confirm", True),
        ("decision", "send_back", False),
    ],
)
def test_a_reason_is_read_by_whom_it_was_given_to(name, decision, is_said):
    held = {name: {"decision": decision, "reason": "情况属实"}}
    assert ("reason" in for_family.documents(held)[name]) is is_said


def test_whatever_reason_a_letter_gives_is_marked_as_said_to_the_family():
    models = [WRITTEN[name] for name in REASON_OF.values()] + [BenefitReview]
    said = [(one.model_fields["reason"].description or "") for one in models]
    assert [one for one in said if not one.startswith(TO_FAMILY.description)] == []


def test_of_a_change_that_staff_reported_a_family_reads_the_kind_and_of_its_own_the_words():
    entries = [{"from": "office", "kind": "labour", "words": "邻居说他在打工"},
            {"from": "family", "kind": "income", "words": "找到工作"}]  # fmt: skip
    read = for_family.documents({"change": {"told": entries}})["change"]["told"]
    assert read == [{"from": "office", "kind": "labour"}, entries[1]]

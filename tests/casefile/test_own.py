"""What a family reads of its case: what was said and found, nobody's id, no stranger's figure."""

from __future__ import annotations

import json

import pytest

from chalicelib.casefile import own
from chalicelib.domain.household import SUPPORTERS_FROM

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
    told = json.dumps(own.documents(HELD), ensure_ascii=False)
    assert [one for one in (STAFF, "shanqian2", STRANGER, "她家有车", RECEIPT) if one in told] == []


def test_what_was_found_said_and_decided_is_read():
    told = own.documents(HELD)
    assert told["visit"] == {"findings": "情况属实", "at": "2022-12-20T01:00:00Z"}
    assert told["decision"] == {"decision": "confirm", "reason": "同意", "amount_fen": 130_000}
    assert told["application"]["account"] == HELD["application"]["account"]
    assert told["application"]["consents"] == [{"member": 1, "signature": "f" * 64}]


def test_a_document_that_nobody_lists_is_read_by_no_family():
    assert own.documents(HELD).keys() == {"application", "visit", "decision"}


# Figures.


def item(member, value=None, code="deposits", source="bank", reason=""):
    status = "not_verified" if reason else "verified" if value else "nothing_held"
    return {"source": source, "item": code, "member": member, "status": status,
            "value": value, "reason": reason, "as_of": ""}  # fmt: skip


def line(member, found, source="bank", code="deposits"):
    told_by = [{"source": source, "item": code}]
    return {"figure": code, "member": member, "found": found, "declared": 0, "told_by": told_by}


def told(items, unseen=(), differences=()):
    held = {"rounds": 1, "no_consent": [], "tickets": {"bank": "secret"}, "digest": "f" * 64}
    return own.report(held | {"differences": [line(HUSBAND, 7)]}, items, unseen, differences, ())


WIFE, HUSBAND, BROTHER = 0, 1, SUPPORTERS_FROM
NOT_PROVED = "answer.not_proved"


def test_of_a_relative_outside_the_household_there_is_no_figure_and_no_line():
    items = [item(WIFE, 100), item(BROTHER, 900), item(BROTHER + 3, reason="answer.late")]
    report = told(items)
    assert [one["member"] for one in report["items"]] == [WIFE]
    assert report["open"] == []
    assert report["coverage"]["asked"] == 1


def test_of_a_member_whom_nobody_proved_only_the_reason_is_read():
    items = [item(WIFE, 100), item(HUSBAND, 900), item(HUSBAND), item(HUSBAND, reason=NOT_PROVED)]
    report = told(items, unseen={HUSBAND})
    assert [one["value"] for one in report["items"]] == [100, None]
    assert [one["reason"] for one in report["items"]] == ["", NOT_PROVED]
    assert [(one["reason"], one["members"]) for one in report["open"]] == [(NOT_PROVED, [HUSBAND])]


def test_once_everybody_is_proved_everything_of_the_members_is_read():
    items, differs = [item(WIFE, 100), item(HUSBAND, 900)], line(None, 1_000)
    report = told(items, differences=[differs])
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
def test_of_each_relative_it_is_told_what_it_came_to(items, unable, outcome):
    application = {"supporters": [{"relation": "sibling", "income_fen": 5}]}
    (relative,) = own.relatives(application, items, lambda _one: unable)
    assert (relative["number"], relative["outcome"]) == (BROTHER, outcome)
    assert relative.keys() == {"number", "relation", "outcome", "outcome_words"}

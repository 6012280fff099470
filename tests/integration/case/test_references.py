"""What a case is found by lies there before the case: one that leads to no case is passed over."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from chalicelib.approval.confirmation import relatives
from chalicelib.approval.confirmation.power_contract import StaffRelative
from chalicelib.case import case as cases
from chalicelib.case import keys, locks
from chalicelib.casefile import service as casefile
from chalicelib.certification.persons import deaths
from chalicelib.monitoring import service as monitoring
from chalicelib.platform.store import identifiers, table, writing
from chalicelib.platform.store.identifiers import identity_hash
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from tests.conftest import FAMILY, MONDAY, staff
from tests.support.cases import submitted


class Died(Exception):
    """The process died before the transaction."""


@pytest.fixture
def law():
    return law_on(MONDAY)


def dies(*_args, **_more):
    raise Died


def left(quiet, law, monkeypatch):
    """A case of which nothing but its references was written."""
    with monkeypatch.context() as patched, pytest.raises(Died):
        patched.setattr(writing, "commit", dies)
        submitted(quiet, law)
    (item,) = table.query("cases", keys.owner(FAMILY.id, "").pk)
    return item["case_id"]


def test_whoever_died_before_the_case_was_written_leaves_references_to_nothing(
    quiet, law, monkeypatch
):
    id_ = left(quiet, law, monkeypatch)
    assert casefile.own_cases(FAMILY.id, MONDAY, law) == []
    assert cases.existing([id_]) == []
    assert not [i for i in quiet.table_items("cases") if i["sk"]["S"] == "RECEIPT"]


def test_what_leads_to_no_case_keeps_nobody_from_anything(quiet, law, monkeypatch):
    left(quiet, law, monkeypatch)
    case = submitted(quiet, law)
    monitoring.seek_duplicates(case.id, 1, MONDAY, law)
    assert cases.load(case.id).document.task("duplicate") is None
    number = case.doc("application")["members"][0]["identity_number"]
    listed = table.query("cases", keys.member(identity_hash(number), "").pk)
    assert case.id in {item["sk"] for item in listed}
    deaths.receive("funeral", number, MONDAY.date(), MONDAY, law)
    assert cases.load(case.id).document.documents["deaths"]


def test_a_relative_is_registered_though_a_reference_of_theirs_leads_to_no_case(
    quiet, law, monkeypatch
):
    left(quiet, law, monkeypatch)
    case = submitted(quiet, law, form="form-0002")
    number = case.doc("application")["members"][0]["identity_number"]
    result = StaffRelative(identity_number=number, kinship="sibling", of="staff")
    relatives.register(result, Act(staff("town1"), MONDAY, law))
    assert cases.load(case.id).document.documents["relatives"]


def test_whoever_was_named_in_a_first_try_alone_does_not_learn_of_the_case(quiet, law, monkeypatch):
    named = submitted(quiet, law)
    other = submitted(quiet, law, form="form-0002", scheme="tekun")
    table.put(keys.member("a-stranger", named.id), {"case_id": named.id})
    household = replace(other.document, members=("a-stranger",))
    monkeypatch.setattr(locks, "proved", lambda _case: True)
    monkeypatch.setattr(cases, "load", lambda _id, **_: replace(other, document=household))
    monitoring.seek_duplicates(other.id, 1, MONDAY, law)
    monkeypatch.undo()
    assert cases.load(other.id).document.task("duplicate") is None
    assert cases.load(named.id).document.task("duplicate") is None


def test_a_receipt_number_of_another_case_is_not_taken(quiet, law, monkeypatch):
    id_ = left(quiet, law, monkeypatch)
    first, second, *_ = islice(identifiers.receipts(id_), 2)
    table.put(keys.receipt(first), {"case_id": "another"})
    case = submitted(quiet, law)
    assert (case.id, case.record.clear["receipt"]) == (id_, second)


def test_whoever_submits_again_after_a_death_gets_one_receipt(quiet, law, monkeypatch):
    id_ = left(quiet, law, monkeypatch)
    case = submitted(quiet, law)
    receipts = [i["pk"]["S"] for i in quiet.table_items("cases") if i["sk"]["S"] == "RECEIPT"]
    assert (case.id, receipts) == (id_, [keys.receipt(case.record.clear["receipt"]).pk])

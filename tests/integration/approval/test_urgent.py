"""Two townships that grant urgent aid to one person at once: one of them asks the county."""

from __future__ import annotations

import pytest

from chalicelib.approval import keys
from chalicelib.approval.contract import Decision
from chalicelib.approval.steps import decisions, urgent
from chalicelib.case import case as cases
from chalicelib.case.case import Case
from chalicelib.domain.errors import Refused
from chalicelib.platform.store import table
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.records.act import Act
from tests.conftest import staff
from tests.integration.payments.conftest import furnished, opened
from tests.support.interleavings import side_by_side

SON = "hash-of-a-son"


@pytest.fixture
def county():
    """A county in which nothing happens unless a test makes it happen."""
    with opened(threaded=False) as sandbox:
        yield furnished(sandbox)


def grants(county, case, who):
    def granting():
        found = cases.load(case.id)
        decision = Decision(
            decision="grant_urgent", amount_fen=50_000, reason="住处失火", version=found.record.seq
        )
        idempotency_key = IdempotencyKey(
            who, f"key-of-{who}-0001", "digest", int(county.now.timestamp()) + 600
        )
        return decisions.decide(
            found, decision, Act(staff(who), county.now, county.law, idempotency_key)
        )

    return granting


def granted_at_once(county):
    """What two townships come to that grant at once to families with one son."""
    one, other = county.asks_at_once(SON), county.asks_at_once(SON)
    return side_by_side(
        county.sandbox, [grants(county, one, "town1"), grants(county, other, "town2")]
    )


def test_of_two_grants_at_once_to_one_person_one_is_refused_and_goes_to_the_county(county):
    outcomes = granted_at_once(county)
    (granted,) = [one for one in outcomes if isinstance(one, Case)]
    (refused,) = [one for one in outcomes if isinstance(one, Refused)]
    assert refused.code == "approval.urgent_again"
    assert table.get(keys.urgent_aid(SON))["case_id"] == granted.id


def test_an_entry_that_were_written_whatever_is_there_would_let_both_grant(county, monkeypatch):
    monkeypatch.setattr(urgent, "_upon", lambda place, _found, entry: table.Write(place, entry))
    assert [type(one) for one in granted_at_once(county)] == [Case, Case]


def test_a_family_without_earlier_aid_leaves_an_entry_for_every_member(county):
    case = county.asks_at_once(SON)
    grants(county, case, "town1")()
    for person in case.document.members:
        assert table.get(keys.urgent_aid(person))["until"] == "2023-12-19T16:00:00Z"

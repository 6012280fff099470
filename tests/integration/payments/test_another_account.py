"""The family asks for another account, the office confirms it, and the money follows."""

from __future__ import annotations

import pytest

from app import app
from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.domain.actors import Role
from chalicelib.domain.dates import instant_text
from chalicelib.payments import service, store
from chalicelib.payments.disbursement import following, payment
from chalicelib.platform.store import trail
from chalicelib.platform.store.record import VersionConflict
from chalicelib.records import kind
from chalicelib.records.act import Act
from tests.conftest import nothing, staff
from tests.integration.payments.conftest import account_of
from tests.support.gateway import Caller
from tests.support.interleavings import interleavings
from tests.support.signing import token_of

OTHER = {"bank": "农业银行", "number": "6228480000000000015"}
REASON = "电话核实，本人持卡"


def asks(county, case, account=OTHER):
    """The family asks for another account."""
    owner = token_of(cases.load(case.id).document.owner, Role.CITIZEN, county.now)
    return answered(county, owner, f"/v1/cases/{case.id}/correction", {"account": account})


def decides(county, case, decision="confirm", by="town1"):
    """Somebody of the office looks at it."""
    version = cases.load(case.id).record.seq
    body = {"decision": decision, "reason": REASON, "version": version}
    token = token_of(by, Role.STAFF, county.now)
    return answered(county, token, f"/v1/cases/{case.id}/account-decision", body)


def answered(county, token, url, body):
    county.asked += 1
    with county.sandbox.as_function("api_handler"):
        answer = Caller(app, token).post(url, body, key=f"key-for-account-{county.asked}")
    county.sandbox.clock.settle()
    return answer


def changes(county, case, by="town1"):
    assert asks(county, case).status == 200
    assert decides(county, case, by=by).status == 200


def paid_to(county):
    """The accounts that the bank paid to, in the order of the payments."""
    return [county.bank.ledger[reference].account for reference, _ in county.bank.transfers]


def pays(county, day):
    """A month's money: built, released, credited."""
    county.until(f"{day} 10:00")
    county.releases_everything()
    county.later(hours=3)


def test_the_next_months_money_goes_to_the_account_that_was_confirmed(county):
    case = county.grants()
    pays(county, "2023-01-01")
    changes(county, case)
    pays(county, "2023-02-01")
    assert paid_to(county) == [account_of(1), OTHER["number"]]
    assert county.payments(case)[-1]["account_tail"] == "0015"
    county.settled()


@pytest.mark.parametrize("decision", [None, "refuse"])
def test_until_somebody_confirms_it_money_goes_where_it_went(county, decision):
    case = county.grants()
    assert asks(county, case).status == 200
    if decision:
        assert decides(county, case, decision).status == 200
    pays(county, "2023-01-01")
    assert paid_to(county) == [account_of(1)]
    county.check()


def test_what_the_bank_has_stays_and_what_it_lacks_is_released_anew(county):
    """The run was released, and its file not sent yet, when the account changed."""
    case = county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    changes(county, case)
    county.decide(line)
    county.later(minutes=30)
    assert paid_to(county) == []
    (again,) = county.waiting()
    assert (again["count"], again["sum_fen"]) == (line["count"], line["sum_fen"])
    county.decide(again)
    county.later(hours=3)
    assert paid_to(county) == [OTHER["number"]]
    pays(county, "2023-02-01")
    assert paid_to(county) == [OTHER["number"]] * 2
    county.settled()


@pytest.mark.parametrize("asked", ["before", "after"])
def test_money_of_a_case_that_ended_goes_to_the_account_that_is_confirmed_then(county, asked):
    county.bank.closed.add(account_of(1))
    case = county.grants()
    pays(county, "2023-01-01")
    if asked == "before":
        assert asks(county, case).status == 200
    county.happens(case, "die")
    if asked == "after":
        assert asks(county, case).status == 200
    (left,) = cases.load(case.id).document.tasks
    assert left.name == "account"
    assert cases.load(case.id).record.next_check >= left.check  # it is escalated like any other
    assert decides(county, case).status == 200
    (line,) = county.waiting()
    assert county.decide(line).status == 200
    county.later(hours=3)
    assert county.payments(case)[-1]["account_tail"] == "0015"
    assert paid_to(county) == [OTHER["number"]]
    county.settled()


def test_a_case_that_ended_with_nothing_granted_has_no_account_to_change(county):
    case = county.asks_at_once("")
    assert asks(county, case).status == 200
    county.happens(case, "die")
    assert cases.load(case.id).document.tasks == ()
    refused = asks(county, case)
    assert (refused.status, refused.json["code"]) == (409, "application.ended")


def test_an_account_that_changes_while_the_bank_pays_changes_nothing_of_that_payment(county):
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(minutes=20)
    changes(county, case)
    county.later(hours=3)
    assert paid_to(county) == [account_of(1)]
    county.settled()


def test_whoever_confirmed_an_account_releases_no_money_to_it(county):
    """The township did nothing, so that it was escalated to a leader who is a finance clerk as
    well."""
    case = county.grants()
    assert asks(county, case).status == 200
    county.later(days=5)
    assert decides(county, case, by="county2").status == 200
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    refused = county.decide(line, by="county2")
    assert (refused.status, refused.json["code"]) == (409, "payments.four_eyes")
    assert county.decide(line, by="cash1").status == 200
    county.later(hours=3)
    assert paid_to(county) == [OTHER["number"]]
    county.check()


def test_money_that_came_back_is_not_released_by_whoever_confirmed_the_account(county):
    county.bank.closed.add(account_of(1))
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    assert asks(county, case).status == 200
    county.later(days=5)
    assert decides(county, case, by="county2").status == 200
    (line,) = [one for one in county.waiting("county2") if one["about"] == "returned"]
    assert county.decide(line, by="county2").status == 200
    county.later(minutes=30)
    (again,) = county.waiting("cash1")
    assert county.decide(again, by="county2").json["code"] == "payments.four_eyes"
    county.decide(again, by="cash1")
    county.later(hours=3)
    assert paid_to(county) == [OTHER["number"]]
    county.check()


# Races.


def confirmed(county, case):
    """The account changes and the money follows, one call of AWS after the other."""
    loaded = cases.load(case.id)
    change = {"account": {**OTHER, "holder": 0, "by": "town1"}}
    step = Step(documents={"application": loaded.doc("application") | change})

    def confirm():
        transitions.advance(
            loaded, "confirm_account", Act(staff("town1"), county.now, county.law), step
        )
        service.follow_account(case.id, loaded.record.seq + 1, county.now, county.law)

    return confirm


def entitlement_of(county):
    (row,) = county.rows("entitlement")
    return kind.load(store.ENTITLEMENT, row["id"])


def test_an_account_and_a_decision_at_once_end_with_that_account(county, monkeypatch):
    monkeypatch.setattr(service.runs, "of_month", lambda *_: None)
    county.sandbox.handlers["spread"] = nothing
    case = county.grants()
    assert asks(county, case).status == 200

    def prepare():
        return [
            lambda: service.open_entitlement(case.id, 1, county.now, county.law),
            confirmed(county, case),
        ]

    seen = set()
    for schedule, outcomes in interleavings(county.sandbox, prepare):
        assert outcomes == [None, None], outcomes
        found = entitlement_of(county)
        assert found.document.account == OTHER["number"], schedule
        trail.verify_chain(trail.history("entitlement", found.id), found.record.tail)
        seen.add(found.seq)
    assert seen == {1, 2}  # opened with it, or amended after it was opened


def test_nothing_is_sent_to_an_account_that_was_changed_since_it_was_looked_at(county):
    case = county.grants()
    county.until("2023-01-01 10:00")
    assert asks(county, case).status == 200
    (row,) = county.rows("payment")
    claimed = kind.load(store.PAYMENT, row["id"])
    followed = following.follow(entitlement_of(county).id, county.now, county.law)
    confirmed(county, case)()
    with pytest.raises(VersionConflict):
        payment.send(claimed, followed, instant_text(county.now), county.now, county.law)

"""Urgent aid: decided, sent and credited the same day, before anything is verified."""

from __future__ import annotations

from chalicelib.case import case as cases
from chalicelib.payments.disbursement import runs
from local.cloud.streams import Trouble
from tests.conftest import staff
from tests.integration.payments.conftest import MACHINE, URGENT_FEN, furnished, opened


def test_it_is_decided_sent_and_credited_the_same_day(county):
    case = county.helps_at_once()
    (line,) = county.waiting()
    assert (line["count"], line["sum_fen"]) == (1, URGENT_FEN)
    assert line["due"] == "2022-12-19T16:00:00Z"  # the end of the same day
    county.decide(line)
    county.later(hours=2)
    (payment,) = county.payments(case)
    assert payment["state"] == "credited"
    days = {payment[name][:10] for name in ("decided_at", "sent_at", "credited_at")}
    assert days == {"2022-12-19"}
    assert [e["state"] for e in county.rows("entitlement")] == ["complete"]
    assert cases.load(case.id).record.state == "waiting"  # its papers and its review follow
    county.settled()


def test_what_is_held_and_then_not_due_any_more_leaves_the_list(county):
    case = county.helps_at_once()
    county.decide(county.waiting()[0], "hold")
    county.all_die(case, "2022-12-19")
    assert [line["state"] for line in county.listed()] == ["held"]
    county.until("2022-12-20 10:00")
    assert county.listed() == []
    county.settled()


def test_who_dies_before_it_was_sent_is_not_paid(county):
    case = county.helps_at_once()
    county.all_die(case, "2022-12-19")
    county.releases_everything()
    county.later(hours=2)
    assert county.payments(case) == []
    assert county.bank.orders == []
    assert cases.load(case.id).state == "waiting"  # what was granted is reviewed all the same
    county.settled()


def test_a_case_of_one_off_aid_that_was_paid_in_full_is_closed(county):
    """Expenditure aid runs the standard course and then is received once."""
    case = county.grants_once()
    county.releases_everything()
    county.later(hours=2)
    assert cases.load(case.id).record.state == "closed"
    assert [e["state"] for e in county.rows("entitlement")] == ["complete"]
    county.until("2023-02-02 10:00")
    assert len(county.payments(case)) == 1
    county.settled()


def test_the_one_who_decided_the_case_does_not_release_its_money(county):
    county.helps_at_once(decided_by="cash1")
    (line,) = county.waiting()
    refused = county.decide(line)
    assert (refused.status, refused.json["code"]) == (409, "payments.four_eyes")
    assert county.decide(line, by="cash2").status == 200


def test_it_is_still_paid_while_the_review_follows(county):
    case = county.helps_at_once()
    (line,) = county.waiting()
    county.happens(case, "start_verification", MACHINE)
    county.happens(case, "report_clear", MACHINE, {"report": {"items": []}})
    county.happens(case, "post_review", staff("town2"), {"post_review": {}})
    county.decide(line)
    county.later(hours=2)
    assert [p["state"] for p in county.payments(case)] == ["credited"]
    county.settled()


def test_one_off_aid_of_a_case_that_is_examined_is_paid_once_it_is_received_again(county):
    case = county.grants_once()
    county.happens(case, "recheck")
    county.releases_everything()
    county.until("2022-12-24 10:00")
    assert county.payments(case) == []
    county.check()
    county.happens(case, "keep", staff("town1"))
    county.until("2022-12-26 10:00")
    county.releases_everything()
    county.later(hours=2)
    assert [p["state"] for p in county.payments(case)] == ["credited"]
    assert len(county.bank.transfers) == 1
    county.settled()


def test_one_off_aid_ends_with_its_case(county):
    case = county.helps_at_once()
    county.all_die(case, "2022-12-19")
    county.releases_everything()
    county.later(hours=1)
    assert [e["state"] for e in county.rows("entitlement")] == ["ended"]
    assert [run["state"] for run in county.rows("run")] == ["reconciled"]


def test_an_event_that_comes_twice_and_late_leaves_the_bank_to_the_reconciler():
    with opened(trouble=Trouble(seed=1, duplicate=1.0, delay=900)) as sandbox:
        county = furnished(sandbox)
        county.helps_at_once()
        county.later(hours=1)
        county.releases_everything()
        county.later(hours=3)
        assert len(county.bank.transfers) == 1
        exchanged = [use for use in sandbox.uses if use.resource.startswith("jiuzhu-exchange")]
        assert {use.function for use in exchanged} <= {"reconcile", "outside"}


def test_aid_that_waits_for_a_release_is_looked_at_once_until_the_next_morning(county, monkeypatch):
    looks, real = [], runs._await_release

    def look(run, now, law):
        looks.append(run.id)
        real(run, now, law)

    monkeypatch.setitem(runs._STEPS, "waiting_release", look)
    county.helps_at_once()
    county.later(minutes=40)
    assert len(looks) == 1

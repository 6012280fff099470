"""A benefit by the month: gathered, built on the first day, released, sent, credited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib import tasks as entries
from chalicelib.case import case as cases
from chalicelib.domain.errors import Broken
from chalicelib.payments import service as payments
from chalicelib.platform.events import keys
from chalicelib.platform.store import table
from tests.conftest import nothing
from tests.integration.payments.conftest import GRANTED_FEN


def test_a_benefit_granted_in_december_is_paid_in_january_and_not_before(county):
    case = county.grants()
    assert county.awaits(case) == "planned"
    county.until("2023-01-01 08:59")
    assert county.waiting() == []
    county.until("2023-01-01 09:15")
    (line,) = county.waiting()
    assert (line["count"], line["sum_fen"], line["period"]) == (1, GRANTED_FEN, "2023-01")
    county.until("2023-01-03 10:00")
    assert county.decide(line).status == 200
    assert county.awaits(case) == "at_bank"
    county.later(hours=3)
    assert county.awaits(case) == "planned"  # February's
    (payment,) = county.payments(case)
    assert payment["state"] == "credited"
    assert payment["decided_at"] < payment["sent_at"] < payment["credited_at"]
    books = county.books("2023-01")
    assert (books.ordered_fen, books.paid_fen) == (GRANTED_FEN, GRANTED_FEN)
    assert (books.returned_fen, books.difference_fen) == (0, 0)
    assert county.waiting() == []
    county.settled()


def test_february_follows_january_by_itself(county):
    case = county.grants()
    for day in ("2023-01-01", "2023-02-01", "2023-03-01"):
        county.until(f"{day} 10:00")
        county.releases_everything()
    county.until("2023-03-02 10:00")
    assert [p["period"] for p in county.payments(case)] == ["2023-01", "2023-02", "2023-03"]
    assert {p["state"] for p in county.payments(case)} == {"credited"}
    assert county.bank.paid_fen() == 3 * GRANTED_FEN
    county.settled()


def test_all_families_of_a_county_go_to_the_bank_in_one_file(county):
    for _ in range(3):
        county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    assert (line["count"], line["sum_fen"]) == (3, 3 * GRANTED_FEN)
    county.decide(line)
    county.until("2023-01-02 10:00")
    assert len(set(county.bank.orders)) == 1
    assert county.books("2023-01").paid_fen == 3 * GRANTED_FEN
    county.settled()


def test_a_family_granted_in_january_is_paid_from_february(county):
    county.grants()
    county.until("2023-01-01 10:00")
    later = county.grants()
    county.releases_everything()
    county.until("2023-02-01 10:00")
    (line,) = county.waiting()
    assert line["count"] == 2
    county.decide(line)
    county.until("2023-02-02 10:00")
    assert [p["period"] for p in county.payments(later)] == ["2023-02"]
    county.settled()


def test_a_family_whose_entitlement_is_known_too_late_for_its_month_is_paid_for_it_all_the_same(
    county,
):
    """The reaction to the decision was parked over New Year, and January's run is frozen."""
    county.grants()
    county.sandbox.handlers["spread"] = nothing
    late = county.grants()
    county.sandbox.handlers["spread"] = entries.spread
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-02 10:00")
    payments.open_entitlement(late.id, 10, county.now, county.law)
    county.later(minutes=30)
    (line,) = county.waiting()
    assert (line["count"], line["period"]) == (1, "2023-01")
    county.decide(line)
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.until("2023-02-02 10:00")
    assert [p["period"] for p in county.payments(late)] == ["2023-01", "2023-02"]
    assert county.books("2023-01").paid_fen == 2 * GRANTED_FEN
    county.settled()


def test_a_later_decision_on_another_amount_changes_nothing_and_is_seen(county):
    case = county.grants()
    with pytest.raises(Broken) as broken:
        decision = case.doc("decision") | {"amount_fen": GRANTED_FEN + 100}
        document = replace(
            case.document, documents=case.document.documents | {"decision": decision}
        )
        payments._entitlement(replace(case, document=document), county.now, county.law)
    assert broken.value.code == "payments.entitlement_differs"


def test_a_second_run_of_a_month_takes_nothing_over_from_one_that_a_clerk_holds(county):
    held = county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    county.decide(line, "hold")
    late = county.grants(from_month="2023-01")
    county.later(minutes=30)
    (second,) = county.waiting()
    assert (second["count"], second["sum_fen"]) == (1, GRANTED_FEN)
    county.decide(second)
    county.later(hours=3)
    assert county.payments(held) == []
    assert [p["state"] for p in county.payments(late)] == ["credited"]
    county.until("2023-01-02 10:00")
    county.releases_everything()
    county.later(hours=3)
    assert [p["state"] for p in county.payments(held)] == ["credited"]
    county.settled()


def test_an_entitlement_to_nothing_enters_no_run_and_keeps_nobody_waiting(county):
    county.until("2022-12-31 22:00")
    county.grants(fen=0)
    other = county.grants()
    parked = table.query("cases", keys.stuck("spread", "", 0).pk)
    assert [item["code"] for item in parked] == ["payments.no_amount"]
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=2)
    assert [p["state"] for p in county.payments(other)] == ["credited"]
    assert len(county.rows("entitlement")) == 1


def test_a_transaction_stays_as_small_however_many_families_are_paid(county, monkeypatch):
    real, sizes = table.transact, []

    def measured(writes, token=""):
        sizes.append(len(writes))
        return real(writes, token)

    def largest_of(month):
        sizes.clear()
        monkeypatch.setattr(table, "transact", measured)
        county.until(f"{month}-01 10:00")
        county.releases_everything()
        county.later(hours=3)
        monkeypatch.undo()
        return max(sizes)

    county.grants()
    alone = largest_of("2023-01")
    for _ in range(6):
        county.grants()
    assert largest_of("2023-02") == alone < 12
    assert county.bank.paid_fen() == 8 * GRANTED_FEN


def test_what_a_clerk_holds_is_built_anew_the_next_morning_from_what_then_is_due(county):
    case, other = county.grants(), county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    assert county.decide(line, "hold", reason="账户待核").status == 200
    assert county.waiting() == []
    assert county.awaits(case) == "held"
    (held,) = county.listed()
    assert (held["state"], held["held_by"]) == ("held", "cash1")
    assert "账户待核" in held["held_words"]
    assert "2023年1月2日" in held["held_words"]
    assert held["due"] == "2023-01-02T01:00:00Z"
    assert county.decide(held, by="cash2").status == 409
    county.all_die(other, "2022-12-30")
    county.until("2023-01-02 09:15")
    assert [county.awaits(one) for one in (case, other)] == ["waiting", ""]
    (again,) = county.listed()
    assert (again["state"], again["held_by"]) == ("waiting", "cash1")
    assert "账户待核" in again["held_words"]
    assert again["release_id"] != line["release_id"]
    assert (again["count"], again["sum_fen"]) == (1, GRANTED_FEN)
    seen = county.clerk().get(f"/v1/releases/{again['release_id']}").json["lines"]
    assert [one["state"] for one in seen] == ["claimed"]
    county.decide(again)
    county.until("2023-01-03 10:00")
    assert [(p["attempt"], p["state"]) for p in county.payments(case)] == [(2, "credited")]
    assert county.payments(other) == []
    county.settled()


def test_a_month_in_which_nothing_is_due_asks_nobody_and_ends(county):
    county.happens(county.grants(), "die")
    county.until("2023-01-01 10:00")
    assert county.waiting() == []
    assert [run["state"] for run in county.rows("run")] == ["reconciled"]
    assert [e["state"] for e in county.rows("entitlement")] == ["ended"]
    county.settled()


def test_who_died_in_the_month_before_is_not_paid_though_the_money_was_claimed(county):
    case, other = county.grants(), county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    county.all_die(case, "2022-12-30")
    assert line["count"] == 2
    county.decide(line)
    county.until("2023-01-02 10:00")
    assert county.payments(case) == []
    assert [p["state"] for p in county.payments(other)] == ["credited"]
    assert county.books("2023-01").ordered_fen == GRANTED_FEN
    county.settled()


def test_who_died_in_the_month_is_paid_for_it_once_and_for_none_after(county):
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.all_die(case, "2023-01-01")
    county.releases_everything()
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.until("2023-03-01 10:00")
    assert [(p["period"], p["state"]) for p in county.payments(case)] == [("2023-01", "credited")]
    assert [e["state"] for e in county.rows("entitlement")] == ["ended"]
    county.settled()


def test_when_every_case_moved_on_before_sending_the_run_ends_without_a_file(county):
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.all_die(case, "2022-12-30")
    county.releases_everything()
    county.until("2023-01-01 12:00")
    assert county.bank.orders == []
    assert cases.load(case.id).record.state == "ended"
    assert {run["state"] for run in county.rows("run")} == {"reconciled", "gathering"}
    county.settled()

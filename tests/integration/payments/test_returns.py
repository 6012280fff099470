"""Money that came back: an open matter of the finance clerk, paid again only with approval."""

from __future__ import annotations

from datetime import date

import pytest

from chalicelib.case import case as cases
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.payments import store
from chalicelib.payments.disbursement import runs
from chalicelib.records.change import Change
from tests.conftest import COUNTY, staff
from tests.integration.payments.conftest import GRANTED_FEN, account_of

OTHER = {"bank": "农业银行", "number": "622848000000000017"}


@pytest.fixture
def returned(county):
    """January's money of one family that came back, its account being closed."""
    county.bank.closed.add(account_of(1))
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    return case


def states(county, case):
    return [(p["attempt"], p["state"]) for p in county.payments(case)]


def test_the_family_and_the_clerk_see_what_came_back_why_and_until_when(county, returned):
    assert county.awaits(returned) == "returned"
    (payment,) = county.payments(returned)
    assert (payment["state"], payment["reason"]) == ("returned", "account_closed")
    assert payment["text"] == (
        "2023年1月的 1,300.00 元于 2023年1月1日被退回（账户已销户），县级财务正在处理"
    )
    (line,) = county.waiting()
    assert (line["about"], line["sum_fen"]) == ("returned", GRANTED_FEN)
    assert line["reason_words"] == "账户已销户"
    assert line["due"] > payment["returned_at"]
    books = county.books("2023-01")
    assert (books.returned_fen, books.paid_fen, books.difference_fen) == (GRANTED_FEN, 0, 0)
    county.settled()


def test_nothing_is_paid_again_while_nobody_approves(county, returned):
    county.until("2023-03-15 10:00")
    assert county.awaits(returned) == "returned late late"  # January's, February's and March's
    assert (1, "returned") in states(county, returned)
    assert [p["period"] for p in county.payments(returned)] == ["2023-01"]
    assert county.bank.transfers == []


def test_it_is_paid_again_to_another_account_when_one_clerk_gives_it_and_another_releases_it(
    county, returned
):
    (line,) = county.waiting()
    assert county.decide(line, account=OTHER).json["state"] == "released"
    county.later(minutes=30)
    assert county.awaits(returned) == "waiting"
    (again,) = county.waiting()
    assert (again["about"], again["sum_fen"]) == ("run", GRANTED_FEN)
    assert again["reason_words"] == "账户或户名已更换，须由另一人核对后放款"
    refused = county.decide(again)
    assert (refused.status, refused.json["code"]) == (409, "payments.four_eyes")
    assert county.decide(again, by="cash2").status == 200
    county.later(hours=3)
    assert states(county, returned) == [(1, "returned"), (2, "credited")]
    assert [e.account for e in county.bank.ledger.values()] == [account_of(1), OTHER["number"]]
    books = county.books("2023-01")
    assert (books.ordered_fen, books.paid_fen) == (2 * GRANTED_FEN, GRANTED_FEN)
    county.settled()


@pytest.mark.parametrize(
    ("typed", "stored", "doubtful"),
    [
        ("6228 4800 0000 0000 17", "622848000000000017", True),
        ("６２２８ 4800-0000 0000 15", "622848000000000015", False),
    ],
)
def test_an_account_is_stored_without_its_blanks_and_the_second_clerk_warned_of_a_doubtful_card(
    county, returned, typed, stored, doubtful
):
    (line,) = county.waiting()
    assert county.decide(line, account={**OTHER, "number": typed}).status == 200
    county.later(minutes=30)
    (again,) = county.waiting()
    (shown,) = county.clerk().get(f"/v1/releases/{again['release_id']}").json["lines"]
    assert (shown["account_tail"], "校验位" in shown["account_note"]) == (stored[-4:], doubtful)
    assert county.decide(again, by="cash2").status == 200
    county.later(hours=3)
    assert county.payments(returned)[-1]["account_tail"] == stored[-4:]
    assert [entry.account for entry in county.bank.ledger.values()][-1] == stored


@pytest.mark.parametrize("number", ["1234567", "1" * 33, "=1234567890", "6228 4800 abcd 0017"])
def test_an_account_that_is_none_is_refused_in_words(county, returned, number):
    (line,) = county.waiting()
    refused = county.decide(line, account={**OTHER, "number": number})
    [fault] = refused.json["errors"]
    assert (refused.status, fault["pointer"]) == (422, "/account/number")
    assert fault["detail"].startswith("银行账号应为 8 至 32 位数字")


def test_where_there_is_one_finance_clerk_the_leader_is_the_second_person(county, returned):
    post = frozenset({Post.LEADER})
    directory.save(directory.Staff("lead1", "lead1", COUNTY, post, date(2020, 1, 1)))
    assert county.waiting("lead1") == []
    (line,) = county.waiting()
    county.decide(line, account=OTHER)
    county.later(minutes=30)
    (again,) = county.waiting("lead1")
    assert county.decide(again, by="lead1").status == 200
    county.later(hours=3)
    assert states(county, returned) == [(1, "returned"), (2, "credited")]
    county.settled()


def led_elsewhere(county):
    """Whether one clerk alone can lead a family's money to an account that they name."""
    (line,) = county.waiting()
    county.decide(line, account=OTHER)
    county.until("2023-02-01 10:00")
    for line in county.waiting():
        county.decide(line)
    county.until("2023-02-02 10:00")
    return OTHER["number"] in [entry.account for entry in county.bank.ledger.values()]


def test_nobody_alone_can_lead_money_elsewhere(county, returned):
    assert not led_elsewhere(county)


def test_an_account_that_were_the_family_s_before_money_arrived_there_would_let_one_clerk_do_it(
    county, returned, monkeypatch
):
    real = runs.of_one

    def at_once(entitlement, period, name, now, law, given, **approval):
        amends = Change("amend", document=given.instead(entitlement.document))
        entitlement = store.follows(store.ENTITLEMENT, entitlement, amends, now, law)
        return real(entitlement, period, name, now, law, given, **approval)

    monkeypatch.setattr(runs, "of_one", at_once)
    assert led_elsewhere(county)


def examined_while_it_is_paid_again(county):
    """The case of one-off aid is examined when the repetition is approved, and received later."""
    county.bank.closed.add(account_of(1))
    case = county.grants_once()
    county.releases_everything()
    county.later(hours=3)
    county.bank.closed.clear()
    (line,) = county.waiting()
    county.happens(case, "recheck")
    county.decide(line)
    county.until("2022-12-27 08:00")
    assert states(county, case) == [(1, "returned")]
    county.happens(case, "keep", staff("town1"))
    county.until("2022-12-28 12:00")
    return case


def test_an_approved_repetition_waits_for_a_case_that_is_examined_and_is_then_paid(county):
    case = examined_while_it_is_paid_again(county)
    assert states(county, case) == [(1, "returned"), (2, "credited")]
    county.settled()


def test_an_approved_repetition_that_ended_with_nothing_would_never_be_paid(county, monkeypatch):
    def gives_up(run, now, law):
        store.follows(store.RUN, run, Change("nothing"), now, law)

    monkeypatch.setattr(runs, "_end_without_lines", gives_up)
    case = examined_while_it_is_paid_again(county)
    assert states(county, case) == [(1, "returned")]
    assert county.waiting() == []


def test_a_repetition_that_is_held_is_built_anew_and_needs_the_second_person_again(
    county, returned
):
    (line,) = county.waiting()
    county.decide(line, account=OTHER)
    county.later(minutes=30)
    (again,) = county.waiting("cash2")
    assert county.decide(again, "hold", by="cash2").status == 200
    county.until("2023-01-02 10:00")
    (anew,) = county.waiting("cash2")
    assert anew["release_id"] != again["release_id"]
    assert county.decide(anew, by="cash1").json["code"] == "payments.four_eyes"
    county.decide(anew, by="cash2")
    county.later(hours=3)
    assert states(county, returned) == [(1, "returned"), (3, "credited")]
    county.settled()


def test_later_months_go_to_the_account_that_was_given(county, returned):
    (line,) = county.waiting()
    county.decide(line, account=OTHER)
    county.later(minutes=30)
    (again,) = county.waiting("cash2")
    county.decide(again, by="cash2")
    county.until("2023-02-01 10:00")
    county.releases_everything()  # the first clerk, who gave the account in January
    county.until("2023-02-02 10:00")
    assert [p["account_tail"] for p in county.payments(returned)][-1] == OTHER["number"][-4:]
    assert county.bank.paid_fen() == 2 * GRANTED_FEN
    county.settled()


def test_a_clerk_alone_may_send_it_again_to_the_same_account_with_a_reason(county, returned):
    county.bank.closed.clear()
    (line,) = county.waiting()
    assert county.decide(line).status == 200
    county.later(hours=3)
    assert states(county, returned) == [(1, "returned"), (2, "credited")]
    assert county.waiting() == []
    county.settled()


def test_what_comes_back_again_needs_a_new_approval(county, returned):
    for _ in range(2):
        (line,) = county.waiting()
        county.decide(line)
        county.later(hours=3)
    assert states(county, returned) == [(1, "returned"), (2, "returned"), (3, "returned")]
    county.bank.closed.clear()
    (line,) = county.waiting()
    county.decide(line)
    county.later(hours=3)
    assert states(county, returned)[-1] == (4, "credited")
    assert len(county.bank.transfers) == 1
    county.settled()


def test_it_cannot_be_held_it_is_open_until_it_is_paid(county, returned):
    (line,) = county.waiting()
    refused = county.decide(line, "hold")
    assert (refused.status, refused.json["code"]) == (409, "payments.return_held")
    assert len(county.waiting()) == 1


def test_if_the_family_had_died_before_the_month_the_approval_pays_nothing_and_leaves_nothing_open(
    county, returned
):
    (line,) = county.waiting()
    county.all_die(returned, "2022-12-30")
    county.until("2023-02-01 10:00")  # February's run ends the entitlement
    assert county.decide(line, account=OTHER).status == 200
    county.later(hours=3)
    assert states(county, returned) == [(1, "returned")]
    assert {run["state"] for run in county.rows("run")} == {"reconciled"}
    assert {release["state"] for release in county.rows("release")} == {"carried_out"}
    county.settled()


def test_what_came_back_after_the_end_waits_for_a_clerk_and_is_paid_once_to_the_account_given(
    county, returned
):
    county.all_die(returned, "2023-01-20")
    county.until("2023-02-01 10:00")  # February's run ends the entitlement
    (line,) = county.waiting()
    assert county.decide(line, account=OTHER).status == 200
    county.later(minutes=30)
    (again,) = county.waiting()
    assert county.decide(again, by="cash2").status == 200
    county.until("2023-03-02 10:00")
    assert states(county, returned) == [(1, "returned"), (2, "credited")]
    assert county.payments(returned)[-1]["account_tail"] == OTHER["number"][-4:]
    assert county.bank.paid_fen() == GRANTED_FEN
    assert [e["state"] for e in county.rows("entitlement")] == ["ended"]
    county.settled()


def test_an_account_cannot_be_given_for_a_whole_run(county):
    county.grants()
    county.until("2023-01-01 10:00")
    (line,) = county.waiting()
    refused = county.decide(line, account=OTHER)
    assert (refused.status, refused.json["code"]) == (409, "payments.account_of_run")


# The name of the holder as the bank writes it.


@pytest.fixture
def misnamed(county):
    """January's money of one family that came back: the bank writes the name otherwise."""
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.later(minutes=30)
    county.bank.misnamed[account_of(1)] = "TIAN Xiulan"
    county.later(hours=3)
    (line,) = county.waiting()
    assert (line["about"], line["reason_words"]) == ("returned", "户名不符")
    return case


def ordered_names(county):
    return [name for _, name in county.bank.named]


def test_two_people_give_the_name_as_the_bank_writes_it_and_only_the_order_has_it(county, misnamed):
    (line,) = county.waiting()
    assert county.decide(line, holder="TIAN Xiulan").status == 200
    county.later(minutes=30)
    (again,) = county.waiting()
    assert again["reason_words"] == "账户或户名已更换，须由另一人核对后放款"
    (shown,) = county.clerk("cash2").get(f"/v1/releases/{again['release_id']}").json["lines"]
    assert (shown["holder"], shown["label"]) == ("TIAN Xiulan", "田*")
    assert county.decide(again).json["code"] == "payments.four_eyes"
    assert county.decide(again, by="cash2").status == 200
    county.later(hours=3)
    assert states(county, misnamed) == [(1, "returned"), (2, "credited")]
    assert ordered_names(county) == ["田秀兰", "TIAN Xiulan"]
    assert "TIAN" not in str(county.payments(misnamed))
    application = cases.load(misnamed.id).doc("application")
    assert application["members"][0]["name"] == "田秀兰"
    county.settled()


def test_later_months_are_ordered_under_the_name_under_which_money_arrived(county, misnamed):
    (line,) = county.waiting()
    county.decide(line, holder="TIAN Xiulan")
    county.later(minutes=30)
    county.decide(county.waiting()[0], by="cash2")
    county.later(hours=3)
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    assert ordered_names(county)[-1] == "TIAN Xiulan"
    assert county.bank.paid_fen() == 2 * GRANTED_FEN
    county.settled()


def test_a_name_alone_keeps_the_account_that_a_clerk_gave_before(county, misnamed):
    county.bank.misnamed[OTHER["number"]] = "田·秀兰"
    county.decide(county.waiting()[0], account=OTHER)
    county.later(minutes=30)
    county.decide(county.waiting()[0], by="cash2")
    county.later(hours=3)
    county.decide(county.waiting()[0], by="cash2", holder="田·秀兰")
    county.later(minutes=30)
    county.decide(county.waiting()[0], by="cash1")
    county.later(hours=3)
    assert states(county, misnamed)[-1] == (3, "credited")
    assert county.payments(misnamed)[-1]["account_tail"] == OTHER["number"][-4:]
    assert ordered_names(county)[-1] == "田·秀兰"
    county.settled()


@pytest.mark.parametrize("name", ["", "田\n秀兰", "=田秀兰", "田\u202e秀兰", "x" * 61])
def test_a_name_that_is_none_is_refused_in_words(county, misnamed, name):
    (line,) = county.waiting()
    refused = county.decide(line, holder=name)
    [fault] = refused.json["errors"]
    assert (refused.status, fault["pointer"]) == (422, "/holder")


def test_a_name_cannot_be_given_for_a_whole_run(county):
    county.grants()
    county.until("2023-01-01 10:00")
    refused = county.decide(county.waiting()[0], holder="TIAN Xiulan")
    assert (refused.status, refused.json["code"]) == (409, "payments.account_of_run")


def test_a_family_s_other_account_is_ordered_under_the_family_s_own_name(county, misnamed):
    county.decide(county.waiting()[0], holder="TIAN Xiulan")
    county.later(minutes=30)
    county.decide(county.waiting()[0], by="cash2")
    county.later(hours=3)
    loaded = cases.load(misnamed.id)
    theirs = {"bank": "吉林银行", "number": account_of(7), "holder": 0, "by": "town1"}
    documents = {"application": loaded.doc("application") | {"account": theirs}}
    owner = Actor(loaded.document.owner, Role.CITIZEN)
    county.happens(loaded, "change_account", owner)
    county.happens(loaded, "confirm_account", staff("town1"), documents)
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.later(hours=3)
    assert ordered_names(county)[-1] == "田秀兰"
    county.settled()

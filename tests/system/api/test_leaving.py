"""A benefit whose end is decided: paid until its month is over, and closed when all is settled."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.population.families import MOTHER_OF_TWO
from tests.system.api.prepared import prepared
from tests.system.api.scenes import ALONE, with_clerks
from tests.system.api.test_benefit_changes import COUNTY, decides, ending, finds, tells_change
from tests.system.api.test_deaths import (
    ELDER,
    REST,
    WHOLE,
    checks,
    granted,
    paid,
    tasks,
    tells,
    until,
)
from tests.system.api.test_deaths import decides as decides_death
from tests.system.api.test_relatives import tasks_of


def leaving(town):
    """A benefit whose end is decided on 2 January, and whose January waits for its release."""

    def play():
        stage, clerk = granted(town, MOTHER_OF_TWO)
        until(town, "2023-01-02")
        tells_change(stage, "income")
        finds(stage, clerk, "propose_end", ground="income")
        decides(stage)
        stage.later(minutes=1)
        return stage

    stage, clerk, _ = with_clerks(prepared(town, "leaving", MOTHER_OF_TWO, play))
    assert stage.family.case()["state"] == "leaving"
    return stage, clerk


def test_a_share_that_is_held_is_looked_into_after_the_month_is_over(town):
    stage, clerk = leaving(town)
    tells(town, ELDER, "2023-01-02")
    paid(stage, "2023-01-10")
    assert sum(fen for *_, fen in paid(stage, "2023-01-12")) == REST
    paid(stage, "2023-02-03")
    assert stage.family.case()["state"] == "leaving"
    assert "death_check" in tasks(stage, clerk)


def test_whoever_is_found_alive_is_paid_what_was_held_and_then_it_ends(town):
    stage, clerk = leaving(town)
    tells(town, ELDER, "2023-01-02")
    paid(stage, "2023-01-10")
    paid(stage, "2023-01-12")
    checks(stage, clerk, (0, "alive"))
    until(town, "2023-02-03")
    assert "death_decision" in tasks_of(stage.county(COUNTY), stage)
    decides_death(stage)
    got = paid(stage, "2023-02-10")
    assert sum(fen for *_, fen in got) == WHOLE
    stage.later(days=1)
    assert stage.family.case()["state"] == "ended"


def test_a_month_before_the_end_that_is_released_after_it_is_paid_once_and_no_later_one(town):
    stage, _ = leaving(town)
    until(town, "2023-02-03")
    assert stage.family.case()["state"] == "ended"
    assert paid(stage, "2023-02-10") == [("2023-01", "regular", WHOLE)]
    assert paid(stage, "2023-03-10") == [("2023-01", "regular", WHOLE)]


def came_back(stage, town, day):
    """January's money goes to an account that was closed meanwhile."""
    town.bank.closed.add(stage.family.account()["number"])
    paid(stage, day)
    (payment,) = stage.family.timeline()["payments"]
    assert payment["state"] == "returned"
    return payment


def is_given_another_account(stage, office):
    """A finance clerk gives the account that the family told, and the leader releases to it."""
    stage.releases(stage.county(office, Post.FINANCE), stage.family.account("another"))
    stage.releases(stage.county(office, Post.LEADER))


def test_what_comes_back_after_the_end_is_read_by_family_and_clerk_and_paid_to_another_account(
    town,
):
    stage, _ = leaving(town)
    until(town, "2023-02-03")
    payment = came_back(stage, town, "2023-02-10")
    assert "被退回（账户已销户），县级财务正在处理" in payment["text"]
    assert "仍会发放" in stage.family.timeline()["next"]
    is_given_another_account(stage, COUNTY)
    assert paid(stage, "2023-03-10") == [("2023-01", "regular", WHOLE)]
    before, again = stage.family.timeline()["payments"]
    assert "已经重新发出" in before["text"]
    assert again["account_tail"] == tail(stage)


def tail(stage):
    return stage.family.account("another")["number"][-4:]


def test_after_the_only_person_the_month_of_the_death_is_paid_and_nothing_of_later_ones(town):
    """January waits for its release until the death of 8 January is settled in February."""
    stage, clerk = granted(town, ALONE)
    whole = stage.family.case()["documents"]["decision"]["amount_fen"]
    until(town, "2023-01-10")
    tells(town, ALONE.residents[0].identity_number)
    until(town, "2023-02-03")
    checks(stage, clerk, (0, "dead"))
    decides_death(stage)
    until(town, "2023-02-06")
    assert stage.family.case()["state"] == "ended"
    assert paid(stage, "2023-02-10") == [("2023-01", "regular", whole)]
    assert paid(stage, "2023-04-10") == [("2023-01", "regular", whole)]
    (letter,) = [one for one in stage.family.letters() if one["name"] == "death_settled"]
    assert "去世当月及以前应发而未到账的，仍会发放" in "".join(letter["lines"])


def test_whose_benefit_ended_with_the_only_person_gets_the_returned_month_on_another_account(town):
    stage, clerk = granted(town, ALONE)
    whole = stage.family.case()["documents"]["decision"]["amount_fen"]
    came_back(stage, town, "2023-01-02")
    until(town, "2023-01-10")
    tells(town, ALONE.residents[0].identity_number)
    checks(stage, clerk, (0, "dead"))
    decides_death(stage)
    until(town, "2023-02-06")
    assert stage.family.case()["state"] == "ended"
    is_given_another_account(stage, COUNTY)
    assert paid(stage, "2023-03-10") == [("2023-01", "regular", whole)]
    assert paid(stage, "2023-04-10") == [("2023-01", "regular", whole)]


def tells_phone(stage, number):
    return stage.family.does("correction", phone=number)


def test_a_family_reaches_us_with_what_is_new_while_its_benefit_is_examined_and_leaves(town):
    stage, clerk = granted(town, MOTHER_OF_TWO)
    until(town, "2023-01-02")
    tells_change(stage, "income")
    assert "提出意见" in tells_phone(stage, "13900000001")["next"]
    finds(stage, clerk, "propose_end", ground="income")
    assert "由县级民政部门决定" in tells_phone(stage, "13900000002")["next"]
    decides(stage)
    stage.later(minutes=1)
    assert "停止发放" in tells_phone(stage, "13900000003")["next"]
    another = stage.family.does("correction", account=stage.family.account("another"))
    assert "核对新的收款账户" in another["next"]


def test_while_the_end_is_posted_too(town):
    stage, *_ = ending(town)
    assert "公示至" in tells_phone(stage, "13900000004")["next"]

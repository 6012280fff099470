"""A benefit whose end is decided: paid until its month is over, and closed when all is settled."""

from __future__ import annotations

from local.families import MOTHER_OF_TWO
from tests.api.test_benefit_changes import COUNTY, decides, finds, tells_change
from tests.api.test_deaths import ELDER, REST, WHOLE, checks, granted, paid, tasks, tells, until
from tests.api.test_deaths import decides as decides_death
from tests.api.test_relatives import tasks_of


def leaving(town):
    """A benefit whose end is decided on 2 January, and whose January waits for its release."""
    stage, clerk = granted(town, MOTHER_OF_TWO)
    until(town, "2023-01-02")
    tells_change(stage, "income")
    finds(stage, clerk, "propose_end", ground="income")
    decides(stage)
    stage.later(minutes=1)
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

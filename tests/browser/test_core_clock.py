"""A phone whose clock is years off is served as every other: the service says what time it is."""

from __future__ import annotations

from datetime import date

import pytest

from local.population.numbers import numbered
from tests.browser.applying import begins, fills_in
from tests.browser.test_follow_helpers import asks

OFF = (-730, 1, 730)
"""Days by which a phone's clock is ahead of the service's."""
SPREAD = """async (retryAfter) => {
  const { run } = await import('/phone/engine/scripts.js');
  const { spread } = run('api/pauses.js');
  return Array.from({ length: 400 }, () => spread(600, retryAfter));
}"""


@pytest.fixture
def odd(person, days):
    """A phone whose clock is off by so many days."""
    person.has_a_clock_ahead(days)
    return person


@pytest.mark.parametrize("days", [-730, 730])
def test_an_application_is_filled_in_and_handed_in(odd, tmp_path):
    begins(odd)
    fills_in(odd, tmp_path)
    odd.is_at("check")
    odd.does_not_see("正在把您填的")
    odd.tap("交上去")
    odd.is_at("receipt")
    sent = [one["url"] for one in odd.calls("request")]
    assert len([url for url in sent if "/sessions/" in url]) <= 2


@pytest.mark.parametrize("days", OFF)
def test_a_helper_is_asked_for_as_long_as_is_possible(odd, days, town):
    odd.open("/pages/helpers/helpers")
    asks(odd, numbered("1950-03-09", 400 + OFF.index(days)), "12 个月")
    (asked,) = [one for one in odd.calls("request") if "until" in (one.get("data") or {})]
    today = town.clock.now().date()
    assert date.fromisoformat(asked["data"]["until"]) == today.replace(year=today.year + 1)


@pytest.mark.parametrize("days", OFF)
def test_what_time_it_is_stays_known_when_the_app_is_opened_again_without_a_network(odd, days):
    odd.open("/pages/cases/cases")
    odd.sees("这里还没有您的申请。")
    odd.close_and_open()
    odd.offline()
    told = odd.page.evaluate(
        "import('/phone/engine/scripts.js').then(({ run }) => run('api/clock.js').now())"
    )
    real = odd.page.evaluate("phone.now()")
    assert abs(told - real + days * 86_400_000) < 120_000


def test_who_are_told_when_to_ask_again_do_not_all_ask_in_that_second(person):
    person.open()
    for named in (0, 1, 5):
        drawn = person.page.evaluate(SPREAD, named)
        least = max(named * 1000, 300)
        assert least <= min(drawn)
        assert max(drawn) <= least + max(named * 1000, 600) / 2
        assert max(drawn) - min(drawn) > 0.4 * max(named * 1000, 600)

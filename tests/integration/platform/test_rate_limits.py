"""A route that anybody may use is used so often and no oftener by one account or one address."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.platform.http import DAY, MINUTE, NO_SUBJECT, Audience, RateLimit, Route
from chalicelib.platform.http.rate_limits import enforce, network_of
from tests.conftest import MONDAY
from tests.integration.platform.toy_api import Said

NAME = "GET /v1/x"
TWICE_A_MINUTE, TWICE_A_DAY = RateLimit("address", 2, MINUTE), RateLimit("account", 2, DAY)
HERE, THERE = "203.0.113.7", "203.0.113.8"
SECOND = timedelta(seconds=1)


def asks(limit=TWICE_A_MINUTE, account="aciti", address=HERE, now=MONDAY, name=NAME):
    enforce(name, [limit], account, address, now)


def refused(**more):
    with pytest.raises(Refused, match=r"request\.rate_limited") as refused:
        asks(**more)
    return refused.value.figures


def test_one_more_than_the_limit_is_told_when_to_try_again(quiet):
    asks()
    asks(now=MONDAY + 20 * SECOND)
    assert refused(now=MONDAY + 20.5 * SECOND) == {"seconds": 40, "at": "2022-12-19 09:01"}
    assert refused(now=MONDAY + 59 * SECOND)["seconds"] == 1
    asks(now=MONDAY + 60 * SECOND)


def test_a_day_is_one_of_asia_shanghai(quiet):
    midnight = datetime(2022, 12, 19, 16, tzinfo=UTC)
    asks(TWICE_A_DAY)
    asks(TWICE_A_DAY, now=midnight - SECOND)
    assert refused(limit=TWICE_A_DAY, now=midnight - SECOND)["at"] == "2022-12-20 00:00"
    asks(TWICE_A_DAY, now=midnight)


def test_others_elsewhere_and_other_routes_are_counted_apart(quiet):
    asks()
    asks()
    for other in ({"address": THERE}, {"name": "GET /v1/y"}, {"limit": TWICE_A_DAY}):
        asks(**other)
    refused()


def test_an_account_is_counted_wherever_it_is_and_an_address_whoever_asks(quiet):
    asks(TWICE_A_DAY)
    asks(TWICE_A_DAY, address=THERE)
    refused(limit=TWICE_A_DAY, address="203.0.113.9")
    asks()
    asks(account="aother")
    refused(account="athird")


def test_where_no_address_is_known_nobody_is_counted(quiet):
    for _ in range(3):
        asks(address="")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (HERE, HERE),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("None", ""),
        ("unknown", ""),
    ],
)
def test_of_ipv6_the_network_is_counted_since_its_holder_chooses_the_rest(address, network):
    assert network_of(address) == network


def test_no_address_is_kept_in_clear(quiet):
    asks()
    items = str(quiet.table_items("cases"))
    assert "BOUND#GET /v1/x#" in items
    assert HERE not in items


def test_a_public_route_counts_no_account():
    refused = {"check": NO_SUBJECT, "act": lambda _call: Said(text=""), "answer": Said}
    with pytest.raises(TypeError, match="no account that could be counted"):
        Route("GET", "/v1/x", Audience.PUBLIC, **refused, rate_limits=(TWICE_A_DAY,))

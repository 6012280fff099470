"""Rate limits: how many requests one account may send, or one address, within a window.

Counted in fixed windows that begin with a minute or a day of Asia/Shanghai. The stage's throttle
of API Gateway stands before it, for all requests together. Of the address only a keyed hash is
stored, until a little after the window ends.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Literal

from chalicelib.domain.dates import SHANGHAI, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.platform.http import keys
from chalicelib.platform.store import identifiers, table

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NETWORK = 64
"""How many bits of an IPv6 address name one customer; the rest they choose themselves."""


@dataclass(frozen=True)
class RateLimit:
    """At most so many requests of a route by one account or from one address, within a window."""

    of: Literal["account", "address"]
    most: int
    window: timedelta

    def __str__(self) -> str:
        return f"{self.most} a {'minute' if self.window == MINUTE else 'day'} of one {self.of}"


def network_of(address: str) -> str:
    """Where a request came from, as it is counted: an IPv4 address, or the network of an IPv6 one;
    empty for what is no address."""
    try:
        version = ip_address(address).version
    except ValueError:
        return ""
    return address if version == 4 else str(ip_network((address, NETWORK), strict=False))


def enforce(
    name: str, limits: Iterable[RateLimit], account: str, address: str, now: datetime
) -> None:
    """Count a request of the route `name`.

    Refused("request.rate_limited", seconds to wait, at: when) where it is one too many.
    """
    for limit in limits:
        who = account if limit.of == "account" else address
        if not who:
            continue
        until = _until(now, limit.window)
        place = keys.bound(name, identifiers.keyed_hash(limit.of, who), instant_text(until))
        if table.count(place, ["count"], until + MINUTE)["count"] > limit.most:
            wait = math.ceil((until - now).total_seconds())
            at = until.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
            raise Refused("request.rate_limited", seconds=wait, at=at)


def _until(now: datetime, window: timedelta) -> datetime:
    """When the window ends in which `now` lies."""
    local = now.astimezone(SHANGHAI).replace(tzinfo=UTC)
    begun = local - (local - datetime.min.replace(tzinfo=UTC)) % window
    return (begun + window).replace(tzinfo=SHANGHAI)

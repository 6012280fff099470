"""The departments as this deployment reaches them, made from settings and secrets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from tempfile import mkstemp

from chalicelib.domain.errors import Refused
from chalicelib.platform.aws.secrets import secret
from chalicelib.platform.partners.addresses import address
from chalicelib.platform.partners.departments.asking import Departments
from chalicelib.platform.partners.departments.circuit_breaker import BreakerLimits, CircuitBreaker
from chalicelib.platform.partners.departments.exchange import Exchange
from chalicelib.platform.partners.departments.index import Index
from chalicelib.platform.runtime import clock
from chalicelib.platform.runtime.settings import settings
from chalicelib.policy import Source


def departments(
    sources: Sequence[Source], deadline: timedelta, limits: BreakerLimits
) -> Departments:
    """The departments that hold data on families, all asked within `deadline`.

    The secret may hold `certificate`, `certificate_key` and `authority` (PEM) for mutual TLS.
    """
    values = secret(settings().need("sources_secret_arn"))
    exchange = Exchange(
        address("sources_base_url"),
        values["app_id"],
        values["keys"],
        clock.current(),
        certificate=_file(values.get("certificate", "")),
        certificate_key=_file(values.get("certificate_key", "")),
        authority=_file(values.get("authority", "")),
    )
    circuit_breaker = CircuitBreaker(limits, clock.current())
    return Departments(exchange, sources, deadline, clock.current(), circuit_breaker, Index())


def source_key(source: str) -> str:
    """The key, in base64, with which a department signs what it brings itself.

    Refused("source.not_found") where we share none with it.
    """
    keys = secret(settings().need("sources_secret_arn"))["keys"]
    if source not in keys:
        raise Refused("source.not_found")
    return str(keys[source])


@lru_cache(maxsize=8)
def _file(pem: str) -> str:
    """The name of a file, readable by nobody else, with this content; none for no content."""
    if not pem:
        return ""
    handle, name = mkstemp(suffix=".pem")
    with os.fdopen(handle, "w") as file:
        file.write(pem)
    return name

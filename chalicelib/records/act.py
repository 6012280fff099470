"""Who does something, when, under which law, and which request asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import Broken
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.records.law import Law


@dataclass(frozen=True)
class Act:
    """The cause of a change of a record.

    `once` is the idempotency key of the request that the change answers; what follows by itself,
    or from the clock, has none.
    """

    actor: Actor
    now: datetime
    law: Law
    idempotency_key: IdempotencyKey | None = None

    @property
    def request(self) -> IdempotencyKey:
        """The idempotency key; Broken("request.no_key") for what no request asked for."""
        if self.idempotency_key is None:
            raise Broken("request.no_key")
        return self.idempotency_key

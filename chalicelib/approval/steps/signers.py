"""Relatives who owe support and sign in tekun: what staff record of them, and wait for.

Whoever proposes a grant has every such relative's signature and proof, or a record of why there is
none (43号, art. 10).
"""

from __future__ import annotations

from datetime import date

from chalicelib.approval.contract import SupporterFinding
from chalicelib.case import deaths, supporters, transitions
from chalicelib.case.case import Case, Step
from chalicelib.domain import names
from chalicelib.domain.dates import day_of, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.records.act import Act


def excuse_supporter(case: Case, finding: SupporterFinding, act: Act) -> Case:
    """Record why a relative who owes support does not sign: the case goes on without.

    Refused("request.invalid") for the number of nobody who must still sign.
    """
    record = {**finding.model_dump(mode="json"), "by": act.actor.id, "at": instant_text(act.now)}

    def decide(found: Case) -> tuple[str, Step]:
        if finding.supporter not in supporters.unsigned(found, day_of(act.now)):
            errors = [{"pointer": "/supporter", "code": "approval.no_such_supporter"}]
            raise Refused("request.invalid", errors=errors)
        documents = {supporters.NAME: supporters.excused(found, finding.supporter, record)}
        return "excuse_supporter", Step(
            documents=documents,
            why=record,
            idempotency_key=act.idempotency_key,
            version=finding.version,
        )

    return transitions.change(case, decide, act)


def cannot(case: Case, act: Act) -> frozenset[str]:
    """Nobody is excused where every relative who owes support signed, or none does."""
    unsigned = supporters.unsigned(case, day_of(act.now))
    return frozenset() if unsigned else frozenset({"excuse_supporter"})


def all_signed(case: Case, day: date) -> None:
    """Refused("approval.supporters_unsigned") with the masked names of those who did not sign."""
    left = supporters.unsigned(case, day).values()
    if left:
        masked_names = "、".join(names.masked(one["name"]) for one in left)
        raise Refused("approval.supporters_unsigned", names=masked_names)


def to_somebody(case: Case) -> None:
    """Refused("approval.nobody_left") where everybody in the case is reported dead."""
    if deaths.all_reported_dead(case.document):
        raise Refused("approval.nobody_left")

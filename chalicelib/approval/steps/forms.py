"""What somebody recorded or decided, as a step of the case: the document, who said it and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.case.contract import VersionedDecision
from chalicelib.domain.actors import Actor
from chalicelib.domain.dates import instant_text
from chalicelib.records.act import Act


def advance(case: Case, event: str, name: str, model: BaseModel, act: Act) -> Case:
    """Record what was sent in as the document `name`, and let `event` happen to the case."""
    return transitions.advance(case, event, act, step_of(name, model, act))


def _version(model: BaseModel) -> int | None:
    """The version of the case upon which something was decided; what is only recorded has none."""
    return model.version if isinstance(model, VersionedDecision) else None


def step_of(name: str, model: BaseModel, act: Act) -> Step:
    """The step with the document of that name, for the version read."""
    document = signed(model, act.actor, act.now)
    return Step(
        documents={name: document},
        why=document,
        idempotency_key=act.idempotency_key,
        version=_version(model),
    )


def signed(model: BaseModel, actor: Actor, now: datetime) -> dict[str, Any]:
    """What was sent in, with who said it and when."""
    return {**model.model_dump(mode="json"), "by": actor.id, "at": instant_text(now)}

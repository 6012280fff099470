"""How a change to a case is registered as a route, and answered: where the case stands then."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.case.access import case_of_earlier_request, office_case
from chalicelib.case.case import Case
from chalicelib.platform.http import Audience, Call, Router
from chalicelib.platform.models import ApiModel
from chalicelib.records.requests import act_of


class CaseState(ApiModel):
    """Where the case stands after what was done."""

    case_id: str
    state: str


def state_of(case: Case) -> CaseState:
    """Where a case stands."""
    return CaseState(case_id=case.id, state=case.record.state)


def again(call: Call, _kind: str, case_id: str, _seq: int) -> CaseState:
    """The answer to a change that was made before."""
    return state_of(case_of_earlier_request(call.actor, case_id))


def staff_change(api: Router, path: str, body: type, change_of: Callable[..., Case]) -> None:
    """Register a change that staff make to a case by a function of a capability."""

    def change(call: Call) -> CaseState:
        return state_of(change_of(call.subject, call.body, act_of(call)))

    change.__name__ = change_of.__name__
    change.__doc__ = change_of.__doc__
    api.post(
        path,
        audience=Audience.STAFF,
        check=office_case,
        body=body,
        answer=CaseState,
        repeated=again,
    )(change)

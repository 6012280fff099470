"""What a finance clerk sees and decides. The API writes no money: a worker carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from chalice.app import Blueprint

from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.areas import is_within
from chalicelib.domain.dates import Month, day_of, day_words, instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.payments import contract, service, store
from chalicelib.payments.bank import discrepancies
from chalicelib.payments.disbursement import releases
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND, RELEASE_KIND
from chalicelib.payments.formats.documents import DecisionDetails, Discrepancy, HeldBy, Release
from chalicelib.payments.rules import PaymentLine
from chalicelib.payments.states import WAITING
from chalicelib.payments.store import PAYMENT, RUN
from chalicelib.platform.border.secret_json import revealed
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router, fresh
from chalicelib.records import document, kind
from chalicelib.records.change import Version
from chalicelib.records.kind import Kind
from chalicelib.records.law import due_note
from chalicelib.records.requests import act_of
from chalicelib.words import say

bp = Blueprint(__name__)
api = Router(bp)

W = TypeVar("W", Release, Discrepancy)


def _check(kind_: Kind[W]) -> Callable[[Actor, Mapping[str, str]], Version[W]]:
    """The record of a route, for a finance clerk of its county or whoever it went up to; else not
    found."""

    def check(actor: Actor, path: Mapping[str, str]) -> Version[W]:
        found = kind.load(kind_, path[f"{kind_.name}_id"])
        if not _may(kind_, found, actor):
            raise Refused("payments.not_found")
        return found

    return check


def _may(kind_: Kind[W], found: Version[W], actor: Actor) -> bool:
    """Whoever may do its task; once it was done the finance clerks and leaders of its county, and
    of an office above whoever did it."""
    if kind.tasks_of(kind_, found.record):
        return kind.has_task_for(kind_, found.record, actor)
    if actor.role is not Role.STAFF or not actor.posts & {Post.FINANCE, Post.LEADER}:
        return False
    county, did = str(found.clear["county"]), found.document.decided_by == actor.id
    return actor.office == county or (did and is_within(county, actor.office))


RELEASE = _check(RELEASE_KIND)
DISCREPANCY = _check(DISCREPANCY_KIND)


def books_of(actor: Actor, path: Mapping[str, str]) -> tuple[str, str]:
    """County and period of the books of the clerk's own county; not found for any other."""
    if actor.office != path["county"] or not actor.posts & {Post.FINANCE, Post.LEADER}:
        raise Refused("payments.not_found")
    try:
        return actor.office, str(Month.parse(path["period"]))
    except Refused:
        raise Refused("payments.not_found") from None


@api.get("/v1/releases", audience=Audience.STAFF, check=NO_SUBJECT, answer=contract.Releases)
def waiting(call: Call) -> contract.Releases:
    """What waits for the finance clerks of the own county, the most urgent first."""
    found = kind.waiting(RELEASE_KIND, call.actor)
    return contract.Releases(releases=[contract.ReleaseLine(**_line(one)) for one in found])


@api.get(
    "/v1/releases/{release_id}",
    audience=Audience.STAFF,
    check=RELEASE,
    answer=contract.ReleaseView,
    query=("after",),
)
def read(call: Call) -> contract.ReleaseView:
    """What waits, with its lines."""
    return _view(call.subject, call.query.get("after", ""))


@api.post(
    "/v1/releases/{release_id}/release",
    audience=Audience.STAFF,
    check=fresh(RELEASE),
    body=contract.Release,
    answer=contract.ReleaseLine,
    repeated=lambda call, *_: contract.ReleaseLine(**_line(RELEASE(call.actor, call.path))),
)
def release(call: Call) -> contract.ReleaseLine:
    """Release the money to the bank, or hold it, saying why; needs a fresh sign-in."""
    body = call.body
    fields = revealed(body)
    why: dict[str, Any] = {
        name: fields[name] for name in ("reason", "account", "holder") if name in fields
    }
    said = document.from_json(DecisionDetails, why, DecisionDetails.schema())
    seen = (body.count, body.sum_fen)
    decided = releases.decide(call.subject, body.decision, seen, said, act_of(call))
    return contract.ReleaseLine(**_line(decided))


@api.get(
    "/v1/discrepancies",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    answer=contract.Discrepancies,
)
def doubtful(call: Call) -> contract.Discrepancies:
    """What the bank's statements say that nobody can book, by file and line."""
    found = kind.waiting(DISCREPANCY_KIND, call.actor)
    return contract.Discrepancies(discrepancies=[_discrepancy(one) for one in found])


@api.post(
    "/v1/discrepancies/{discrepancy_id}/settlement",
    audience=Audience.STAFF,
    check=DISCREPANCY,
    body=contract.Settlement,
    answer=contract.DiscrepancyLine,
    repeated=lambda call, *_: _discrepancy(DISCREPANCY(call.actor, call.path)),
)
def settle(call: Call) -> contract.DiscrepancyLine:
    """Say what came of asking the bank; what it then puts right is booked by itself."""
    settled = discrepancies.settle(call.subject, call.body.reason, act_of(call))
    return _discrepancy(settled)


@api.get(
    "/v1/books/{county}/{period}",
    audience=Audience.STAFF,
    check=books_of,
    answer=contract.Books,
)
def read_books(call: Call) -> contract.Books:
    """What was ordered from the bank for a month, paid, returned, and not answered for."""
    county, period = call.subject
    found = service.books(county, period)
    return contract.Books(
        county=county,
        period=period,
        ordered_fen=found.ordered_fen,
        paid_fen=found.paid_fen,
        returned_fen=found.returned_fen,
        difference_fen=found.difference_fen,
        unanswered=service.unanswered(county, period),
    )


def _line(found: Version[Release]) -> dict[str, object]:
    returned = "payment" in found.clear
    reason = found.document.because
    held, again = _held(found)
    return {
        "release_id": found.id,
        "about": "returned" if returned else "run",
        "period": found.clear["period"],
        "count": found.document.count,
        "sum_fen": found.document.sum_fen,
        **({"due": again, "due_note": ""} if again else _due(RELEASE_KIND, found)),
        "state": "held" if again else found.state,
        "held_by": held.by if held else "",
        "held_words": _held_words(held, again),
        "reason_words": say(f"payments.reason_{reason}") if reason else "",
    }


def _due(kind_: Kind[W], found: Version[W]) -> dict[str, str]:
    """By when it is to be done; nothing once it was."""
    task = next(iter(kind.tasks_of(kind_, found.record)), None)
    if task is None:
        return {"due": "", "due_note": ""}
    return {"due": instant_text(task.check), "due_note": due_note(task.counted_until)}


def _held(found: Version[Release]) -> tuple[HeldBy | None, str]:
    """Who held a release, or the one before it, and why; and until when ("": it waits anew)."""
    again = str(found.clear.get("again_at", ""))
    return (releases.held_by(found) if again else found.document.held), again


def _held_words(held: HeldBy | None, again: str) -> str:
    if not held:
        return ""
    at = day_words(day_of(parse_instant(again))) if again else ""
    code = "payments.held_until" if again else "payments.held_before"
    return say(code, reason=held.reason, at=at)


def _discrepancy(found: Version[Discrepancy]) -> contract.DiscrepancyLine:
    said = found.document
    return contract.DiscrepancyLine(
        discrepancy_id=found.id,
        file=said.file,
        period=found.clear["period"],
        count=said.count,
        faults=[contract.StatementFault(row=one.row, words=say(one.code)) for one in said.faults],
        **_due(DISCREPANCY_KIND, found),
        state=found.state,
    )


def _view(found: Version[Release], after: str) -> contract.ReleaseView:
    if "payment" in found.clear:
        page = [store.shown_line(kind.load(PAYMENT, found.clear["payment"]))]
    else:
        page = store.shown_lines(kind.load(RUN, found.clear["run"]), after)
    more = page[-1][0].reference if len(page) == store.PAGE else None
    waits = found.state == WAITING  # for what is counted; not for what was given up before
    page = [one for one in page if not waits or one[0].state != "cancelled"]
    lines = [_payment_line(line, shown) for line, shown in page]
    return contract.ReleaseView(**_line(found), lines=lines, next=more)


def _payment_line(line: PaymentLine, shown: Mapping[str, Any]) -> contract.PaymentLineView:
    doubtful = shown.get("account_doubtful", False)
    return contract.PaymentLineView(
        reference=line.reference,
        amount_fen=line.amount_fen,
        state=line.state,
        label=shown["label"],
        account_tail=shown["account_tail"],
        account_note=say("note.card_check") if doubtful else "",
        holder=shown.get("holder", ""),
    )

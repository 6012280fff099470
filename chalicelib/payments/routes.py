"""What a finance clerk sees and decides. The API writes no money: a worker carries out."""

from __future__ import annotations

from typing import Any

from chalicelib.payments import contract, service
from chalicelib.payments.bank import discrepancies
from chalicelib.payments.disbursement import releases
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND, RELEASE_KIND
from chalicelib.payments.formats.documents import DecisionDetails, Discrepancy
from chalicelib.payments.reading.access import DISCREPANCY, RELEASE, books_of
from chalicelib.payments.reading.shown import due, release_line, release_view
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router, fresh
from chalicelib.platform.models.secret_json import revealed
from chalicelib.records import document, kind
from chalicelib.records.change import Version
from chalicelib.records.requests import act_of
from chalicelib.words import say

api = Router()


@api.get("/v1/releases", audience=Audience.STAFF, check=NO_SUBJECT, answer=contract.Releases)
def waiting(call: Call) -> contract.Releases:
    """What waits for the finance clerks of the own county, the most urgent first."""
    found = kind.waiting(RELEASE_KIND, call.actor)
    return contract.Releases(releases=[contract.ReleaseLine(**release_line(one)) for one in found])


@api.get(
    "/v1/releases/{release_id}",
    audience=Audience.STAFF,
    check=RELEASE,
    answer=contract.ReleaseView,
    query=("after",),
)
def read(call: Call) -> contract.ReleaseView:
    """What waits, with its lines."""
    return release_view(call.subject, call.query.get("after", ""))


@api.post(
    "/v1/releases/{release_id}/release",
    audience=Audience.STAFF,
    check=fresh(RELEASE),
    body=contract.Release,
    answer=contract.ReleaseLine,
    repeated=lambda call, *_: contract.ReleaseLine(**release_line(RELEASE(call.actor, call.path))),
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
    return contract.ReleaseLine(**release_line(decided))


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


def _discrepancy(found: Version[Discrepancy]) -> contract.DiscrepancyLine:
    said = found.document
    return contract.DiscrepancyLine(
        discrepancy_id=found.id,
        file=said.file,
        period=found.clear["period"],
        count=said.count,
        faults=[contract.StatementFault(row=one.row, words=say(one.code)) for one in said.faults],
        **due(DISCREPANCY_KIND, found),
        state=found.state,
    )

"""One case for staff: where it stands, what may be done, what was declared and found, what was
written, paid and looked at. People are masked until a purpose is chosen; each look is recorded."""

from __future__ import annotations

from typing import Any

from chalicelib.applications.signatures.still_open import to_sign
from chalicelib.case import letters, looks, step_context, step_pages
from chalicelib.case.access import office_case
from chalicelib.case.case import Case
from chalicelib.casefile import service
from chalicelib.casefile.reading import acts, declared
from chalicelib.casefile.report.contents import compared, contents
from chalicelib.casefile.report.view import ReportView, unnamed
from chalicelib.casefile.timeline import timelines
from chalicelib.directory.offices import routing
from chalicelib.directory.sessions import authenticators
from chalicelib.domain.dates import SHANGHAI
from chalicelib.domain.errors import Refused
from chalicelib.oversight import service as oversight
from chalicelib.payments.reading.access import keeps_books
from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.records.law import law_on
from chalicelib.records.requests import act_of
from chalicelib.words import say

pages = Pages("casefile")

TABS = {
    "": "tab",
    "found": "tab_found",
    "acts": "tab_acts",
    "letters": "tab_letters",
    "money": "tab_money",
    "looks": "tab_looks",
}
"""The parts of a case by the last part of their address, and what each is called."""


def _purpose(call: Call) -> str:
    """For what somebody looks; Refused("request.purpose") for what is no purpose."""
    purpose = call.query.get("purpose", "")
    if purpose and purpose not in service.PURPOSES:
        raise Refused("request.purpose")
    return purpose


def _shown(call: Call, tab: str, **values: Any) -> Shown:
    """A page of a case with what stands above each: which case, and for what one looks."""
    case: Case = call.subject
    head = {
        "id": case.id,
        "receipt": str(case.record.clear["receipt"]),
        "scheme": case.scheme,
        "state": str(case.record.state),
        "office": routing.office_name(case.office),
    }
    return Shown(
        "desk.case.title",
        figures={"receipt": head["receipt"]},
        values={
            "case": head,
            "tab": tab,
            "tabs": TABS,
            "purpose": call.query.get("purpose", ""),
            "purposes": sorted(service.PURPOSES),
            **values,
        },
    )


def _report(call: Call) -> ReportView | None:
    """What departments answered, its people masked where no purpose is named; None before."""
    if not call.subject.doc("report").get("rounds"):
        return None
    view = service.report_of(call.subject, law_on(call.now))
    return view if _purpose(call) else unnamed(view)


@pages.page(
    "/desk/cases/{case_id}",
    audience=Audience.STAFF,
    check=office_case,
    template="case.html",
    query=("purpose",),
)
def overview(call: Call) -> Shown:
    """Where the case stands, who has it, what may be done now, what was declared, what happened."""
    case, purpose, law = call.subject, _purpose(call), law_on(call.now)
    oversight.look(case, call.actor, purpose, call.now, law)
    view, application = _report(call), service.declared(case, purpose)
    return _shown(
        call,
        "",
        timeline=timelines.timeline(case, call.now, law, to_family=False, with_money=False),
        tasks=list(step_context.takeable(case, act_of(call))),
        possible=step_pages.possible(case, call),
        application=application,
        circumstances=[declared.circumstances(one) for one in application["members"]],
        declared=declared.rows(application),
        compared=compared(view) if view else [],
        assessment=case.doc("assessment"),
        notes=service.notes(case),
        board=acts.board(case),
        to_sign=to_sign(case, law.day, whole=bool(purpose)),
    )


BESIDE = (
    *("identity-checks", "helpers", "relatives", "delegations", "books", "sources"),
    "authenticators",
)
"""What staff do beside cases, by the last part of its address."""


@pages.page(
    "/desk/more",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    template="read.html",
    folder="platform/pages",
)
def more(call: Call) -> Shown:
    """What is done beside cases, and where, by whoever asks."""
    may = {
        "books": keeps_books(call.actor),
        "authenticators": authenticators.asked_of(call.actor.office, call.now),
    }
    theirs = [one for one in BESIDE if may.get(one, True)]
    links = [(f"/desk/{one}", say(f"desk.more.{one.replace('-', '_')}")) for one in theirs]
    links.append((f"/desk/notices/{call.actor.office}", say("desk.more.notices")))
    return Shown("desk.more.title", values={"facts": [], "links": links})


@pages.page(
    "/desk/cases/{case_id}/phone",
    audience=Audience.STAFF,
    check=office_case,
    template="phone.html",
)
def phone(call: Call) -> Shown:
    """The family's number, to be called with one tap, and what to say; the look is recorded."""
    case, law = call.subject, law_on(call.now)
    oversight.look(case, call.actor, "call_back", call.now, law, what="phone")
    said = {"office": routing.contact_name(case.office), "receipt": case.record.clear["receipt"]}
    script = [str(one.amount).format(**said) for one in law.parameters.every("call_back.script")]
    number = case.doc("application")["phone"]
    return _shown(call, "phone", phone=number, script=script)


@pages.page(
    "/desk/cases/{case_id}/found",
    audience=Audience.STAFF,
    check=office_case,
    template="found.html",
    query=("purpose",),
)
def found(call: Call) -> Shown:
    """What departments answered, beside what was declared, and what each difference means."""
    case, purpose = call.subject, _purpose(call)
    view = _report(call)
    at = call.now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    tables = contents(view, call.actor.id, at) if view else []
    oversight.look(case, call.actor, purpose, call.now, law_on(call.now), what="report")
    return _shown(call, "found", tables=tables)


@pages.page(
    "/desk/cases/{case_id}/acts",
    audience=Audience.STAFF,
    check=office_case,
    template="acts.html",
    query=("purpose",),
)
def recorded(call: Call) -> Shown:
    """What was recorded of calls, visits, explanations, opinions, notices and objections."""
    case, purpose = call.subject, _purpose(call)
    oversight.look(case, call.actor, purpose, call.now, law_on(call.now))
    return _shown(call, "acts", acts=acts.acts(case, purpose), board=acts.board(case))


@pages.page(
    "/desk/cases/{case_id}/letters",
    audience=Audience.STAFF,
    check=office_case,
    template="letters.html",
)
def written(call: Call) -> Shown:
    """Every letter to the family."""
    looks.record(call.subject, call.actor, "", call.now)
    return _shown(call, "letters", letters=letters.read(call.subject, to_family=False))


@pages.page(
    "/desk/cases/{case_id}/money",
    audience=Audience.STAFF,
    check=office_case,
    template="money.html",
)
def money(call: Call) -> Shown:
    """What was paid, and what is to come: who has it, and by when it is there."""
    case, law = call.subject, law_on(call.now)
    looks.record(case, call.actor, "", call.now)
    timeline = timelines.timeline(case, call.now, law, to_family=False)
    return _shown(call, "money", timeline=timeline)


@pages.page(
    "/desk/cases/{case_id}/looks",
    audience=Audience.STAFF,
    check=office_case,
    template="looks.html",
)
def who_looked(call: Call) -> Shown:
    """Who of the staff looked at the case, when and for what."""
    looks.record(call.subject, call.actor, "", call.now)
    return _shown(call, "looks", looks=looks.history(call.subject))


@pages.page(
    "/desk/cases/{case_id}/papers/{digest}",
    audience=Audience.STAFF,
    check=office_case,
    template="for_what.html",
    query=("purpose",),
)
def paper(call: Call) -> Shown:
    """A photo or file of the case, by a link that ends after five minutes; it is opened for a
    purpose, and the look is recorded."""
    case, purpose, digest = call.subject, _purpose(call), call.path["digest"]
    link = service.link_to_paper(case, digest, call.actor.id)
    if not purpose:
        return _shown(call, "paper", digest=digest)
    oversight.look(case, call.actor, purpose, call.now, law_on(call.now), what=oversight.PAPER)
    return Shown(to=link)


@pages.page(
    "/desk/cases/{case_id}/sheet",
    audience=Audience.STAFF,
    check=office_case,
    template="sheet.html",
    query=("purpose", "sheet"),
)
def printed(call: Call) -> Shown:
    """The report on paper, by a link that ends after five minutes; where it is still being drawn,
    a page says so, and leads on to it."""
    case, purpose, number = call.subject, _purpose(call), call.query.get("sheet", "")
    view = service.report_of(case, law_on(call.now))
    view = view if purpose else unnamed(view)
    oversight.look(case, call.actor, purpose, call.now, law_on(call.now), what="pdf")
    if number:
        found = service.ordered_sheet(case, view, call.actor, call.now, number)
    else:
        found = service.order_sheet(case, view, call.actor, call.now)
    return Shown(to=found.url) if found.url else _shown(call, "sheet", number=found.number)

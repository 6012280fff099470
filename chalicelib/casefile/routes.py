"""Reading cases."""

from __future__ import annotations

from urllib.parse import urlencode

from chalicelib.case.access import office_case, own_case, visible_case
from chalicelib.casefile import service
from chalicelib.casefile.contract import (
    CaseList,
    CaseView,
    Findings,
    Letters,
    PaperLink,
    PrintedReport,
    Report,
    ReportFile,
    Timeline,
)
from chalicelib.casefile.reading.findings import findings_of
from chalicelib.casefile.reading.letters import letters_of
from chalicelib.casefile.report.view import ReportView, unnamed
from chalicelib.casefile.timeline import timelines
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Refused
from chalicelib.oversight import service as oversight
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.records.law import law_on

api = Router()


@api.get("/v1/cases", audience=Audience.CITIZEN, check=NO_SUBJECT, answer=CaseList)
def own_cases(call: Call) -> CaseList:
    """The own cases."""
    return CaseList(cases=service.own_cases(call.actor.id, call.now, law_on(call.now)))


@api.get(
    "/v1/cases/{case_id}",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=visible_case,
    answer=CaseView,
    query=("purpose",),
)
def read(call: Call) -> CaseView:
    """The case. Staff see identifying numbers only for a purpose; each look is recorded."""
    purpose, law = _purpose(call), law_on(call.now)
    if _own_or_noted(call, purpose):
        return service.own_view(call.subject, call.now, law)
    return service.view(call.subject, call.now, law, purpose)


def _purpose(call: Call) -> str:
    """For what a member of staff looks; Refused("request.purpose") for what is no purpose."""
    purpose = call.query.get("purpose", "")
    if purpose and purpose not in service.PURPOSES:
        raise Refused("request.purpose")
    return purpose


def _own_or_noted(call: Call, purpose: str = "", what: str = "case") -> bool:
    """Whether the family itself reads; that anybody else does is recorded."""
    own = call.actor.role is Role.CITIZEN
    if not own:
        oversight.look(call.subject, call.actor, purpose, call.now, law_on(call.now), what)
    return own


@api.get(
    "/v1/cases/{case_id}/timeline",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=visible_case,
    answer=Timeline,
)
def timeline(call: Call) -> Timeline:
    """Where the case is, who has it, by when, and what the family must do."""
    law = law_on(call.now)
    return timelines.timeline(call.subject, call.now, law, to_family=_own_or_noted(call))


@api.get(
    "/v1/cases/{case_id}/letters",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=visible_case,
    answer=Letters,
)
def read_letters(call: Call) -> Letters:
    """Every letter of the case; staff read the name masked."""
    to_family = _own_or_noted(call)
    return Letters(letters=letters_of(call.subject, law_on(call.now), to_family=to_family))


@api.get(
    "/v1/cases/{case_id}/findings",
    audience=Audience.CITIZEN,
    check=own_case,
    answer=Findings,
)
def read_findings(call: Call) -> Findings:
    """What was found otherwise than declared, to be explained or disputed."""
    return findings_of(call.subject, call.now, law_on(call.now))


@api.get(
    "/v1/cases/{case_id}/papers/{digest}",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=visible_case,
    answer=PaperLink,
    query=("purpose",),
)
def read_paper(call: Call) -> PaperLink:
    """A photo or file of the case, by a link that ends after five minutes; to a helper only what
    they uploaded. Staff open it for a purpose; the look is recorded."""
    link = service.link_to_paper(call.subject, call.path["digest"], call.actor.id)
    _own_or_noted(call, _purpose(call), what=oversight.PAPER)
    return PaperLink(url=link)


@api.get(
    "/v1/cases/{case_id}/report",
    audience=Audience.STAFF,
    check=office_case,
    answer=Report,
    query=("rounds", "purpose"),
)
def read_report(call: Call) -> Report:
    """The verification report, now or after so many rounds. Names are whole only for a purpose;
    the look is recorded."""
    return Report(report=_report(call, "report"))


@api.get(
    "/v1/cases/{case_id}/report/page",
    audience=Audience.STAFF,
    check=office_case,
    answer=ReportFile,
    query=("rounds", "purpose"),
)
def read_report_page(call: Call) -> ReportFile:
    """The report as a page, marked with its reader and the time. Names are whole only for a
    purpose; the look is recorded."""
    return service.report_page(_report(call, "page"), call.actor, call.now)


@api.get(
    "/v1/cases/{case_id}/report/pdf",
    audience=Audience.STAFF,
    check=office_case,
    answer=PrintedReport,
    query=("rounds", "purpose", "sheet"),
    pending="ask_again",
)
def read_report_sheet(call: Call) -> PrintedReport:
    """The report as a PDF, marked like the page: a link that ends, or where to ask for a `sheet`
    that is still being drawn. Names are whole only for a purpose; the look is recorded."""
    view, number = _report(call, "pdf"), call.query.get("sheet", "")
    if number:
        found = service.ordered_sheet(call.subject, view, call.actor, call.now, number)
    else:
        found = service.order_sheet(call.subject, view, call.actor, call.now)
    if found.url:
        return PrintedReport(state="drawn", name=found.name, url=found.url)
    again = urlencode({**call.query, "sheet": found.number})
    where = f"/v1/cases/{call.subject.id}/report/pdf?{again}"
    return PrintedReport(state="being_drawn", name=found.name, ask_again=where)


def _report(call: Call, form: str) -> ReportView:
    """The report for whoever reads it, whose look at that form of it is recorded."""
    purpose, law = _purpose(call), law_on(call.now)
    view = service.report_of(call.subject, law, call.query.get("rounds", ""))
    oversight.look(call.subject, call.actor, purpose, call.now, law_on(call.now), what=form)
    return view if purpose else unnamed(view)

"""The access matrix: every route of the app, every kind of asker, every cell asked over HTTP."""

from __future__ import annotations

import pytest

from app import app
from chalicelib.case import access
from chalicelib.case import case as cases
from chalicelib.platform.http import routes_of
from chalicelib.platform.pages.site import pages_of
from tests.system.api.conftest import ask, ask_page

IN = "in"  # let in: whatever the route then makes of a body with an unknown field
CITIZEN_ASKERS = ("own", "another")
STAFF_ASKERS = (
    "same_office", "county", "own_leader", "city", "next_door", "other_township",
    "other_county", "own_finance", "finance", "other_finance", "transferred",
)  # fmt: skip
TURNED_AWAY = ("left", "expired", "nobody")


def row(citizens, staff, without_session=(401, 401, 401)):
    """The cells of a route, one for each asker."""
    askers = (*CITIZEN_ASKERS, *STAFF_ASKERS, *TURNED_AWAY)
    return dict(zip(askers, (*citizens, *staff, *without_session), strict=True))


def everybody(status):
    """A route that answers all alike."""
    return row((status,) * 2, (status,) * len(STAFF_ASKERS), (status,) * 3)


ALL, NONE = (IN,) * len(STAFF_ASKERS), (403,) * len(STAFF_ASKERS)
#         same county own city next  other other own  fin. other moved
#         office      lead.    door  town. coun. fin.      fin.
CASE = (IN, IN, IN, IN, 404, 404, 404, 404, 404, 404, 404)
COUNTY = (404, IN, IN, 404, 404, 404, 404, 404, 404, 404, 404)
HANDLING = (IN, IN, IN, IN, IN, IN, IN, 404, 404, 404, IN)
DRAWN = (404, IN, 404, 404, 404, 404, 404, 404, 404, 404, 404)
MONEY = (404, 404, 404, 404, 404, 404, 404, 404, IN, 404, 404)

EVERYBODY = row((IN, IN), ALL, (IN, IN, IN))
SIGNED_IN = row((IN, IN), ALL)
CITIZENS = row((IN, IN), NONE)
ALL_STAFF = row((403, 403), ALL)
APPLICANT = row((IN, 404), NONE)
OFFICES = row((403, 403), CASE)
CASE_READERS = row((IN, 404), CASE)
FINANCE = row((403, 403), MONEY)
BOOKS = row((403, 403), (404, 404, IN, 404, 404, 404, 404, IN, IN, IN, 404))
BUREAU = row((403, 403), (404, 404, 404, IN, 404, 404, 404, 404, 404, 404, 404))
OWN = row((403, 403), (IN, *(404,) * 10))
ABOVE = row((403, 403), (IN, IN, IN, IN, 404, 404, 404, IN, 404, 404, 404))
LEADERS = row((403, 403), (404, 404, IN, IN, 404, 404, 404, 404, 404, 404, 404))
COUNTY_LEADER = row((403, 403), (404, 404, IN, 404, 404, 404, 404, 404, 404, 404, 404))
# fmt: off
MATRIX = {
    "GET /v1/health": EVERYBODY,
    "GET /openapi.json": EVERYBODY,
    "GET /v1/areas/{code}": EVERYBODY,
    "GET /v1/notices/{area}": EVERYBODY,
    "GET /v1/notices/{area}/grants": EVERYBODY,
    "GET /v1/forms/{form_name}": EVERYBODY,
    "GET /v1/offices/{area}": EVERYBODY,
    "POST /v1/sessions/citizen": EVERYBODY,
    "POST /v1/sessions/staff": EVERYBODY,
    "POST /v1/estimates": EVERYBODY,
    "GET /v1/consent-text": EVERYBODY,
    "POST /v1/sources/{source}/answers": EVERYBODY,
    "GET /v1/wecom/messages": everybody(401),  # WeCom signs what it sends
    "POST /v1/wecom/messages": everybody(415),  # and sends no JSON
    "POST /v1/sources/{source}/deaths": EVERYBODY,
    "GET /v1/me": SIGNED_IN,
    "POST /v1/me/phone-number": CITIZENS,
    "GET /v1/sessions": SIGNED_IN,
    "POST /v1/sign-out": SIGNED_IN,
    "POST /v1/sessions/end": SIGNED_IN,
    "POST /v1/sessions/renewal": ALL_STAFF,
    "POST /v1/me/authenticator": ALL_STAFF,
    "POST /v1/sessions/code": ALL_STAFF,
    "POST /v1/staff/{staff_id}/authenticator/reset": ABOVE,
    "POST /v1/staff/{staff_id}/sessions/end": LEADERS,
    "POST /v1/staff/{staff_id}/absence": LEADERS,
    "POST /v1/me/absence": ALL_STAFF,
    "POST /v1/complaints": CITIZENS,
    "GET /v1/complaints": SIGNED_IN,
    "GET /v1/complaints/{complaint_id}": row((IN, 404), COUNTY),
    "POST /v1/complaints/{complaint_id}/case": row((403, 403), COUNTY),
    "POST /v1/complaints/{complaint_id}/answer": row((403, 403), COUNTY),
    "POST /v1/helpers": CITIZENS,
    "GET /v1/helpers": CITIZENS,
    "GET /v1/helpers/{helper_id}": row((IN, 404), HANDLING),
    "POST /v1/helpers/{helper_id}/consent": APPLICANT,
    "POST /v1/helpers/{helper_id}/counter-consent": row((403, 403), HANDLING),
    "POST /v1/helpers/{helper_id}/refusal": APPLICANT,
    "POST /v1/helpers/{helper_id}/withdrawal": row((IN, 404), HANDLING),
    "POST /v1/cases/{case_id}/reconsiderations": APPLICANT,
    "GET /v1/cases/{case_id}/reconsiderations": APPLICANT,
    "GET /v1/reconsiderations": ALL_STAFF,
    "GET /v1/reconsiderations/{reconsideration_id}": row((IN, 404), DRAWN),
    "POST /v1/reconsiderations/{reconsideration_id}/answer": row((403, 403), DRAWN),
    "POST /v1/reconsiderations/{reconsideration_id}/withdrawal": APPLICANT,
    "GET /v1/cases": CITIZENS,
    "POST /v1/cases": CITIZENS,
    "POST /v1/papers": SIGNED_IN,
    "POST /v1/consents": CITIZENS,
    "POST /v1/application-claims": CITIZENS,
    "POST /v1/proofs": CITIZENS,
    "POST /v1/notices/{area}/{notice_id}/objections": CITIZENS,
    "POST /v1/notices/{area}/{notice_id}/heard-objections": OFFICES,
    "POST /v1/identity-checks": ALL_STAFF,
    "POST /v1/staff-relatives": ALL_STAFF,
    "GET /v1/tasks": ALL_STAFF,
    "GET /v1/late-tasks/{office}/{period}": LEADERS,
    "POST /v1/searches": ALL_STAFF,
    "GET /v1/me/views": ALL_STAFF,
    "POST /v1/me/views": ALL_STAFF,
    "POST /v1/me/views/{view_id}/removal": ALL_STAFF,
    "POST /v1/tasks/assignment": ALL_STAFF,
    "POST /v1/tasks/reminder": ALL_STAFF,
    "POST /v1/tasks/decision": ALL_STAFF,
    "GET /v1/releases": ALL_STAFF,
    "GET /v1/discrepancies": ALL_STAFF,
    "GET /v1/signs": ALL_STAFF,
    "GET /v1/signs/{sign_id}": COUNTY_LEADER,
    "POST /v1/signs/{sign_id}/answer": COUNTY_LEADER,
    "GET /v1/sources": ALL_STAFF,
    "GET /v1/drafts": CITIZENS,
    "POST /v1/drafts": CITIZENS,
    "GET /v1/drafts/{draft_id}": APPLICANT,
    "PUT /v1/drafts/{draft_id}/answers/{step}": APPLICANT,
    "POST /v1/drafts/{draft_id}/removal": CITIZENS,
    "GET /v1/drafts/{draft_id}/check": APPLICANT,
    "POST /v1/drafts/{draft_id}/submission": APPLICANT,
    "POST /v1/cases/{case_id}/correction": APPLICANT,
    "GET /v1/cases/{case_id}/correction": APPLICANT,
    "GET /v1/cases/{case_id}/findings": APPLICANT,
    "POST /v1/cases/{case_id}/explanation": APPLICANT,
    "POST /v1/cases/{case_id}/withdrawal": APPLICANT,
    "POST /v1/proofs/{proof_id}/result": APPLICANT,
    "POST /v1/cases/{case_id}/acceptance": OFFICES,
    "POST /v1/cases/{case_id}/acceptance-decision": OFFICES,
    "POST /v1/cases/{case_id}/account-decision": OFFICES,
    "POST /v1/cases/{case_id}/confidential-decision": OFFICES,
    "POST /v1/cases/{case_id}/passing-on": OFFICES,
    "POST /v1/cases/{case_id}/call-back": OFFICES,
    "POST /v1/cases/{case_id}/visit": OFFICES,
    "POST /v1/cases/{case_id}/self-care": OFFICES,
    "POST /v1/cases/{case_id}/county-visit": OFFICES,
    "POST /v1/cases/{case_id}/countersignature": OFFICES,
    "POST /v1/cases/{case_id}/appraisal-plan": OFFICES,
    "POST /v1/cases/{case_id}/appraisal": OFFICES,
    "POST /v1/cases/{case_id}/opinion": OFFICES,
    "POST /v1/cases/{case_id}/decision": OFFICES,
    "POST /v1/cases/{case_id}/post-review": OFFICES,
    "POST /v1/cases/{case_id}/termination": OFFICES,
    "POST /v1/cases/{case_id}/duplicate-finding": OFFICES,
    "POST /v1/cases/{case_id}/extension": OFFICES,
    "POST /v1/cases/{case_id}/consent-finding": OFFICES,
    "POST /v1/cases/{case_id}/supporter-finding": OFFICES,
    "POST /v1/cases/{case_id}/late-answer-finding": OFFICES,
    "POST /v1/cases/{case_id}/tasks/{task}/claim": OFFICES,
    "POST /v1/cases/{case_id}/tasks/{task}/hand-over": OFFICES,
    "POST /v1/cases/{case_id}/tasks/{task}/sign-off": OFFICES,
    "POST /v1/delegations/{office}": COUNTY_LEADER,
    "GET /v1/delegations/{office}": OFFICES,
    "POST /v1/cases/{case_id}/death-check": OFFICES,
    "POST /v1/cases/{case_id}/death-decision": OFFICES,
    "POST /v1/cases/{case_id}/death-correction": OFFICES,
    "POST /v1/cases/{case_id}/benefit-review": OFFICES,
    "POST /v1/cases/{case_id}/benefit-decision": OFFICES,
    "POST /v1/cases/{case_id}/reported-change": CASE_READERS,
    "GET /v1/cases/{case_id}": CASE_READERS,
    "GET /v1/cases/{case_id}/letters": CASE_READERS,
    "GET /v1/cases/{case_id}/timeline": CASE_READERS,
    "GET /v1/cases/{case_id}/papers/{digest}": CASE_READERS,
    "GET /v1/cases/{case_id}/report": OFFICES,
    "GET /v1/cases/{case_id}/report/page": OFFICES,
    "GET /v1/cases/{case_id}/report/pdf": OFFICES,
    "POST /v1/department-files/{department}/decision": BUREAU,
    "GET /v1/releases/{release_id}": FINANCE,
    "POST /v1/releases/{release_id}/release": FINANCE,
    "POST /v1/discrepancies/{discrepancy_id}/settlement": FINANCE,
    "GET /v1/books/{county}/{period}": FINANCE,
}
# fmt: on


PAGES = {
    "GET /desk": ALL_STAFF,
    "GET /desk/sign-in": EVERYBODY,
    "GET /desk/signed-in": row(
        (IN, IN), ALL, (IN, IN, 401)
    ),  # on to the first page, which asks anew
    "GET /desk/signed-out": EVERYBODY,
    "GET /desk/sign-out": ALL_STAFF,
    "POST /desk/sign-out": ALL_STAFF,
    "GET /desk/sessions": ALL_STAFF,
    "POST /desk/sessions": ALL_STAFF,
    **{
        f"{method} /desk/{page}": whose
        for method in ("GET", "POST")
        for page, whose in (
            ("views", ALL_STAFF),
            ("views/{view_id}/removal", ALL_STAFF),
            ("absence", ALL_STAFF),
            ("absence/{staff_id}", LEADERS),
            ("code", ALL_STAFF),
            ("authenticator", ALL_STAFF),
            ("authenticator/{staff_id}", ABOVE),
            ("assignment", ALL_STAFF),
            ("reminder", ALL_STAFF),
            ("together/{group_id}", ALL_STAFF),
        )
    },
    "GET /desk/late": LEADERS,
    "GET /desk/late/{office}/{period}": LEADERS,
    "GET /desk/together": ALL_STAFF,
    "GET /desk/search": ALL_STAFF,
    "POST /desk/search": ALL_STAFF,
    "GET /desk/search/{search_id}": OWN,
    "POST /desk/search/{search_id}": OWN,
    "GET /desk/cases/{case_id}/tasks/{task}/claim": OFFICES,
    "POST /desk/cases/{case_id}/tasks/{task}/claim": OFFICES,
    "GET /desk/cases/{case_id}/tasks/{task}/hand-over": OFFICES,
    "POST /desk/cases/{case_id}/tasks/{task}/hand-over": OFFICES,
    "GET /desk/cases/{case_id}/tasks/{task}/sign-off": OFFICES,
    "POST /desk/cases/{case_id}/tasks/{task}/sign-off": OFFICES,
    "GET /desk/more": ALL_STAFF,
    "GET /desk/authenticators": ALL_STAFF,
    "GET /desk/signs/{sign_id}": COUNTY_LEADER,
    "POST /desk/signs/{sign_id}": COUNTY_LEADER,
    "GET /desk/cases/{case_id}/phone": OFFICES,
    "GET /desk/uploads": ALL_STAFF,
    "GET /desk/identity-checks": ALL_STAFF,
    "POST /desk/identity-checks": ALL_STAFF,
    "GET /desk/relatives": ALL_STAFF,
    "POST /desk/relatives": ALL_STAFF,
    "GET /desk/delegations": ALL_STAFF,
    "GET /desk/delegations/{office}": COUNTY_LEADER,
    "POST /desk/delegations/{office}": COUNTY_LEADER,
    "GET /desk/notices/{area}": ALL_STAFF,
    "GET /desk/notices/{area}/grants": ALL_STAFF,
    "GET /desk/notices/{area}/{notice_id}/objections": OFFICES,
    "POST /desk/notices/{area}/{notice_id}/objections": OFFICES,
    "GET /desk/complaints/{complaint_id}": row((403, 403), COUNTY),
    "GET /desk/complaints/{complaint_id}/case": row((403, 403), COUNTY),
    "POST /desk/complaints/{complaint_id}/case": row((403, 403), COUNTY),
    "GET /desk/complaints/{complaint_id}/answer": row((403, 403), COUNTY),
    "POST /desk/complaints/{complaint_id}/answer": row((403, 403), COUNTY),
    "GET /desk/reconsiderations/{reconsideration_id}": row((403, 403), DRAWN),
    "POST /desk/reconsiderations/{reconsideration_id}": row((403, 403), DRAWN),
    "GET /desk/helpers": ALL_STAFF,
    "GET /desk/helpers/{helper_id}": row((403, 403), HANDLING),
    "GET /desk/helpers/{helper_id}/consent": row((403, 403), HANDLING),
    "POST /desk/helpers/{helper_id}/consent": row((403, 403), HANDLING),
    "GET /desk/helpers/{helper_id}/withdrawal": row((403, 403), HANDLING),
    "POST /desk/helpers/{helper_id}/withdrawal": row((403, 403), HANDLING),
    "GET /desk/discrepancies/{discrepancy_id}": FINANCE,
    "POST /desk/discrepancies/{discrepancy_id}": FINANCE,
    "GET /desk/books": BOOKS,
    "GET /desk/books/{county}/{period}": FINANCE,
    "GET /desk/sources": ALL_STAFF,
    "GET /desk/sources/{department}": BUREAU,
    "POST /desk/sources/{department}": BUREAU,
    "GET /desk/uploads/arrived": row((403, 403), (404,) * len(STAFF_ASKERS)),  # nothing was sent
    "GET /desk/releases/{release_id}": FINANCE,
    "POST /desk/releases/{release_id}": FINANCE,
    "GET /desk/cases/{case_id}": OFFICES,
    "GET /desk/cases/{case_id}/found": OFFICES,
    "GET /desk/cases/{case_id}/acts": OFFICES,
    "GET /desk/cases/{case_id}/letters": OFFICES,
    "GET /desk/cases/{case_id}/looks": OFFICES,
    "GET /desk/cases/{case_id}/money": OFFICES,
    "GET /desk/cases/{case_id}/papers/{digest}": OFFICES,
    "GET /desk/cases/{case_id}/sheet": OFFICES,
    **{
        f"{method} /desk/cases/{{case_id}}/{step}": OFFICES
        for method in ("GET", "POST")
        for step in (
            "acceptance",
            "acceptance-decision",
            "account-decision",
            "call-back",
            "visit",
            "self-care",
            "county-visit",
            "supporter-finding",
            "appraisal-plan",
            "appraisal",
            "opinion",
            "decision",
            "countersignature",
            "extension",
            "post-review",
            "termination",
            "duplicate-finding",
            "consent-finding",
            "late-answer-finding",
            "confidential-decision",
            "passing-on",
            "death-check",
            "death-decision",
            "death-correction",
            "reported-change",
            "benefit-review",
            "benefit-decision",
        )
    },
}


def wrong_cells(stage, rows=MATRIX, asked=None):
    """Every cell whose answer is not the one declared."""
    wrong = []
    for name in asked or rows:
        method, _, path = name.partition(" ")
        for asker, expected in rows[name].items():
            knocked = knock_at_page if rows is PAGES else knock
            status, _, _ = knocked(stage, asker, method, path.format(**stage.path))
            found = IN if status in {200, 201, 303, 409, 422} else status
            if found != expected:
                wrong.append((name, asker, expected, status))
    return wrong


def knock(stage, asker, method, path):
    return ask(stage.town, stage.tokens[asker], method, path, b'{"unknown": 1}')


def knock_at_page(stage, asker, method, path):
    """As a browser that holds the asker's session, and sends a form that was shown to it."""
    return ask_page(stage.town, stage.tokens[asker], method, path, {"unknown": "1"})


def test_every_route_has_a_row_and_every_row_a_route():
    assert {f"{route.method} {route.path}" for route in routes_of(app)} == MATRIX.keys()


def test_every_page_has_a_row_and_every_row_a_page():
    pages = [f"{method} {page.path}" for page in pages_of(app) for method in page.methods]
    assert {*pages} == PAGES.keys()
    assert len(pages) == len(PAGES)


def test_every_page_is_shown_to_whom_it_is_for_and_to_nobody_else(stage):
    assert wrong_cells(stage, PAGES) == []


def test_a_page_that_checks_nothing_is_caught(stage, monkeypatch):
    name = "GET /desk/cases/{case_id}/tasks/{task}/claim"
    page = next(page for page in pages_of(app) if name.endswith(page.path))
    open_to_all = lambda _actor, path: cases.load(path["case_id"])  # noqa: E731
    monkeypatch.setitem(vars(page), "check", open_to_all)
    assert {asker for _, asker, _, _ in wrong_cells(stage, PAGES, [name])} == {*STAFF_ASKERS} - {
        "same_office", "county", "own_leader", "city",
    }  # fmt: skip


def test_everybody_gets_in_where_they_may_and_nowhere_else(stage):
    assert wrong_cells(stage) == []


def test_a_check_that_lets_everybody_in_is_caught(stage, monkeypatch):
    monkeypatch.setattr(access, "staff_sees", lambda _case, _actor: True)
    caught = wrong_cells(stage, asked=["GET /v1/cases/{case_id}"])
    assert {asker for _, asker, _, _ in caught} == {*STAFF_ASKERS} - {
        "same_office", "county", "own_leader", "city",
    }  # fmt: skip


def test_a_route_that_checks_nothing_is_caught(stage, monkeypatch):
    name = "POST /v1/cases/{case_id}/decision"
    route = next(r for r in routes_of(app) if f"{r.method} {r.path}" == name)
    open_to_all = lambda _actor, path: cases.load(path["case_id"])  # noqa: E731
    monkeypatch.setitem(vars(route), "check", open_to_all)
    assert {asker for _, asker, _, _ in wrong_cells(stage, asked=[name])} == {*STAFF_ASKERS} - {
        "same_office", "county", "own_leader", "city",
    }  # fmt: skip


def test_a_route_without_a_row_is_missed(monkeypatch):
    monkeypatch.delitem(MATRIX, "GET /v1/me")
    with pytest.raises(AssertionError):
        test_every_route_has_a_row_and_every_row_a_route()


@pytest.mark.parametrize("asker", ["another", "other_county"])
def test_not_yours_looks_like_not_found(stage, asker):
    case_id = stage.path["case_id"]
    nobodys = case_id[:-4] + ("aaaa" if not case_id.endswith("aaaa") else "bbbb")
    answers = [
        ask(stage.town, stage.tokens[asker], "GET", f"/v1/cases/{id_}")
        for id_ in (case_id, nobodys)
    ]
    (status, problem, _), (other_status, other_problem, _) = answers
    assert (status, other_status) == (404, 404)
    assert problem | {"request_id": ""} == other_problem | {"request_id": ""}


@pytest.mark.parametrize(
    ("asker", "expected"),
    [
        ("county", 200),
        ("same_office", 404),
        ("city", 404),
        ("other_county", 404),
        ("own", 404),
        ("own_finance", 404),
    ],
)
def test_a_case_of_the_county_alone_is_seen_by_nobody_else(stage, asker, expected):
    path = f"/v1/cases/{stage.hidden.case_id}"
    assert ask(stage.town, stage.tokens[asker], "GET", path)[0] == expected


def test_a_task_of_the_county_alone_is_on_no_other_list(stage):
    for asker, seen in (("county", True), ("same_office", False), ("city", False)):
        _, page, _ = ask(stage.town, stage.tokens[asker], "GET", "/v1/tasks")
        assert any(t["id"] == stage.hidden.case_id for t in page["tasks"]) is seen


def test_staff_see_no_number_without_a_purpose_and_every_look_is_kept(stage):
    number = stage.mother.household.residents[0].identity_number
    path = f"/v1/cases/{stage.path['case_id']}"
    looks = len(reads(stage))
    _, plain, _ = ask(stage.town, stage.tokens["same_office"], "GET", path)
    _, open_, _ = ask(stage.town, stage.tokens["same_office"], "GET", f"{path}?purpose=review")
    assert number not in str(plain)
    assert number in str(open_)
    assert len(reads(stage)) == looks + 2
    assert ask(stage.town, stage.tokens["same_office"], "GET", f"{path}?purpose=fun")[0] == 400


PAPER = "/papers/{digest}?purpose=review"


@pytest.mark.parametrize("what", ["", "/timeline", "/letters", PAPER])
def test_whatever_staff_read_of_a_case_is_kept_and_what_the_family_reads_is_not(stage, what):
    path = f"/v1/cases/{{case_id}}{what}".format(**stage.path)
    for asker, kept in (("county", 1), ("own", 0), ("other_county", 0)):
        looks = len(reads(stage))
        ask(stage.town, stage.tokens[asker], "GET", path)
        assert len(reads(stage)) == looks + kept


def reads(stage):
    items = stage.town.sandbox.table_items("cases")
    return [item for item in items if item["sk"]["S"].startswith("READ#")]

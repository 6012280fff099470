"""The forms of the steps of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from chalicelib.approval.appraisal import appraisals
from chalicelib.approval.pages import assessed
from chalicelib.approval.steps import decisions, review, settlements, signers
from chalicelib.case import joint_visits, self_care, step_pages, supporters
from chalicelib.case.case import Case
from chalicelib.case.household import IncomeKind
from chalicelib.case.step_pages import Choices, Drawn
from chalicelib.directory import store
from chalicelib.domain import identity, names
from chalicelib.domain.actors import HANDLING
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import day_of
from chalicelib.platform.http import Call
from chalicelib.platform.pages import GoesWith, Pages
from chalicelib.platform.pages.people import person
from chalicelib.records.law import law_on
from chalicelib.words import say

pages = Pages("approval")

PROPOSALS = ("propose_grant", "propose_refusal")


def _of_opinion(call: Call) -> Choices:
    """What an opinion may name: the household's members, its papers and what it explained with,
    kinds of income, figures."""
    case: Case = call.subject
    papers = [
        (one["digest"], say("form.paper." + one["kind"]) + str(at))
        for at, one in enumerate(case.doc("application").get("papers", ()), start=1)
    ]
    explained = (one for said in case.explanations for one in said.get("evidence", ()))
    papers += [(one, say("field.evidence") + str(at)) for at, one in enumerate(explained, start=1)]
    return {
        "member": step_pages.members(case),
        "evidence": papers,
        "found.incomes.*.kind": [(one, say(f"form.income.{one}")) for one in get_args(IncomeKind)],
        "accepts.*.item": [
            (one.code, say(f"figure.{one.code}"))
            for one in law_on(call.now).parameters.catalogue.figures
        ],
    }


def _of_visit(call: Call) -> Choices:
    """Who may have been there too, and whose self-care is assessed."""
    actor, day = call.actor, day_of(call.now)
    offices = dict.fromkeys((actor.office, county_of(actor.office)))
    there = (one for office in offices for one in store.of_office(office, day))
    colleagues = [
        (one.id, person(one.id)) for one in there if one.id != actor.id and one.posts & HANDLING
    ]
    return {"visitors": colleagues, "member": step_pages.members(call.subject)}


def _no_self_care(call: Call) -> frozenset[str]:
    """The six items are asked for where the scheme pays for care by them."""
    return frozenset() if call.subject.scheme in self_care.BY_PERSON else frozenset({"self_care"})


def _of_supporters(call: Call) -> Choices:
    """The relatives who owe support and have not signed, by their numbers."""
    left = supporters.unsigned(call.subject, day_of(call.now)).items()
    return {"supporter": [(str(at), names.masked(str(one.get("name", "")))) for at, one in left]}


def _visited(call: Call) -> Mapping[str, Any]:
    """What a colleague recorded of a visit, for whoever is to say that they were there."""
    case: Case = call.subject
    found = joint_visits.waiting(case, call.actor)
    if found is None:
        return {"visits": []}
    _, waits = found
    return {"visits": [{**case.doc(waits["event"]), **waits}]}


def _of_call(call: Call) -> Mapping[str, Any]:
    """Whom to call, and how often that was tried; the number is shown on a page of its own."""
    case: Case = call.subject
    return {
        "phone": identity.masked_person(case.doc("application"))["phone"],
        "attempts": case.doc("call_back").get("attempts", []),
        "most": int(law_on(call.now).parameters.value(review.TRIES).amount),
    }


VISIT = Drawn(
    choices=_of_visit,
    left_out=_no_self_care,
    entries={"self_care": 2},
    template="visit.html",
    folder="approval",
    files=True,
    weighs=True,
)

step_pages.step(
    pages,
    "call-back",
    ("call_back", "call_failed", "call_given_up"),
    Drawn(
        values=_of_call,
        goes_with={
            **dict.fromkeys(("hardship", "informed_of"), GoesWith("outcome", ("reached",))),
            "spoke_to": GoesWith("outcome", ("reached",), needed=False),
            "again_on": GoesWith("outcome", ("no_answer", "refused"), needed=False),
        },
        template="call_back.html",
        folder="approval",
    ),
)
step_pages.step(pages, "visit", ("visit",), VISIT)
step_pages.step(
    pages,
    "self-care",
    ("assess_care",),
    VISIT,
    cannot=lambda case, _act: () if case.scheme in self_care.BY_PERSON else ("assess_care",),
)
step_pages.step(pages, "county-visit", ("county_visit",), VISIT)
step_pages.step(
    pages,
    "countersignature",
    ("countersign", "county_countersign", "deny_visit", "deny_care", "deny_county_visit"),
    Drawn(values=_visited, template="countersignature.html", folder="approval"),
)
step_pages.step(
    pages,
    "appraisal-plan",
    ("call_appraisal", "call_off_appraisal"),
    Drawn(
        goes_with=dict.fromkeys(
            ("meets_on", "meets_at"), GoesWith("decision", ("call_appraisal",))
        ),
        weighs=True,
        causes={"visit_instead": ("call_off_appraisal",)},
    ),
    cannot=appraisals.cannot,
)
step_pages.step(
    pages,
    "appraisal",
    ("appraise",),
    Drawn(
        entries={"participants": 9},
        template="appraisal.html",
        folder="approval",
        files=True,
        weighs=True,
    ),
)
step_pages.step(
    pages,
    "supporter-finding",
    ("excuse_supporter",),
    Drawn(choices=_of_supporters),
    cannot=signers.cannot,
)
step_pages.step(
    pages,
    "opinion",
    ("propose_grant", "propose_refusal", "refer_to_county", "ask_family", "verify_again"),
    Drawn(
        choices=_of_opinion,
        entries={"found.incomes": 2, "exemptions": 2},
        values=assessed.values,
        left_out=assessed.left_out,
        goes_with={
            "exemptions": GoesWith("decision", ("propose_grant",), needed=False),
            "accepts": GoesWith("decision", PROPOSALS, needed=False),
            "found": GoesWith("decision", PROPOSALS, needed=False),
            "although": GoesWith("decision", ("propose_refusal",)),
        },
        weighs=True,
    ),
    cannot=review.cannot,
)
step_pages.step(
    pages,
    "decision",
    ("confirm", "decline", "send_back", "grant_urgent"),
    Drawn(
        values=assessed.values,
        left_out=assessed.left_out,
        hints=assessed.most,
        goes_with={
            "amount_fen": GoesWith("decision", ("grant_urgent",)),
            "although": GoesWith("decision", ("decline",)),
        },
        weighs=True,
    ),
    cannot=decisions.cannot,
)
step_pages.step(
    pages,
    "extension",
    ("extend",),
    Drawn(barred=lambda call: settlements.no_grounds(call.subject, law_on(call.now))),
    cannot=settlements.cannot_be_extended,
)
step_pages.step(pages, "post-review", ("post_review",))
step_pages.step(pages, "termination", ("terminate",))
step_pages.step(pages, "duplicate-finding", ("settle_duplicate",))
step_pages.step(pages, "consent-finding", ("settle_consent",))
step_pages.step(
    pages,
    "late-answer-finding",
    ("settle_late_answer", "review_late_answer"),
    Drawn(causes={"no_change": ("settle_late_answer",), "review": ("review_late_answer",)}),
)
step_pages.step(pages, "confidential-decision", ("keep_confidential", "return_to_standard"))
step_pages.step(pages, "passing-on", ("pass_on",))

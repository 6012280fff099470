"""On what a decision rests, in words for the family: conditions, sums, differences, and the remedy.

What every letter of a decision has in common is said here once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.case import contacts, deaths, figures, missing, persons
from chalicelib.case.case import Case
from chalicelib.directory.offices import routing
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import day_of, last_day
from chalicelib.domain.errors import Refused
from chalicelib.domain.money import Fen
from chalicelib.policy import Catalogue
from chalicelib.policy.rules.specification import Condition, Scheme
from chalicelib.records.law import Deadline, Law, due_note
from chalicelib.words import say
from chalicelib.words.days import day_words

MEMBERS = "household.child_age"
"""A value of the article that says who counts as the household."""
URGENT_PER_HEAD = "temporary_aid.urgent_per_head"
APPEAL, LAWSUIT = "appeal.reconsideration", "appeal.lawsuit"


def refused(case: Case, law: Law) -> list[str]:
    """Each condition that is not met, why no other scheme fits, and what may fit.

    Urgent aid is refused without an assessment: its conditions are listed. Where the assessment
    finds every condition met, that is said, and who answers for the reason given.
    """
    assessment = case.doc("assessment")
    if not assessment:
        return [*_of_urgent_aid(law), _afterwards(case, law)]
    if goes_against(case):
        of_each = persons.refused(case.doc("application"), assessment)
        said = [*though_eligible(case), *of_each, *left_out(case, law)]
        return [*said, _afterwards(case, law)]
    texts = failed(assessment)
    texts += persons.refused(case.doc("application"), assessment)
    texts += left_out(case, law)
    texts += _not_known(case) if is_not_known(case) else []
    people = missing.unsigned(case.doc("application"), law.day)
    if any("guardian_of" in one for one in people):
        texts.append(say("letter.refused_child", office=routing.contact_name(case.office)))
    others = [line for other in assessment.get("others", []) for line in _other(other)]
    if others:
        texts += [say("letter.refused_others"), *others]
    if offers := [say(f"scheme.{scheme}") for scheme in assessment.get("offers", [])]:
        texts.append(say("letter.offers", schemes="、".join(offers)))
    return [*texts, _afterwards(case, law)]


def though_eligible(case: Case) -> list[str]:
    """What a refusal says that goes against the assessment, and the reason given for that."""
    decision = case.doc("decision")
    office = routing.contact_name(str(decision.get("office") or case.office))
    texts = [say("letter.refused_though", scheme=say(f"scheme.{case.scheme}"), office=office)]
    if decision.get("although"):  # who decided before it was asked for said nothing of it
        texts.append(say("letter.refused_although", reason=decision["although"].strip()))
    return texts


def left_out(case: Case, law: Law) -> list[str]:
    """Who is listed and does not count as the household, but for those reported dead."""
    application, assessment = case.doc("application"), case.doc("assessment")
    counted = assessment.get("counted")
    if counted is None:
        return []
    dead = deaths.reported_dead(case.document)
    names = [
        name
        for at, name in enumerate(persons.names(application))
        if at not in counted and case.document.members[at] not in dead
    ]
    article, office = law.parameters.value(MEMBERS).citation, routing.contact_name(case.office)
    values = {"names": "、".join(names), "office": office, "article": article}
    return [say("letter.not_counted", **values)] if names else []


def _of_urgent_aid(law: Law) -> list[str]:
    """The conditions of urgent aid, each with its article, and what else there is."""
    rules = law.parameters.rules
    scheme = next(one for one in rules.of(Scheme) if one.name == "urgent_aid")
    asked = [one for one in rules.of(Condition) if one.name in scheme.conditions]
    texts = [
        say("letter.asked_of", condition=say(f"assessment.{one.name}"), article=one.article)
        for one in asked
    ]
    return [say("letter.urgent_asks"), *texts, say("letter.urgent_else")]


def _afterwards(case: Case, law: Law) -> str:
    """What holds after a refusal: that a family is watched only where it may be said to them, since
    it signed for that, all of it was proved, and it is found within the low-income population."""
    layer = case.doc("assessment").get("layer")
    office, hotline = routing.contact_name(case.office), contacts.hotline(law)
    signed = not missing.unsigned(case.doc("application"), law.day)
    watched = signed and layer not in {None, "watched"}
    return say(
        f"letter.{'stay_watched' if watched else 'apply_again'}", office=office, hotline=hotline
    )


def is_not_known(case: Case) -> bool:
    """Whether it was not known at the decision if the conditions are met: none is known to fail.
    Nobody refuses so any more; who did may still have the letter to come."""
    return case.doc("assessment").get("outcome") == "indeterminate"


def on_what_is_known(case: Case) -> None:
    """Refused("approval.not_known") where no condition is known to fail: what nobody verified is no
    ground of a refusal (57号, art. 21: of who does not meet the conditions)."""
    if not is_not_known(case):
        return
    conditions = case.doc("assessment").get("conditions", [])
    unsure = (one["code"] for one in conditions if one["status"] == "unknown")
    open_ = tuple(code.removeprefix("assessment.") for code in unsure)
    raise Refused("approval.not_known", assessment=open_ or ("untold",))


def goes_against(case: Case) -> bool:
    """Whether a refusal goes against the assessment: it finds every condition met."""
    return case.doc("assessment").get("outcome") == "eligible"


def check_although(case: Case, refuses: bool, although: str | None) -> None:
    """Refused("approval.against_assessment") for a refusal that does not say why it goes against
    the assessment, ("approval.with_assessment") where there is nothing of the kind to be said."""
    against = refuses and goes_against(case)
    if against and not although:
        scheme = say(f"scheme.{case.scheme}")
        raise Refused("approval.against_assessment", pointer="/although", scheme=scheme)
    if although and not against:
        raise Refused("approval.with_assessment", pointer="/although")


def _not_known(case: Case) -> list[str]:
    """Of which conditions it was not known whether they are met, and what follows."""
    conditions = case.doc("assessment").get("conditions", [])
    texts = [
        say("letter.refused_open_item", condition=say(one["code"]), article=one["article"])
        for one in conditions
        if one["status"] == "unknown"
    ]
    office = routing.contact_name(case.office)
    return [
        *([say("letter.refused_open"), *texts] if texts else ()),
        say("letter.refused_open_next", office=office),
    ]


def not_accepted(case: Case, _law: Law) -> list[str]:
    """On which ground of the law an application is not accepted, and what the family can do."""
    acceptance, office = case.doc("acceptance"), routing.contact_name(case.office)
    if "ground" not in acceptance:  # turned away before a ground was asked for
        return []
    ground = say(f"acceptance.{acceptance['ground']}")
    return [
        say("letter.not_accepted_ground", ground=ground, article=acceptance["article"]),
        say(f"letter.not_accepted_{acceptance['ground']}", office=office),
    ]


def failed(assessment: Mapping[str, Any]) -> list[str]:
    """Each condition of an assessment that is not met, with its article; what is alike once."""
    conditions = assessment.get("conditions", [])
    return [*dict.fromkeys(_condition(one) for one in conditions if one["status"] == "fail")]


def sum_of(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """How an amount comes about, from the lines of an assessment; nothing where it has none."""
    texts = [one["text"] for one in lines]
    return [say("letter.sum"), *texts] if texts else []


def urgent_most(case: Case, law: Law) -> tuple[Fen, Fen]:
    """The most that urgent aid comes to, a head and for the family."""
    per_head = Fen(int(law.parameters.value(URGENT_PER_HEAD).amount))
    return per_head, per_head * len(case.doc("application")["members"])


def urgent_ceiling(case: Case, law: Law) -> list[str]:
    """How much urgent aid may come to, how what was decided stands to it, and by which text."""
    per_head, ceiling = urgent_most(case, law)
    decision = case.doc("decision")
    amount = int(decision.get("amount_fen") or 0)
    values = {
        "count": str(len(case.doc("application")["members"])),
        "per_head": per_head.yuan,
        "ceiling": ceiling.yuan,
        "amount": Fen(amount).yuan,
        "reason": str(decision.get("reason", "")).strip(),
    }
    how = "most" if amount == ceiling.value else "within"
    article = law.parameters.value(URGENT_PER_HEAD).citation
    return [say(f"letter.paid_first_{how}", **values), say("letter.basis", article=article)]


def difference(line: Mapping[str, Any], case: Case, catalogue: Catalogue) -> str:
    """What was found of whom, beside what the family declared of it."""
    sources = dict.fromkeys(catalogue.by_code[one["source"]].zh for one in line["told_by"])
    figure = next(one for one in catalogue.figures if one.code == line["figure"])
    is_declared = figures.is_declared(figure, line, case.doc("application"))
    known, member = persons.names(case.doc("application")), line["member"]
    code = "difference" if is_declared else "difference_undeclared"
    return say(
        "letter.difference_registered" if figure.unit == "yes" else f"letter.{code}",
        whose=say("letter.your_family") if member is None else known[member],
        item=say(f"figure.{line['figure']}"),
        source="、".join(sources),
        declared=figures.words(figure, line["declared"]),
        found=figures.words(figure, line["found"]),
    )


def _condition(condition: Mapping[str, Any]) -> str:
    return say("letter.condition", condition=condition["text"], article=condition["article"])


def _other(result: Mapping[str, Any]) -> list[str]:
    """Why another scheme does not fit either: its first failed condition."""
    failed = [one for one in result["conditions"] if one["status"] == "fail"]
    scheme = say(f"scheme.{result['scheme']}")
    return [say("letter.other_scheme", scheme=scheme, condition=one["text"]) for one in failed[:1]]


def remedies(case: Case, now: datetime, law: Law) -> list[str]:
    """Where and until when to object; a letter that does not say so lengthens the term."""
    appeal, lawsuit = (law.parameters.value(name) for name in (APPEAL, LAWSUIT))
    until = objected_by(now, law)
    text = say(
        "letter.remedies",
        county=routing.office_name(county_of(case.office)),
        days=int(appeal.amount),
        received=day_words(day_of(now)),
        until=day_words(last_day(until.due)),
        months=int(lawsuit.amount),
        articles=f"{appeal.citation}、{lawsuit.citation}",
    )
    return [text, *([due_note(until.until)] if until.until else [])]


def objected_by(decided: datetime, law: Law) -> Deadline:
    """Until when a family may ask that a decision be reconsidered, of which it reads on its day."""
    return law.term(APPEAL, decided)

"""Whom a case comes to, where the law assesses each member alone (43号, art. 4, 10 and 22). Pure.

Read from the application and the assessment as the case keeps them; for letters and notices.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.words import say

Document = Mapping[str, Any]


def count(application: Document, assessment: Document) -> int:
    """For how many people aid is proposed: those who may, else those who count as the household."""
    assessed = assessment.get("persons", ())
    if assessed:
        return sum(one["outcome"] == "eligible" for one in assessed)
    return len(assessment.get("counted", application["members"]))


def names(application: Document) -> list[str]:
    """The whole names of the members, in their order."""
    return [str(one["name"]) for one in application["members"]]


def granted(application: Document, assessment: Document) -> list[str]:
    """Of each member who is assessed alone what it came to, and which care, in plain words."""
    care = {one["member"]: one for one in assessment.get("self_care", ())}
    known, texts = names(application), []
    for one in assessment.get("persons", ()):
        name = known[one["member"]]
        if one["outcome"] != "eligible":
            texts += _not(name, one, assessment)
            continue
        texts.append(say("letter.person_may", name=name))
        if one["member"] in care:
            texts.append(_care(name, care[one["member"]]))
    return texts


def refused(application: Document, assessment: Document) -> list[str]:
    """Of each member who is assessed alone, and may not, which condition fails."""
    known = names(application)
    return [
        line
        for one in assessment.get("persons", ())
        for line in _not(known[one["member"]], one, assessment)
    ]


def _not(name: str, person: Document, assessment: Document) -> list[str]:
    """Why somebody may not; nothing where no condition of that person's own fails."""
    code = person["fails"]
    if not code or person["outcome"] != "not_eligible":
        return []
    article = next(one["article"] for one in assessment["conditions"] if one["code"] == code)
    why = say(code.replace(".", ".person_", 1))
    return [say("letter.person_may_not", name=name, why=why, article=article)]


def _care(name: str, assessed: Document) -> str:
    """What somebody can do alone, and what that comes to."""
    items = "、".join(say(f"care.{item}") for item in assessed["cannot"])
    how = "letter.care_some" if items else "letter.care_every"
    return say(how, name=name, items=items, level=say(f"care.level_{assessed['level']}"))

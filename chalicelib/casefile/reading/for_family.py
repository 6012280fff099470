"""What a family reads of its case. Pure.

It reads what was found, said and decided, and which office and post acts; never who of the staff
did it, never the account of anybody else, and no figure about somebody who is not there to agree:
a relative outside the household, or a member whom nobody proved to be the person or who did not
sign.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.verification import rules
from chalicelib.words import say

Document = Mapping[str, Any]

WITHHELD = frozenset(
    {
        "duplicate",
        "duplicate_seen",
        "possible_duplicate",
        "settle_duplicate",
        "note_relative",
        "note_staff",
        "note_complaint",
        "withdraw_complaint",
    }
)
"""Facts, tasks and events that are withheld from a family: whether somebody whom it named has a
case of their own, and why the county visits it."""


OF_DEATHS = frozenset(
    {"death_check", "death_decision", "death_told", "check_deaths", "assess_rest", "check_again"}
)
"""What is done about a death until it is settled."""


def withheld(held: Document) -> frozenset[str]:
    """As `WITHHELD`, of a case with these documents: a death of somebody of whom the family may not
    read is withheld until it is settled, and so is what is done about it."""
    hidden_deaths = any(
        not one["family"] and one["stage"] != "settled" for one in held.get("deaths", ())
    )
    return WITHHELD | OF_DEATHS if hidden_deaths else WITHHELD


def is_shown(event: Document, withheld: Collection[str]) -> bool:
    """Whether a family reads of an event: not of those, nor of what happened to no other task
    (it was claimed, or escalated), nor that days were counted anew of which none is its own."""
    name, why = event["event"], event["why"]
    tasks = {one["task"] for one in (*why.get("tasks", ()), why) if "task" in one}
    hidden = name in withheld or (bool(tasks) and tasks <= {*withheld})
    return not hidden and (name not in {"recount", "death_told"} or bool(why.get("family")))


WHOLE = frozenset({"application", "explanation", "assessment", "clock", "extension"})
"""The documents of which a family reads everything but who wrote it."""
READ = {
    "confidential": ("decision", "reason", "at"),
    "helper": ("id", "relation", "acts", "until"),
    "passing": ("office", "telephone", "at"),
    "acceptance": ("decision", "missing", "ground", "article", "reason", "at"),
    "call_back": ("outcome", "hardship", "told", "attempts", "at"),
    "visit": ("findings", "at"),
    "county_visit": ("findings", "at"),
    "opinion": ("decision", "reason", "exemptions", "accepts", "at"),
    "decision": ("decision", "reason", "amount_fen", "part", "from_month", "decided_at"),
    "consent": ("outcome", "at"),
    "late_answer": ("outcome", "at"),
    "account_change": ("account", "asked_at", "decision", "reason", "at"),
    "post_review": ("outcome", "at"),
    "ending": ("reason", "at"),
    "change": ("told", "finding"),
    "reckoned": ("outcome", "amount_fen", "lines", "self_care", "grace"),
}
"""What a family reads of the other documents; of one that is not named here, nothing.

Of what staff write it reads what is marked as said to it (platform/models/fields.TO_FAMILY)."""
REASONS_FOR_FAMILY = {
    "opinion": frozenset({"ask_family"}),
    "decision": frozenset({"confirm", "decline", "grant_urgent"}),
}
"""Which decisions give their reason to the family; the others give it to colleagues."""
OF_REPORT = ("rounds", "as_of", "no_consent", "stale", "waiting_for", "recheck",
             "disputed")  # fmt: skip
"""What a family reads of the report as the row keeps it; the rest follows from the items. Not the
digest: it is one of figures that the family may not read as well."""


def documents(held: Document) -> dict[str, Any]:
    """The documents of a case as its family reads them, but for the report."""
    whole = {name: _unsigned(held[name]) for name in WHOLE & held.keys()}
    if "application" in whole:
        whole["application"]["consents"] = [
            {name: part for name, part in one.items() if name != "statement"}
            for one in whole["application"].get("consents", ())
        ]
    parts = {
        name: _unsigned(_some(held[name], fields)) for name, fields in READ.items() if name in held
    }
    return whole | {name: _without_internal(name, part) for name, part in parts.items()}


def _without_internal(name: str, part: Document) -> dict[str, Any]:
    """A document without what its author said to colleagues, and not to the family."""
    said = dict(part)
    if part.get("decision") not in REASONS_FOR_FAMILY.get(name, {part.get("decision")}):
        said.pop("reason", None)
    for listed in ("exemptions", "accepts"):
        if listed in said:
            said[listed] = [_without(one, "reason") for one in said[listed]]
    if name == "change":
        said["told"] = [_reported_change(one) for one in said.get("told", ())]
        if "finding" in said:  # figures are for staff: not every member may have agreed to them
            said["finding"] = _without(_without(said["finding"], "found"), "although")
    return said


def _reported_change(one: Document) -> Document:
    """A change that was reported, in words and with people only where they are the family's own."""
    return _without(_without(one, "words"), "people") if one.get("from") == "office" else one


def _without(part: Document, field: str) -> dict[str, Any]:
    return {name: one for name, one in part.items() if name != field}


def report(
    held: Document,
    items: Sequence[Document],
    unseen: Collection[int],
    differences: Sequence[Document],
    relatives: Sequence[Document],
) -> dict[str, Any]:
    """The report as the family reads it: `held` is what the row keeps of it, `items` all items.

    Of members who are `unseen` it says only that they are not verified, and why, and the
    `differences` are those that rest on nobody of them; of relatives outside the household it says
    only what it came to (`relatives`).
    """
    shown = [one for one in items if _item_is_shown(one, unseen)]
    return {
        **_some(held, OF_REPORT),
        "coverage": rules.coverage(shown),
        "open": rules.open_items(shown),
        "differences": list(differences),
        "items": shown,
        "relatives": list(relatives),
    }


def relatives(
    application: Document, items: Sequence[Document], unable: Callable[[Document], bool]
) -> list[dict[str, Any]]:
    """What it came to for each relative outside the household, without any figure.

    "able" or "unable" to give support by the rules, "not_verified" where no department answered
    anything about them.
    """
    answered = {one["member"] for one in items if one["status"] in {"verified", "nothing_held"}}
    found = []
    for number, one in enumerate(application.get("supporters") or (), SUPPORTERS_FROM):
        outcome = "not_verified" if number not in answered else "unable" if unable(one) else "able"
        words = say(f"relative.{outcome}")
        found.append({"number": number, "relation": one["relation"], "outcome": outcome,
                      "outcome_words": words})  # fmt: skip
    return found


def _item_is_shown(item: Document, unseen: Collection[int]) -> bool:
    member = int(item["member"])
    silent = item["status"] == "not_verified"
    return member < SUPPORTERS_FROM and (silent or member not in unseen)


def _some(document: Document, fields: Sequence[str]) -> dict[str, Any]:
    return {name: document[name] for name in fields if name in document}


def _unsigned(part: Any) -> Any:
    """A part of a document without who wrote it: the staff `by` whom, the `account` on which."""
    if isinstance(part, Mapping):
        return {name: _unsigned(one) for name, one in part.items() if not _is_id(name, one)}
    if isinstance(part, list | tuple):
        return [_unsigned(one) for one in part]
    return part


def _is_id(name: str, one: Any) -> bool:
    return name == "by" or (name == "account" and isinstance(one, str))

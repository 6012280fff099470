"""What a family sees on its phone at each moment: pages of the mini program with what the API
answered to them then, names and numbers masked.

The story has the mini program itself draw them (`story/screens.js`), so that nothing is drawn here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from chalicelib.domain import identity, names
from chalicelib.domain.dates import instant_text
from local.population.residents import Relative, Resident
from local.simulators.wechat import phone_number
from local.town.people import Citizen

FINDINGS = frozenset({"report_differs", "explain", "explain_whole", "explain_late", "dispute"})
CORRECTION = frozenset({"ask_correction"})
LAST_DIGITS = 4
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Screen:
    """A page by its address within the mini program, when it was seen, what the API answered by
    path, and what lay in the phone's storage."""

    page: str
    at: str
    answers: Answers = field(default_factory=dict)
    stored: Mapping[str, Any] = field(default_factory=dict)


def filling_in(family: Citizen) -> list[Screen]:
    """The application before and after it is handed in: a question, all answers, the receipt."""
    last, case_id = family.client.last_answers, family.case_id
    check = next(path for path in last if path.partition("?")[0].endswith("/check"))
    form = next(path for path in last if path.startswith("/v1/forms/"))
    draft = {
        "id": case_id,
        "draft_id": check.split("/")[3],
        "form": last[form]["name"],
        "answers": {
            "hardship": family.household.hardship,
            "members": [{"name": one.name} for one in family.household.residents],
        },
        **{name: {} for name in ("typed", "refused")},
        **{name: [] for name in ("unsent", "look_again")},
    }
    begun = {f"draft/{case_id}": draft}
    answers = {form: last[form], check: last[check]}
    return [
        _screen(family, f"step?draft={case_id}&at=hardship", {form: last[form]}, begun),
        _screen(family, f"check?draft={case_id}", answers, begun),
        _screen(family, f"receipt?case={case_id}", {}, {f"receipt/{case_id}": family.receipt}),
    ]


def after(
    family: Citizen, events: Sequence[str], letters: Sequence[Mapping[str, Any]]
) -> list[Screen]:
    """What the family reads after these events: each new letter, what it must do, and where the
    case is."""
    case_id, get = family.case_id, family.client.get
    place, read = f"/v1/cases/{case_id}", []
    for letter in letters:
        page = f"letter?case={case_id}&number={quote(letter['number'])}"
        read.append(_screen(family, page, {f"{place}/letters": {"letters": [letter]}}))
    if FINDINGS & {*events}:
        found = {f"{place}/findings": get(f"{place}/findings")}
        read.append(_screen(family, f"findings?case={case_id}", found))
    if CORRECTION & {*events}:
        form = "/v1/forms/application?lang=zh"
        missing = {path: get(path) for path in (f"{place}/correction", form)}
        read.append(_screen(family, f"correction?case={case_id}", missing))
    now = {f"{place}/timeline": family.timeline()}
    return [*read, _screen(family, f"progress?case={case_id}", now)]


def _screen(
    family: Citizen, page: str, answers: Answers, stored: Mapping[str, Any] | None = None
) -> Screen:
    name = page.partition("?")[0]
    shown = _masked(family, {"answers": answers, "stored": stored or {}})
    return Screen(f"/pages/{name}/{page}", instant_text(family.world.clock.now()), **shown)


def _masked(family: Citizen, content: Mapping[str, Any]) -> dict[str, Any]:
    """The same without names, identity numbers, telephone and account of the family."""
    text = json.dumps(content, ensure_ascii=False)
    for secret, shown in sorted(_secrets(family).items(), key=lambda pair: -len(pair[0])):
        text = text.replace(secret, shown)
    found: dict[str, Any] = json.loads(text)
    return found


def _secrets(family: Citizen) -> dict[str, str]:
    """What names somebody of the family, and what is shown in its place."""
    household = family.household
    people: list[Resident | Relative] = [*household.residents, *(household.supporters or ())]
    numbers = [one.identity_number for one in people if one.identity_number]
    other = [phone_number(family.openid), family.account()["number"]]
    return {
        **{one.name: names.masked(one.name) for one in people if one.name},
        **{number: identity.masked(number) for number in numbers},
        **{number: "*" * LAST_DIGITS + number[-LAST_DIGITS:] for number in other},
    }

"""What the family reads of a decision that it asked to be looked at again, and of the answer.

It is a service of ours, and no remedy of the law: each letter and answer of it says that it delays
neither. What a letter says comes from the reasons of its event, which `reconsiderations/` wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.case import grounds
from chalicelib.directory.offices import routing
from chalicelib.domain.dates import day_of, parse_instant
from chalicelib.records.law import Law, due_note
from chalicelib.words import say
from chalicelib.words.days import day_words

LETTERS = frozenset({"reconsideration", "reconsidered"})
OFFERED = frozenset(
    {"refused", "not_accepted", "terminated", "granted", "kept", "benefit_changed", "benefit_ended"}
)
"""The letters of decisions that may be made anew, as long as the case stands so."""
WITHIN = "reconsideration.within"
Why = Mapping[str, Any]
"""Of which letter it was asked (`number`, `title`, `remedies_from`), the `office` that has it,
`until` when, and once it is answered its `outcome`, the `reason`, on what `ground` it was
dismissed, and what comes `next`."""


def lines(name: str, why: Why, law: Law) -> list[str]:
    """What the letter says before the remedies of the law."""
    if name not in LETTERS:
        return []
    figures = _figures(why)
    if name == "reconsideration":
        note = due_note(str(why["counted_until"]))
        texts = [say("letter.reconsideration", **figures), *([note] if note else [])]
    else:
        texts = [say("letter.reconsidered", **figures)]
        texts.append(say(f"letter.reconsidered_{why['outcome']}", **figures))
        texts += [say(f"letter.anew_{one}", **figures) for one in why.get("next", ())]
    return [*texts, time_limits_note(law)]


def offered(name: str, decision: Mapping[str, Any], law: Law) -> list[str]:
    """That somebody who took no part may be asked to look again; not at what was granted once."""
    once = name == "granted" and str(decision.get("part", "")).startswith("instalment")
    if name not in OFFERED or once:
        return []
    days = int(law.parameters.value(WITHIN).amount)
    return [say("letter.reconsider_offered", days=days), time_limits_note(law)]


def time_limits_note(law: Law) -> str:
    """That neither the reconsideration of the law nor the lawsuit waits for ours."""
    appeal, lawsuit = (law.parameters.value(one) for one in (grounds.APPEAL, grounds.LAWSUIT))
    return say("reconsideration.no_delay", days=int(appeal.amount), months=int(lawsuit.amount))


def remedies_from(name: str, why: Why, now: datetime) -> datetime:
    """The instant from which the remedies run: of this letter, or of the decision asked about."""
    return parse_instant(why["told_at"]) if name in LETTERS else now


def office(name: str, why: Why) -> str:
    """The area code of the office that has the reconsideration; "" for another letter."""
    return str(why["office"]) if name in LETTERS else ""


def _figures(why: Why) -> dict[str, str]:
    ground = why.get("ground")
    return {
        "number": str(why["number"]),
        "title": str(why["title"]),
        "day": day_words(day_of(parse_instant(why["told_at"]))),
        "organ": routing.organ_name(str(why["office"])),
        "until": day_words(date.fromisoformat(why["until"])) if why["until"] else "",
        "reason": str(why.get("reason", "")).strip().rstrip("。．.；;"),
        "ground": say(f"reconsideration.ground_{ground}") if ground else "",
    }

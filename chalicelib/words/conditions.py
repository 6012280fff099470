"""What a condition of the law came to, as a sentence.

A figure is shown with its threshold; a condition that is only met or not is named with what is the
case. What is not known yet is no failure: the sentence says what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.words import say


def reason(code: str, own: str | None, threshold: str | None, lang: str = "zh") -> str:
    """Why a condition of that code is not met, with the figure of the family and the threshold
    where it has any."""
    if own is None or threshold is None:
        return say(code.replace(".", ".fails_", 1), lang)
    return say(
        "assessment.not_met_by", lang, condition=say(code, lang), own=own, threshold=threshold
    )


def question(code: str, missing: Iterable[str], lang: str = "zh") -> str:
    """That it is not known yet whether a condition is met, and what is asked for."""
    asked = " ".join(say(f"estimate.ask_{topic}", lang) for topic in missing)
    return say("assessment.not_known", lang, condition=say(code, lang), asked=asked).strip()

"""What a helper reads of a case that they follow: what is needed for that, and no more. Pure.

People and accounts are masked, and of the report there is what the family is asked to explain: no
figure that agrees, nothing of anybody's account or income beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.case.masking import masked

NEEDED = frozenset(
    {
        "application",
        "helper",
        "passing",
        "acceptance",
        "opinion",
        "decision",
        "report",
        "explanation",
        "consent",
        "ending",
    }
)
"""The documents that whoever follows a case for somebody needs."""
OF_REPORT = frozenset({"differences", "open", "no_consent", "rounds", "as_of"})


def for_helper(documents: Mapping[str, Any]) -> dict[str, Any]:
    """The documents of a case, as its family reads them, made less for a helper."""
    shown = {name: masked(part) for name, part in documents.items() if name in NEEDED}
    if "report" in shown:
        shown["report"] = {name: one for name, one in shown["report"].items() if name in OF_REPORT}
    return shown

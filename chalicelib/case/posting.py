"""Whether a proposed grant goes before the public. Pure.

What is paid is posted; recognition by itself is not (民办函〔2024〕31号: whoever helps posts, and
posts whom it helps). After an objection the new opinion goes on to whoever confirms, as 57号, art.
19 says; only a scheme that the pack names is noticed anew (43号, art. 15).
"""

from __future__ import annotations

from chalicelib.case.documents import CaseDocument
from chalicelib.case.states import Track
from chalicelib.policy import Parameters

POSTED, ANEW = "notice.posted", "notice.anew"
APPRAISED = "appraisal.scheme"


def is_posted(scheme: str, case: CaseDocument, parameters: Parameters) -> bool:
    """Whether the opinion on a case of the scheme is posted, as the case stands now."""
    if case.track is not Track.STANDARD:
        return False
    return (
        is_anew(scheme, parameters) if "objected" in case.facts else _is(POSTED, scheme, parameters)
    )


def is_anew(scheme: str, parameters: Parameters) -> bool:
    """Whether the new opinion after an objection is posted again."""
    return _is(ANEW, scheme, parameters)


def is_appraised(scheme: str, parameters: Parameters) -> bool:
    """Whether villagers may appraise what was objected to, in the place of another survey."""
    return _is(APPRAISED, scheme, parameters)


def basis(scheme: str, parameters: Parameters) -> str:
    """The text by which an objection to a notice is looked into, as a letter quotes it."""
    named = (*parameters.every(ANEW), *parameters.every(POSTED))
    return next(one.citation for one in named if one.amount == scheme)


def _is(named: str, scheme: str, parameters: Parameters) -> bool:
    return scheme in {value.amount for value in parameters.every(named)}

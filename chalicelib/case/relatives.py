"""Whose close relatives are in a case: they have no part in it, whatever it is (57号, art. 11)."""

from __future__ import annotations

from chalicelib.case.documents import CaseDocument


def staff_of(case: CaseDocument) -> frozenset[str]:
    """Who of the staff is in the case, or entered somebody of it as their own close relative."""
    return frozenset(
        one["staff"] for one in case.documents.get("relatives", ()) if one["of"] == "staff"
    )

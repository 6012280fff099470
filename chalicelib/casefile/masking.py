"""What is shown to whoever names no purpose: every person masked, wherever a document names one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.domain import identity

_WRITTEN = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Za-z])")
"""An identity number or a mobile number in a text."""


def masked(part: Any) -> Any:
    """A part of a case with people and accounts masked, at whatever depth they stand.

    A person is whatever has a name, an identity number, a day of birth or a phone; an account
    whatever has a bank and a number. In what people wrote freely, numbers are masked as well.
    """
    if isinstance(part, Mapping):
        return _account(identity.masked_person({name: masked(one) for name, one in part.items()}))
    if isinstance(part, list | tuple):
        return [masked(one) for one in part]
    if isinstance(part, str):
        return _WRITTEN.sub(lambda found: identity.masked(found[0]), part)
    return part


def _account(shown: dict[str, Any]) -> dict[str, Any]:
    if {"bank", "number"} <= shown.keys():
        shown["number"] = "*" * 4 + shown["number"][-4:]
    return shown

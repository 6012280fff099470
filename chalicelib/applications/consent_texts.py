"""The texts of the authorisation to verify and to be watched: which are known, which is signed now.

A text is a value of the pack under its version and stays known for ever; a signature names
version and digest, so that nobody can say afterwards that another text was signed.
"""

from __future__ import annotations

import hashlib

from chalicelib.applications.contract import ConsentText, SignedText
from chalicelib.policy import Parameters


def current(parameters: Parameters) -> ConsentText:
    """The text that is signed now."""
    version = str(parameters.value("consent.version").amount)
    text = str(parameters.value("consent.text", version=version).amount)
    return ConsentText(version=version, digest=_digest(text), text=text)


def faults(signed: SignedText, parameters: Parameters) -> list[str]:
    """The fields of `signed` that name no text of ours: its version, or its digest."""
    for value in parameters.every("consent.text"):
        if value.holds({"version": signed.text_version}):
            known = _digest(str(value.amount)) == signed.text_digest
            return [] if known else ["text_digest"]
    return ["text_version"]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

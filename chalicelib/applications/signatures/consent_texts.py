"""The texts of the authorisation to verify and to be watched: which is signed now.

A text is a value of the pack under its version and stays known for ever; a signature names
version and digest, so that nobody can say afterwards that another text was signed. Who read a text
before it was superseded may still sign it until the end of the next day.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from chalicelib.applications.signatures.signing_contract import ConsentText, SignedText
from chalicelib.policy import Parameters
from chalicelib.records.law import Law

STILL_SIGNED = timedelta(days=1)


def current(parameters: Parameters) -> ConsentText:
    """The text that is signed now."""
    version = str(parameters.value("consent.version").amount)
    text = str(parameters.value("consent.text", version=version).amount)
    return ConsentText(version=version, digest=_digest(text), text=text)


def faults(signed: SignedText, law: Law) -> list[str]:
    """The fields of `signed` that name no text that may be signed: its version, or its digest."""
    days = (law.parameters, law.pack.parameters_on(law.day - STILL_SIGNED))
    for text in (current(one) for one in days if one.every("consent.version")):
        if text.version == signed.text_version:
            return [] if text.digest == signed.text_digest else ["text_digest"]
    return ["text_version"]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

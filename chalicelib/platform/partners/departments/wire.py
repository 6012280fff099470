"""What goes over the wire between us and a department: bounds, signatures, questions.

Both sides sign with HMAC-SHA256: a request over method, path, timestamp, nonce and body, an answer
over path, nonce and body, so that no answer can be forged, altered or replayed. That nonce is new
for every try. A question has one of its own in its body, which the answer names, and every line
names the person it is about, its unit and its period.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from chalicelib.domain import names
from chalicelib.platform.partners.departments.findings import Subject
from chalicelib.platform.runtime import incoming
from chalicelib.policy import Source

APP_ID, TIMESTAMP, NONCE, SIGNATURE = "X-App-Id", "X-Timestamp", "X-Nonce", "X-Signature"
MOST_BYTES = incoming.MOST_BYTES
MOST_LETTERS = 64
MOST_NAME = 256  # letters, with whatever padding a register keeps
MOST_LINES = 4096


def signature(key: bytes, body: bytes, *parts: str) -> str:
    """HMAC-SHA256 over these parts and the digest of the body, a line each, in hexadecimal."""
    lines = "\n".join([*parts, hashlib.sha256(body).hexdigest()])
    return hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()


def is_signed(signed: str, key: bytes, body: bytes, *parts: str) -> bool:
    """Whether `signed` is the signature of these parts and body, compared in constant time."""
    return hmac.compare_digest(signed.encode(), signature(key, body, *parts).encode())


def question(
    source: Source,
    request_id: str,
    nonce: str,
    persons: Sequence[Subject],
    disputed: Sequence[str] = (),
    place: str = "",
) -> bytes:
    """The body that asks a source for all its items about persons.

    It names those of its items that the family disputes, so that the source looks again, and the
    city or province (the first digits of its area code) whose department is to answer.
    """
    own = [item.code for item in source.items]
    return _json(
        request_id=request_id,
        nonce=nonce,
        items=own,
        disputed=[code for code in own if code in disputed],
        place=place,
        persons=[
            {name: value for name, value in asdict(person).items() if name != "place"}
            | {"name": names.standard(person.name)}
            for person in persons
        ],
    )


def reminder(request_id: str, nonce: str, ticket: str) -> bytes:
    """The body that asks a source for what it promised."""
    return _json(request_id=request_id, nonce=nonce, ticket=ticket)


def _json(**fields: Any) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()

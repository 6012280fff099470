"""How things are named: cases, accounts, receipts, look-up hashes, and everything else.

Case and account ids follow from what they name, so a repeated request finds the first; look-ups
by identity number go through keyed hashes whose key version is part of the hash.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain import names
from chalicelib.platform.aws import secrets
from chalicelib.platform.runtime.settings import settings

RECEIPT_DIGITS = 12
_ACCOUNT = re.compile("a[a-z2-7]{32}")


def keyed_hash(purpose: str, text: str) -> str:
    """`<key version>.<32 characters>`: equal for equal text, meaningless without the index key."""
    values = _index_keys()
    return _keyed(values, str(values["current"]), purpose, text)


def keyed_hashes(purpose: str, text: str) -> list[str]:
    """The keyed hash of every version of the index key, the current one first: whoever looks for
    what was written before a rotation tries each."""
    values = _index_keys()
    current = str(values["current"])
    versions = [current, *(one for one in sorted(values["keys"]) if one != current)]
    return [_keyed(values, version, purpose, text) for version in versions]


def _index_keys() -> Mapping[str, Any]:
    return secrets.secret(settings().need("index_secret_arn"), secrets.SELDOM_CHANGED)


def _keyed(values: Mapping[str, Any], version: str, purpose: str, text: str) -> str:
    key = base64.b64decode(values["keys"][version])
    digest = hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()[:20]
    return f"{version}.{base64.b32encode(digest).decode().lower()}"


def account_id(openid: str) -> str:
    """The account of a WeChat user: `a` + keyed hash of the openid."""
    return "a" + keyed_hash("account", openid).partition(".")[2]


def is_account(text: str) -> bool:
    """Whether this is the id of a citizen's account."""
    return _ACCOUNT.fullmatch(text) is not None


def case_id(account: str, form_id: str) -> str:
    """The case that this account's form names, the same for every repetition of the submission."""
    return "c" + keyed_hash("case", f"{account}\0{form_id}").partition(".")[2]


def identity_hash(number: str) -> str:
    """The look-up hash of an identity number."""
    return keyed_hash("identity", number)


def people_hashes(
    people: Sequence[Mapping[str, Any]], account: str, known: Mapping[int, str] | None = None
) -> list[str]:
    """The look-up hashes of the people of a case, one each, in their order.

    Name and birth are no identity: whoever has no number is known by them within one account
    alone, and a second one of the same name and birth (twins without a name) is somebody else.
    Who has a hash already has it in `known`, by their place.
    """
    hashes = dict(known or {})
    for at, person in enumerate(people):
        number = person.get("identity_number")
        if number:
            hashes[at] = identity_hash(number)
        elif at not in hashes:
            alike = (_unnumbered(person, account, times) for times in itertools.count())
            hashes[at] = next(one for one in alike if one not in hashes.values())
    return [hashes[at] for at in range(len(people))]


def _unnumbered(person: Mapping[str, Any], account: str, times: int) -> str:
    known = (account, names.folded(person["name"]), person["born"], str(times))
    return keyed_hash("unnumbered", "\0".join(known))


def derived_id(*parts: str) -> str:
    """An id that follows from `parts` alone (no personal data in them): 26 of 0-9A-V."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()[:16]
    return base64.b32hexencode(digest).decode().rstrip("=")


def receipts(case: str) -> Iterator[str]:
    """The receipt numbers that a case (its id) may have, the same in the same order for every
    repetition: nobody guesses them, and the first that no other case has is taken.

    Each is 12 digits and one check digit (ISO 7064 MOD 11,10).
    """
    from stdnum.iso7064 import mod_11_10

    for number in itertools.count():
        digits = number_of("receipt", f"{case}\0{number}", RECEIPT_DIGITS)
        yield digits + str(mod_11_10.calc_check_digit(digits))


def number_of(purpose: str, text: str, digits: int) -> str:
    """A number of so many digits that follows from `text`, and that nobody guesses."""
    hashed = keyed_hash(purpose, text).partition(".")[2]
    drawn = int.from_bytes(base64.b32decode(hashed.upper())) % 10**digits
    return f"{drawn:0{digits}}"


def uuid7(now: datetime) -> str:
    """A UUID version 7 (RFC 9562, section 5.7) of the instant `now`: sorts by time."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    from uuid import UUID

    return str(UUID(int=value))


def begun(uuid: str) -> datetime:
    """The instant of a UUID version 7; ValueError for what is none."""
    from uuid import UUID

    return datetime.fromtimestamp((UUID(uuid).int >> 80) / 1000, UTC)

"""WeChat's face verification 2.0: a phone films whoever is before it, and WeChat says who it is.

Whoever holds the phone may film anybody; what counts is the face. The documentation gives the
fields, the `verify_ret` and that an answer to other values than the first ones is an errcode; the
numbers of those errcodes, and that an id is good for one filming, are assumed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from werkzeug.wrappers import Response

from chalicelib.domain.names import standard
from chalicelib.platform.runtime.clock import Clock
from local.simulators.tencent import answered, failed

LASTS = timedelta(seconds=3600)

DONE = 0  # the code that a phone gets when it has filmed
PASSED, MISMATCH, ANOTHER_FACE, NOT_FINISHED = 10000, 10003, 10004, 10300
INVALID_ID, INVALID_USER = 10017, 10041
CANCELLED, NETWORK, CAMERA_DENIED, BAD_LIGHT = 90004, 90007, 90008, 90011

UNKNOWN_OPENID, BAD_ARGUMENT, UNKNOWN_ID, EMPTY = 40003, 40097, 84001, 84006

_SEQUENCE = re.compile(r"[0-9A-Za-z_-]{5,32}")
_CARD = re.compile(r"[1-7][0-9]{16}[0-9X]")  # a mainland card; 8 and 9 begin those of others


@dataclass
class Verification:
    """One verification: which phone, whose card, until when it may begin, how it came out."""

    openid: str
    out_seq_no: str
    name: str = field(repr=False)
    number: str = field(repr=False)
    ends: datetime
    verify_ret: int = NOT_FINISHED


@dataclass
class FaceVerification:
    """WeChat's side of it, and the phones'; `people` are the openids that it knows.

    `troubles` say what goes wrong on somebody's phone, as a `verify_ret`, by openid.
    """

    clock: Clock
    people: set[str]
    troubles: dict[str, int] = field(default_factory=dict)
    verifications: dict[str, Verification] = field(default_factory=dict)

    def begin(self, given: Mapping[str, Any]) -> Response:
        """The answer to getverifyid."""
        card = given.get("cert_info")
        wrong = self._faulty(given) or _faulty_card(card)
        if wrong or not isinstance(card, dict):
            return failed(wrong)
        verify_id = f"verify-{len(self.verifications) + 1:06d}".ljust(256, "x")
        self.verifications[verify_id] = Verification(
            openid=given["openid"],
            out_seq_no=given["out_seq_no"],
            name=card["cert_name"],
            number=card["cert_no"],
            ends=self.clock.now() + LASTS,
        )
        seconds = int(LASTS.total_seconds())
        return answered(
            {"errcode": 0, "errmsg": "ok", "verify_id": verify_id, "expires_in": seconds}
        )

    def query(self, given: Mapping[str, Any]) -> Response:
        """The answer to queryverifyinfo: to the very values with which it was begun."""
        one = self.verifications.get(str(given.get("verify_id")))
        if one is None or given.get("out_seq_no") != one.out_seq_no:
            return failed(UNKNOWN_ID, "invalid identify id")
        if given.get("openid") != one.openid:
            return failed(UNKNOWN_OPENID, "openid mismatch")
        if given.get("cert_hash") != _hash_of(one):
            return failed(BAD_ARGUMENT, "cert_hash mismatch")
        return answered({"errcode": 0, "errmsg": "ok", "verify_ret": one.verify_ret})

    def film(self, openid: str, verify_id: str, name: str, number: str) -> int:
        """What `wx.requestFacialVerify` does on a phone with this person before it; its errCode.

        Once filmed, the same comes out whoever is filmed again. After an hour, or on the phone of
        somebody else, nothing is filmed at all.
        """
        one = self.verifications.get(verify_id)
        if one is None or one.ends <= self.clock.now():
            return INVALID_ID
        if one.openid != openid:
            return INVALID_USER
        if one.verify_ret == NOT_FINISHED:
            one.verify_ret = self.troubles.get(openid) or _compared(one, name, number)
        return DONE if one.verify_ret == PASSED else one.verify_ret

    def _faulty(self, given: Mapping[str, Any]) -> int:
        if given.get("openid") not in self.people:
            return UNKNOWN_OPENID
        sequence = given.get("out_seq_no")
        if not isinstance(sequence, str) or not _SEQUENCE.fullmatch(sequence):
            return BAD_ARGUMENT
        used = any(one.out_seq_no == sequence for one in self.verifications.values())
        return BAD_ARGUMENT if used else 0


def _faulty_card(card: object) -> int:
    if not isinstance(card, dict) or card.get("cert_type") != "IDENTITY_CARD":
        return BAD_ARGUMENT
    if not card.get("cert_name") or not card.get("cert_no"):
        return EMPTY
    return 0 if _CARD.fullmatch(card["cert_no"]) else BAD_ARGUMENT


def _compared(one: Verification, name: str, number: str) -> int:
    """The face is known by its number; the register has one name for it."""
    if number != one.number:
        return ANOTHER_FACE
    return PASSED if standard(name) == one.name else MISMATCH


def _hash_of(one: Verification) -> str:
    kind, name, number = (
        base64.b64encode(text.encode()).decode() for text in ("IDENTITY_CARD", one.name, one.number)
    )
    text = f"cert_type={kind}&cert_name={name}&cert_no={number}"
    return hashlib.sha256(text.encode()).hexdigest()

"""What WeCom tells us by itself: signed, encrypted, and true for a short while.

Wire format: developer.work.weixin.qq.com, 回调配置 and 加解密方案说明. AES-256-CBC under the key
of 43 characters, whose first 16 bytes are the IV; padded to 32 bytes; the plain text is 16 random
bytes, the length of the message in 4, the message, and for whom it is. Its signature is the SHA-1
of token, timestamp, nonce and cipher text, sorted: WeCom's choice, and no secret rests on it alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from chalicelib.domain.errors import Refused

BLOCK, RANDOM, LENGTH = 32, 16, 4
SIGNED = ("msg_signature", "timestamp", "nonce")
"""The parameters of the address to which a message comes."""
FRESH = timedelta(minutes=10)
"""WeCom tries again within seconds; what is older was recorded by somebody and is played again."""


@dataclass(frozen=True)
class Envelope:
    """A message as it travels: sealed, with what its signature is made of."""

    signature: str
    timestamp: str
    nonce: str
    sealed: str = field(repr=False)

    @property
    def query(self) -> dict[str, str]:
        """What its address says of it."""
        values = (self.signature, self.timestamp, self.nonce)
        return dict(zip(SIGNED, values, strict=True))


@dataclass(frozen=True)
class Callbacks:
    """How one app's messages are sealed: its token, its key (43 characters), and for whom."""

    token: str = field(repr=False)
    encoding_key: str = field(repr=False)
    receiver: str

    def opened(self, signed: Mapping[str, str], sealed: str, now: datetime) -> bytes:
        """The message that the query signs; Refused("wecom.signature") for what WeCom did not send
        to us just now, and ("wecom.sealed") for what cannot be opened though it did."""
        signature, timestamp, nonce = (signed.get(name, "") for name in SIGNED)
        envelope = Envelope(signature, timestamp, nonce, sealed)
        given, made = envelope.signature.encode(), self._signature(envelope).encode()
        if not hmac.compare_digest(given, made) or not _is_fresh(envelope.timestamp, now):
            raise Refused("wecom.signature")
        try:
            return self._plain(base64.b64decode(envelope.sealed, validate=True))
        except (ValueError, binascii.Error):
            raise Refused("wecom.sealed") from None

    def sealed(self, message: bytes, now: datetime) -> Envelope:
        """A message as WeCom sends it: what our answers and the simulator need."""
        length = len(message).to_bytes(LENGTH, "big")
        plain = secrets.token_bytes(RANDOM) + length + message + self.receiver.encode()
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        cipher = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        text = base64.b64encode(cipher).decode()
        named = Envelope("", str(int(now.timestamp())), secrets.token_hex(8), text)
        return Envelope(self._signature(named), named.timestamp, named.nonce, text)

    def _plain(self, cipher: bytes) -> bytes:
        decryptor = self._cipher().decryptor()
        padded = decryptor.update(cipher) + decryptor.finalize()
        padding = padded[-1] if padded else 0
        if not 1 <= padding <= BLOCK:
            raise ValueError("padding")
        plain = padded[RANDOM:-padding]
        length = int.from_bytes(plain[:LENGTH], "big")
        message, receiver = plain[LENGTH : LENGTH + length], plain[LENGTH + length :]
        if receiver != self.receiver.encode():
            raise ValueError("for another")
        return message

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.encoding_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def _signature(self, envelope: Envelope) -> str:
        parts = sorted((self.token, envelope.timestamp, envelope.nonce, envelope.sealed))
        return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _is_fresh(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= FRESH.total_seconds()

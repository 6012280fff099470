"""Photos that stand for texts, as phones take them."""

from __future__ import annotations

import hashlib


def digest(text: str) -> str:
    """The digest of a photo or signature that stands for `text`."""
    return hashlib.sha256(photo(text)).hexdigest()


def photo(text: str) -> bytes:
    """A photo that stands for `text`: a JPEG of eight by eight grey points, the text its remark."""
    remark = text.encode()
    return b"\xff\xd8\xff\xfe" + (len(remark) + 2).to_bytes(2) + remark + _GREY


_GREY = bytes.fromhex(
    f"ffdb0043 00 {'01' * 64}"  # how coarse: not at all
    "ffc0000b 08 0008 0008 01 011100"  # eight by eight points of one component
    f"ffc40014 00 01{'00' * 15} 00"  # the codes of brightness and of detail: one each, for nothing
    f"ffc40014 10 01{'00' * 15} 00"
    "ffda0008 01 0100 003f00 3f"  # one block without anything
    "ffd9"
)


HEIC = bytes.fromhex("00000018667479706865696300000000")
"""How an iPhone's photo begins, whatever it calls itself."""

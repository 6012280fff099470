"""Whether a family's photo or file can be opened, told by how it begins and ends.

A file that S3 took is as long as the phone said and has the digest that the phone said; what the
phone sent may still be of another kind, cut off by its album, or locked.
"""

from __future__ import annotations

import re

LOOKED_AT = 64 * 1024
"""How many bytes of the beginning and of the end are looked at."""
LEAST_BYTES = 100
"""No picture and no document is shorter."""

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"

_HEIF = re.compile(rb"....ftyp(?:hei|hev|mif|mia|msf|avi)", re.DOTALL)
"""HEIC and AVIF: the container's brand (ISO/IEC 23008-12), as newer phones take photos."""
_NOT_OF_THE_SCAN = re.compile(rb"\xff[^\x00\xc4\xd0-\xd7\xda\xff]")
"""A marker that does not occur inside a JPEG's picture data."""
_LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def fault(media_type: str, size: int, begins: bytes, ends: bytes) -> str | None:
    """The code of what keeps a file from being read; None of one that nothing speaks against.

    `begins` and `ends` are its first and last 64 KB, the whole file where it has no more.
    """
    if _HEIF.match(begins):
        return "paper.heic"
    if size < LEAST_BYTES:
        return "paper.too_small"
    if not _is(media_type, begins):
        return "paper.another_kind"
    if media_type == PDF and _LOCKED.search(begins + ends):
        return "paper.locked"
    return None if _whole(media_type, size, begins, ends) else "paper.cut"


def _is(media_type: str, begins: bytes) -> bool:
    if media_type == JPEG:
        return begins.startswith(b"\xff\xd8\xff")
    if media_type == PNG:
        return begins.startswith(b"\x89PNG\r\n\x1a\n")
    return b"%PDF-" in begins[:1024]  # some programs write a few bytes before it


def _whole(media_type: str, size: int, begins: bytes, ends: bytes) -> bool:
    """Whether a file has its end; what a phone adds after it does not count."""
    if media_type == PDF:
        return b"%%EOF" in ends
    if media_type == PNG:
        return b"IEND\xaeB`\x82" in ends  # with its checksum
    if size < len(begins) + len(ends):  # both together are the file
        whole = begins + ends[len(begins) - size :] if size > len(begins) else begins
        return b"\xff\xd9" in whole[_picture_data(whole) :]
    if _picture_data(begins) >= size:
        return False  # it ends among what is said before the picture
    # a moving picture may follow, or zeros, far longer than what is looked at
    return not ends.strip(b"\0") or bool(_NOT_OF_THE_SCAN.search(ends))


def _picture_data(jpeg: bytes) -> int:
    """Where the segments before the picture data end: a preview among them has an end too."""
    at = 2
    while jpeg[at : at + 1] == b"\xff" and jpeg[at + 1 : at + 2] not in {b"\xda", b"\xd9", b""}:
        filled = jpeg[at + 1] == 0xFF
        at += 1 if filled else 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return at

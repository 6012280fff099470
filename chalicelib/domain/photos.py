"""Whether a family's photo or file can be opened, judging by its first and last bytes.

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
_MARKER = re.compile(rb"\xff+([^\x00\xff])")
"""What a JPEG's segments begin with; decoders pass over whatever stands before it."""
_SCAN, _END = b"\xda", b"\xd9"
_NOT_OF_THE_SCAN = re.compile(rb"\xff[^\x00\xc4\xd0-\xd7\xda\xff]")
"""A marker that does not occur inside a JPEG's picture data."""
_OTHER_FILES = (
    b"PK",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"Rar!",
    b"7z",
    b"\xff\xd8",
    b"\x89PNG",
    b"GIF",
)
"""How files begin that may hold a PDF and are none: archives, office documents, pictures."""
_OBJECT = re.compile(rb"\d\s+\d+\s+obj")
_LINEARIZED = re.compile(rb"<<[^>]*/Linearized[^>]*>>")
"""A PDF for the web begins with its length, and says %%EOF once near its beginning."""
_LENGTH = re.compile(rb"/L\s*(\d+)")
_TRIMMED = 16
"""So many bytes after the last word are lost on the way without any harm."""
_LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def begins_later(media_type: str, size: int, begins: bytes) -> bool:
    """Whether a picture begins behind the first 64 KB of its file: then all of it is looked at."""
    if len(begins) >= size or not _is(media_type, begins):
        return False
    return not _has_picture(media_type, begins)


def picture(whole: bytes) -> str:
    """As which kind a file is looked at that was sent without one: PNG where it begins so, else
    JPEG."""
    return PNG if _is(PNG, whole) else JPEG


def fault(media_type: str, size: int, begins: bytes, ends: bytes) -> str | None:
    """The code of what keeps a file from being read; None of one that nothing speaks against.

    `begins` and `ends` are its first and last 64 KB, the whole file where it has no more; `begins`
    is the whole file also where the picture `begins_later`.
    """
    if _HEIF.match(begins):
        return "paper.heic"
    if size < LEAST_BYTES:
        return "paper.too_small"
    if not _is(media_type, begins):
        return "paper.another_kind"
    if media_type == PDF and _LOCKED.search(begins + ends):
        return "paper.locked"
    has = _has_picture(media_type, begins)
    return None if has and _whole(media_type, size, begins, ends) else "paper.cut"


def _is(media_type: str, begins: bytes) -> bool:
    if media_type == JPEG:
        return begins.startswith(b"\xff\xd8\xff")
    if media_type == PNG:
        return begins.startswith(b"\x89PNG\r\n\x1a\n")
    # some programs write a few bytes before it
    return b"%PDF-" in begins[:1024] and not begins.startswith(_OTHER_FILES)


def _has_picture(media_type: str, begins: bytes) -> bool:
    """Whether the picture, or the content of a document, begins here."""
    if media_type == JPEG:
        scan = _scan(begins)
        return scan is not None and scan < len(begins)
    if media_type == PNG:
        return begins[12:16] == b"IHDR" and b"IDAT" in begins
    return _OBJECT.search(begins) is not None


def _whole(media_type: str, size: int, begins: bytes, ends: bytes) -> bool:
    """Whether a file has its end; what a phone adds after it does not count."""
    if media_type == PDF:
        return _is_whole_pdf(size, begins, ends)
    if media_type == PNG:
        return b"IEND\xaeB`\x82" in ends  # with its checksum
    if size < len(begins) + len(ends):  # both together are the file
        whole = begins + ends[len(begins) - size :] if size > len(begins) else begins
        return b"\xff\xd9" in whole[_scan(whole) :]
    # a moving picture may follow, or zeros, far longer than what is looked at
    return not ends.strip(b"\0") or bool(_NOT_OF_THE_SCAN.search(ends))


def _is_whole_pdf(size: int, begins: bytes, ends: bytes) -> bool:
    """Whether its last word is there, with no object behind it, and the length that it tells."""
    last = ends.rfind(b"%%EOF")
    if last < 0 or _OBJECT.search(ends, last):
        return False
    header = _LINEARIZED.search(begins[:LOOKED_AT])
    length = _LENGTH.search(header[0]) if header else None
    return length is None or int(length[1]) <= size + _TRIMMED


def _scan(jpeg: bytes) -> int | None:
    """Where the picture data begins, or how far its segments reach; None where it has none.

    A preview among the segments has picture data too, which is no picture of this one.
    """
    at = 2
    while marker := _MARKER.search(jpeg, at):
        if marker[1] == _SCAN:
            return marker.start()
        if marker[1] == _END:
            return None
        at = marker.end() + int.from_bytes(jpeg[marker.end() : marker.end() + 2])
    return max(at, len(jpeg))

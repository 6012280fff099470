"""A file that cannot be opened is known by how it begins and ends."""

import io
import random
import struct
import zlib

import pydyf
import pypdf
import pytest

from chalicelib.domain.photos import JPEG, LOOKED_AT, PDF, PNG, fault
from local.photos import photo


def looked_at(media_type, content):
    return fault(media_type, len(content), content[:LOOKED_AT], content[-LOOKED_AT:])


def with_preview(content):
    """The photo with a small one among the segments before the picture, as phones make it."""
    preview = photo("preview")
    segment = b"\xff\xe1" + (len(preview) + 2).to_bytes(2) + preview
    return content[:2] + segment + content[2:]


def long_photo(after=b""):
    """A photo of 200 KB, and what a phone adds to it."""
    picture = random.Random(1).randbytes(200_000).replace(b"\xff", b"\xff\x00")
    return photo("")[:-3] + picture + b"\xff\xd9" + after


def png(width=60):
    def chunk(kind, data):
        told = kind + data
        return struct.pack(">I", len(data)) + told + struct.pack(">I", zlib.crc32(told))

    header = struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)
    noise = random.Random(1)
    lines = b"".join(b"\0" + noise.randbytes(width) for _ in range(width))
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def pdf(password=None, objects=0):
    made, out = pydyf.PDF(), io.BytesIO()
    for _ in range(objects):
        made.add_object(pydyf.String("x"))
    made.write(out)
    if password is None:
        return out.getvalue()
    locked, kept = pypdf.PdfWriter(out), io.BytesIO()
    locked.encrypt(password)
    locked.write(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (JPEG, photo("")),
        (JPEG, long_photo()),
        (JPEG, with_preview(photo(""))),
        (JPEG, with_preview(long_photo())),
        (JPEG, long_photo(after=b"\0" * 40_000)),
        (JPEG, long_photo(after=random.Random(2).randbytes(300_000))),  # a moving picture
        (JPEG, photo("")[:2] + b"\xff\xff\xff" + photo("")[2:]),  # filled up between segments
        (PNG, png()),
        (PNG, png(width=400)),
        (PDF, pdf()),
        (PDF, pdf(objects=2000)),
        (PDF, b"\r\n" + pdf()),
        (PDF, pdf().replace(b"%%EOF", b"%%EOF\r\n\0\0")),
    ],
)
def test_what_phones_and_offices_make_is_taken(media_type, content):
    assert looked_at(media_type, content) is None


@pytest.mark.parametrize("brand", ["heic", "heix", "hevc", "mif1", "msf1", "avif", "avis"])
@pytest.mark.parametrize("media_type", [JPEG, PNG, PDF])
def test_a_photo_of_a_newer_phone_is_known_by_name_whatever_it_is_called(media_type, brand):
    container = b"\x00\x00\x00\x18ftyp" + brand.encode()
    assert looked_at(media_type, container + b"\0" * 4) == "paper.heic"
    assert looked_at(media_type, container + b"\0" * 5000) == "paper.heic"


@pytest.mark.parametrize(
    ("size", "told"), [(99, "paper.too_small"), (100, "paper.cut"), (0, "paper.too_small")]
)
def test_nothing_can_be_read_of_less_than_100_bytes(size, told):
    assert looked_at(JPEG, photo("")[:size]) == told


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (JPEG, png()),
        (JPEG, pdf()),
        (JPEG, b"\xff\xd8" + b"no segment" * 20 + b"\xff\xd9"),
        (PNG, photo("")),
        (PDF, photo("")),
        (JPEG, b"\x00\x00\x00\x18ftypmp42" + b"\0" * 5000),
        (JPEG, b"RIFF\x00\x10\x00\x00WEBPVP8 " + b"\0" * 5000),
        (JPEG, b"<html>" * 50),
        (PDF, b" " * 1024 + pdf()),
    ],
)
def test_a_file_of_another_kind_is_told(media_type, content):
    assert looked_at(media_type, content) == "paper.another_kind"


@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (JPEG, photo("")),
        (JPEG, long_photo()),
        (JPEG, with_preview(photo(""))),
        (PNG, png()),
        (PNG, png(width=400)),
        (PDF, pdf()),
    ],
)
def test_a_file_whose_end_is_missing_is_told(media_type, content, part):
    cut = content[: max(100, int(len(content) * part) - 1)]
    assert looked_at(media_type, cut) == "paper.cut"


@pytest.mark.parametrize("objects", [0, 3000])
def test_a_document_with_a_password_is_told(objects):
    assert looked_at(PDF, pdf("secret", objects)) == "paper.locked"

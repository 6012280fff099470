"""A file that cannot be opened is known by how it begins and ends."""

import io
import random
import struct
import zlib

import pydyf
import pypdf
import pytest

from chalicelib.domain.photos import JPEG, LOOKED_AT, PDF, PNG, begins_later, fault
from local.population.photos import photo


def looked_at(media_type, content):
    begins = content[:LOOKED_AT]
    if begins_later(media_type, len(content), begins):
        begins = content
    return fault(media_type, len(content), begins, content[-LOOKED_AT:])


def with_preview(content):
    """The photo with a small one among the segments before the picture, as phones make it."""
    preview = photo("preview")
    segment = b"\xff\xe1" + (len(preview) + 2).to_bytes(2) + preview
    return content[:2] + segment + content[2:]


def long_photo(after=b""):
    """A photo of 200 KB, and what a phone adds to it."""
    picture = random.Random(1).randbytes(200_000).replace(b"\xff", b"\xff\x00")
    return photo("")[:-3] + picture + b"\xff\xd9" + after


def with_segments(content, *sizes):
    """The photo with segments of so many bytes before the picture: depth maps, profiles, notes."""
    noise = random.Random(3)
    made = (b"\xff\xe2" + (size + 2).to_bytes(2) + noise.randbytes(size) for size in sizes)
    return content[:2] + b"".join(made) + content[2:]


def for_the_web(length=0):
    """A linearised document of two objects: it says %%EOF at its beginning and at its end."""
    head = b"%PDF-1.6\n1 0 obj\n<</Linearized 1/L {:07d}/H [ 5 7]/O 2/E 9>>\nendobj\n"
    first = b"xref\n0 1\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
    picture = b"x" * 20_000
    rest = b"2 0 obj\n<</Length 20000>>\nstream\n" + picture + b"\nendstream\nendobj\n"
    end = b"xref\n1 1\ntrailer\n<<>>\nstartxref\n70\n%%EOF\n"
    whole = len(head) - len("{:07d}") + 7 + len(first + rest + end)
    return head.replace(b"{:07d}", b"%07d" % (length or whole)) + first + rest + end


def png(width=60, before=b""):
    def chunk(kind, data):
        chunk_body = kind + data
        return struct.pack(">I", len(data)) + chunk_body + struct.pack(">I", zlib.crc32(chunk_body))

    header = struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)
    noise = random.Random(1)
    lines = b"".join(b"\0" + noise.randbytes(width) for _ in range(width))
    profile = chunk(b"iCCP", before) if before else b""
    picture = chunk(b"IDAT", zlib.compress(lines))
    data = chunk(b"IHDR", header) + profile + picture + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def pdf(password=None, objects=0):
    made, out = pydyf.PDF(), io.BytesIO()
    for _ in range(objects):
        made.add_object(pydyf.String("x"))
    made.write(out)
    if password is None:
        return out.getvalue()
    locked, saved = pypdf.PdfWriter(out), io.BytesIO()
    locked.encrypt(password)
    locked.write(saved)
    return saved.getvalue()


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
        (JPEG, photo("").replace(b"\xff\xdb", b"\0\0\xff\xdb", 1)),  # bytes of no segment
        (JPEG, with_segments(photo(""), 60_000, 60_000, 60_000)),
        (JPEG, with_segments(long_photo(), 60_000, 60_000)),
        (JPEG, with_segments(long_photo(after=b"\0" * 90_000), 65_000)),
        *((JPEG, with_segments(photo(""), LOOKED_AT - 60 + more)) for more in range(-20, 20)),
        (PNG, png()),
        (PNG, png(width=400)),
        (PNG, png(before=b"\0" * 90_000)),
        (PDF, pdf()),
        (PDF, pdf(objects=2000)),
        (PDF, for_the_web()),
        (PDF, for_the_web()[:-1]),
        (PDF, for_the_web() + b"\0" * 30_000),
        (PDF, for_the_web() + b"9 0 obj\n<<>>\nendobj\nxref\ntrailer\n<<>>\nstartxref\n0\n%%EOF"),
        (PDF, pdf() + b"<!-- sent by the mail gateway -->"),
        (PDF, b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n" + pdf()),
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
    ("size", "fault"), [(99, "paper.too_small"), (100, "paper.cut"), (0, "paper.too_small")]
)
def test_nothing_can_be_read_of_less_than_100_bytes(size, fault):
    assert looked_at(JPEG, photo("")[:size]) == fault


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
        (PDF, b"PK\x03\x04" + b"word/document.xml" * 9 + pdf()),
        (PDF, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + pdf()),
    ],
)
def test_a_file_of_another_kind_is_reported(media_type, content):
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
        (JPEG, with_segments(photo(""), 60_000, 60_000, 60_000)),
        (JPEG, with_segments(long_photo(), 60_000, 60_000)),
        (PNG, png(before=b"\0" * 90_000)),
        (PDF, pdf()),
        (PDF, for_the_web()),
    ],
)
def test_a_file_whose_end_is_missing_is_reported(media_type, content, part):
    cut = content[: max(100, int(len(content) * part) - 1)]
    assert looked_at(media_type, cut) == "paper.cut"


@pytest.mark.parametrize("objects", [0, 3000])
def test_a_document_with_a_password_is_reported(objects):
    assert looked_at(PDF, pdf("secret", objects)) == "paper.locked"


@pytest.mark.parametrize("document", [pdf(), for_the_web()])
def test_a_document_that_was_added_to_and_cut_is_reported(document):
    assert looked_at(PDF, document + b"9 0 obj\n<</Length 900>>\nstream\nxxx") == "paper.cut"


def test_a_document_for_the_web_is_as_long_as_it_says():
    first = for_the_web().index(b"2 0 obj")
    assert looked_at(PDF, for_the_web()[:first]) == "paper.cut"
    assert looked_at(PDF, for_the_web(length=len(for_the_web()) + 17)) == "paper.cut"
    assert looked_at(PDF, for_the_web(length=len(for_the_web()) + 16)) is None


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (JPEG, b"\xff\xd8\xff\xd9" + b"<script>alert(1)</script>" * 9),
        (JPEG, b"\xff\xd8\xff\xd9" + b"<script>alert(1)</script>" * 9000),
        (JPEG, b"\xff\xd8\xff\xfe\0\x04ab" + b"<html>" * 90 + b"\xff\xd9"),
        (PNG, b"\x89PNG\r\n\x1a\n" + b"<html>" * 30 + b"\0\0\0\0IEND\xaeB`\x82"),
        (PNG, png()[:33] + b"\0\0\0\0IEND\xaeB`\x82" * 9),
        (PDF, b"%PDF-1.7\n" + b"<html>" * 90 + b"%%EOF"),
    ],
)
def test_a_picture_without_a_picture_is_reported(media_type, content):
    assert looked_at(media_type, content) == "paper.cut"


@pytest.mark.parametrize("zeros", [0, 200_000])
def test_a_photo_that_ends_among_what_is_said_before_the_picture_is_reported(zeros):
    photo_ = with_segments(long_photo(), 60_000, 60_000, 60_000)
    assert looked_at(JPEG, photo_[:150_000] + b"\0" * zeros) == "paper.cut"

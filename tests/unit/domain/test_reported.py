"""Faults that users of like systems reported in public, tried here; each names its source."""

from __future__ import annotations

from datetime import date

import pytest

from chalicelib.applications import rules
from chalicelib.domain import digits, identity, names
from chalicelib.domain.errors import Refused
from chalicelib.domain.photos import JPEG
from chalicelib.platform.partners.departments.findings import Subject
from chalicelib.platform.partners.departments.wire import question
from chalicelib.platform.partners.wechat import NOT_PASSED
from chalicelib.policy import load_pack
from tests.integration.verification.test_files import FARMING
from tests.unit.domain.test_photos import long_photo, looked_at

NUMBER = identity.with_check_digit("22020119850312012")
CATALOGUE = load_pack("jilin-city").catalogue


# Numbers as people paste them.


@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        (digits.phone, "13900000001"),
        (digits.account_number, "6217000000000000001"),
        (identity.checked, NUMBER),
        (digits.receipt, "1234567890123"),
    ],
)
@pytest.mark.parametrize(
    "marks", ["\u202d{}\u202c", "\u202a{}\u202c", "\u2066{}\u2069", "{}\ufe0f"]
)
def test_a_number_copied_from_an_address_book_is_read_without_its_unseen_marks(
    spelling, number, marks
):
    # verbb/hyper#86, woocommerce/woocommerce#20616 and #58000: U+202A to U+202E, U+FE0F
    assert spelling(marks.format(number)) == number


@pytest.mark.parametrize(
    "typed",
    ["(0432)62041234", "（0432）62041234", "0432-62041234-801", "0432-62041234转801"],
)
def test_an_offices_telephone_is_taken_with_brackets_and_extension(typed):
    # any86/any-rule#144, SFTC/better-js-lib#24
    assert digits.telephone(typed)


# Names.


@pytest.mark.parametrize(
    "name",
    ["\u3164", "\u115f", "\u2800", "\u180e", "乔\u061c素梅", "乔\u00ad素梅", "乔\u034f素梅",
     "\U000e0041乔"],
)  # fmt: skip
def test_what_nobody_can_see_is_no_name_wherever_unicode_keeps_it(name):
    # mucklet/mucklet-client#402, Facepunch/garrysmod-issues#5908, dcccrypto/percolator-launch#2506
    with pytest.raises(Refused, match=r"form\.name"):
        names.checked(name)


@pytest.mark.parametrize(
    ("old", "now"),
    [
        (0xE81E, 0x9FB4), (0xE826, 0x9FB5), (0xE82B, 0x9FB6), (0xE82C, 0x9FB7), (0xE832, 0x9FB8),
        (0xE843, 0x9FB9), (0xE854, 0x9FBA), (0xE864, 0x9FBB), (0xE816, 0x20087), (0xE817, 0x20089),
        (0xE818, 0x200CC), (0xE831, 0x215D7), (0xE83B, 0x2298F), (0xE855, 0x241FE),
    ],
)  # fmt: skip
def test_every_private_character_of_gb18030_is_the_one_of_today(old, now):
    # whatwg/encoding#27, eisoch/irg#27, CNMan/UnicodeCJK-WuBi06#30: Python's codec is of 2005
    assert names.same("测" + chr(old), "测" + chr(now))


@pytest.mark.parametrize("dot", ["﹒", "··"])
def test_a_small_full_stop_and_a_dot_typed_twice_are_dots_too(dot):
    # chinanews.com/sh/2016/01-27/7736202.shtml: full, half, middle and low dots, one name
    assert names.same("测力提·试合买提", f"测力提{dot}试合买提")


@pytest.mark.parametrize("name", ["龙\U000e0100", "e\u0301"])
def test_a_name_of_one_character_and_its_mark_is_masked_whole(name):
    assert names.masked(name) == "*"


@pytest.mark.parametrize(
    ("typed", "meant"), [("测　芳", "测芳"), ("测力提•试合买提", "测力提·试合买提")]
)
def test_departments_are_asked_about_a_name_as_registers_write_it(typed, meant):
    # bsnsh.com/so/35466.html, adptt.cc: a blank or another dot, and nobody of that name is found
    body = question(FARMING, "case-1", "nonce", [Subject(0, NUMBER, typed)]).decode()
    assert f'"name": "{meant}"' in body


# Photos and documents.


def with_segments(content, *segments):
    made = b"".join(b"\xff\xe1" + (len(one) + 2).to_bytes(2) + one for one in segments)
    return content[:2] + made + content[2:]


@pytest.mark.parametrize("zeros", [70_000, 1_500_000])
def test_a_whole_photo_with_long_padding_is_taken(zeros):
    # digital-preservation/pronom-research-week#13 (macOS pads by megabytes), easyexif#17
    assert looked_at(JPEG, long_photo(after=b"\0" * zeros)) is None


@pytest.mark.parametrize("preview", [20_000, 60_000])
@pytest.mark.parametrize("cut", [66_000, 72_000, 76_000])
def test_a_preview_before_the_picture_does_not_hide_that_its_end_is_missing(preview, cut):
    # mayanklahiri/easyexif#29, ParametricPress/01-unraveling-the-jpeg#1
    photo = with_segments(long_photo(), long_photo()[:preview])
    assert looked_at(JPEG, photo[:cut]) == "paper.cut"


def test_a_photo_whose_first_brand_is_miaf_is_told_to_be_of_a_newer_phone():
    # h2non/filetype#163
    container = b"\x00\x00\x00\x1cftypmiaf\0\0\0\0mif1heic"
    assert looked_at(JPEG, container + b"\0" * 5000) == "paper.heic"


# Faces.


@pytest.mark.parametrize(
    ("ret", "code"),
    [
        # developers.weixin.qq.com/community/minihome/doc/00022018230c080f4e1e0dc255b800
        (90100, "proof.cancelled"),
        (90101, "proof.permission"),
        (90108, "proof.capture"),
        (10009, "proof.not_on_file"),
        (90024, "proof.cancelled"),  # queryVerifyInfo's list, another version of it
    ],
)
def test_a_result_that_only_older_lists_have_is_told_as_what_it_is(ret, code):
    assert NOT_PASSED.get(ret) == code


# Households.


def household(*more):
    mother = {"name": "测梅", "identity_number": NUMBER, "relation": "applicant"}
    return {"members": [mother, *more], "account": {"number": "12345678"}}


def test_a_newborn_of_42_is_a_note_for_the_clerk():
    # raft-tech/TANF-app#3457: a reason for no number that nobody holds against the age
    rich = {"name": "测富", "born": "1980-05-05", "no_number": "newborn", "relation": "sibling"}
    assert rules.notes(household(rich), date(2022, 12, 19))


def test_the_same_newborn_three_times_is_a_note_for_the_clerk():
    # bloom-housing/bloom#4083: children of one household, told twice
    baby = {"name": "测宝", "born": "2022-12-05", "no_number": "newborn", "relation": "child"}
    assert rules.notes(household(baby, baby, baby), date(2022, 12, 19))

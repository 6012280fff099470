"""Which text of the authorisation may be signed, where another has taken its place."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.applications.signatures import consent_texts
from chalicelib.applications.signatures.signing_contract import SignedText
from chalicelib.policy import load_pack
from chalicelib.records.law import Law

PACK = load_pack("jilin-city")
OLD = next(one for one in PACK.values if one.name == "consent.version")
OLD_TEXT = next(one for one in PACK.values if one.name == "consent.text")


def superseded_on(day):
    """The city's pack, in which another text is signed from that day on; the old one stays."""
    others = [one for one in PACK.values if one.name not in {"consent.version", "consent.text"}]
    before = replace(OLD, until=date.fromordinal(day.toordinal() - 1))
    after = replace(OLD, start=day, amount="jilin-city-2023-1")
    texts = [
        replace(OLD_TEXT, where={"version": OLD.amount}),
        replace(OLD_TEXT, start=day, amount="新的授权书", where={"version": "jilin-city-2023-1"}),
    ]
    return replace(PACK, values=(*others, before, after, *texts))


def faults(pack, day, version, text):
    digest = hashlib.sha256(text.encode()).hexdigest()
    signed = SignedText(text_version=version, text_digest=digest, signature="0" * 64)
    return consent_texts.faults(signed, Law(pack, day))


@pytest.mark.parametrize(
    ("day", "faulty"),
    [
        (date(2022, 12, 31), []),
        (date(2023, 1, 1), []),
        (date(2023, 1, 2), ["text_version"]),
        (date(2023, 6, 1), ["text_version"]),
    ],
)
def test_a_superseded_text_is_signed_on_the_first_day_of_the_new_one_and_no_longer(day, faulty):
    pack = superseded_on(date(2023, 1, 1))
    assert faults(pack, day, OLD.amount, OLD_TEXT.amount) == faulty


@pytest.mark.parametrize(
    ("day", "faulty"), [(date(2022, 12, 31), ["text_version"]), (date(2023, 1, 1), [])]
)
def test_the_new_text_is_signed_from_its_day_on(day, faulty):
    pack = superseded_on(date(2023, 1, 1))
    assert faults(pack, day, "jilin-city-2023-1", "新的授权书") == faulty


def test_a_version_stands_for_its_own_text():
    pack = superseded_on(date(2023, 1, 1))
    for version, text in (("jilin-city-2023-1", OLD_TEXT.amount), (OLD.amount, "新的授权书")):
        assert faults(pack, date(2023, 1, 1), version, text) == ["text_digest"]


def test_on_the_first_day_of_a_law_its_text_is_signed():
    assert faults(PACK, OLD.start, OLD.amount, OLD_TEXT.amount) == []

"""Citizens read in the language that they ask for; what is kept or staff read is Chinese."""

from __future__ import annotations

import re

import pytest

from local.population.families import MOTHER_OF_TWO
from tests.system.api.conftest import noticed, scene

HAN = re.compile("[㐀-鿿]")


def reads(family, lang, path="timeline"):
    family.client.language = lang
    return family.client.get(f"/v1/cases/{family.case_id}/{path}")


@pytest.fixture
def applied(town):
    stage = scene(town, "mother", MOTHER_OF_TWO)
    stage.family.client.language = "en"
    stage.applies()
    return stage


def test_a_receipt_is_in_the_language_of_whoever_applies(applied):
    receipt = applied.family.receipt
    assert receipt["next"].startswith("The departments are asked when the waiting time is over.")
    assert receipt["office_name"].endswith("(subdistrict)")


def test_a_family_reads_its_timeline_in_english_and_in_chinese_where_it_asks_for_none(applied):
    assert reads(applied.family, "en-GB,en")["stage_words"] == "waiting for verification"
    assert reads(applied.family, "")["stage_words"] == "等待核对"
    (line,) = applied.family.client.get("/v1/cases")["cases"]
    assert line["scheme_name"] == "最低生活保障"


def test_staff_read_chinese_whatever_their_browser_asks_for(applied):
    clerk = applied.clerk(applied.family.receipt["office"])
    assert read_by(clerk, applied)["stage_words"] == "等待核对"


def read_by(clerk, stage):
    clerk.client.language = "en"
    return clerk.client.get(f"/v1/cases/{stage.family.case_id}/timeline")


def test_a_letter_is_in_chinese_however_the_family_reads_and_says_in_english_what_it_is(town):
    family = noticed(town)
    letters = reads(family, "en", "letters")["letters"]
    assert {bool(HAN.search(line)) for one in letters for line in one["lines"]} == {True}
    assert all(HAN.search(one["title"]) and not HAN.search(one["about"]) for one in letters)
    assert [one["about"] for one in reads(family, "zh", "letters")["letters"]] == [
        one["title"] for one in letters
    ]

"""Every noun in a name that others read is explained, in Chinese and in English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import glossary

ROOT = Path(__file__).parents[3]
API = json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))


def test_every_word_in_a_public_name_is_explained_or_an_ordinary_one():
    assert glossary.unknown(glossary.public_names(API)) == {}


@pytest.mark.parametrize("name", ["sparrow", "CaseSparrow", "sparrow_of_case"])
def test_a_noun_that_nobody_explains_is_found(name):
    assert glossary.unknown({name: "somewhere"}) == {"sparrow": "somewhere"}


def test_names_of_files_classes_and_the_api_are_looked_at():
    names = glossary.public_names(API)
    assert {"disbursement", "PaymentLine", "CaseView", "amount_fen", "reconsiderations"} <= {*names}


def test_no_ordinary_word_is_listed_that_no_name_has():
    used = {word for name in glossary.public_names(API) for word in glossary.parts_of(name)}
    listed = (ROOT / "tools/plain_words.txt").read_text("utf-8").split()
    assert listed == sorted(set(listed))
    assert set(listed) - used == set()


def test_each_term_has_both_languages():
    for name, (zh, en) in glossary.terms().items():
        assert zh, name
        assert en, name

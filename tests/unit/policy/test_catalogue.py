"""The catalogue of departments: whole, sound, and every item used or its reason told."""

from datetime import date

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.policy import load_pack
from chalicelib.verification.rules import COMPARED
from chalicelib.words import say

CATALOGUE = load_pack("jilin-city").catalogue

SOURCE = """
[[source]]
code = "pawnshops"
zh = "典当行"
en = "Pawnshops"
level = "city"
answers = "query"
signing = "hmac"
document = "d"
article = "1"
issued = 2022-01-01
fresh_days = 30
sensitivity = "sensitive"

[[source.items]]
code = "pawned"
zh = "当物"
en = "pawned"
type = "money"
unit = "yuan"
period = "moment"
figure = "valuables"
status = "proposed"

[[figure]]
code = "valuables"
meaning = "property"
unit = "fen"
across = "sum"
declared = ["deposits_fen"]
"""


def loaded(folder, text):
    (folder / "p").mkdir()
    (folder / "p" / "a.toml").write_text("[calendar]\nofficial_until = 2026-12-31\noverride = []\n")
    (folder / "p" / "b.toml").write_text(text)
    return load_pack("p", folder).catalogue


def test_twenty_eight_sources_of_three_levels_give_two_hundred_and_seventy_five_items():
    assert len(CATALOGUE.sources) == 28
    assert sum(len(source.items) for source in CATALOGUE.sources) == len(CATALOGUE.items) == 275
    assert {source.level for source in CATALOGUE.sources} == {"city", "province", "nation"}


def test_every_item_comes_to_a_figure_that_is_compared_or_says_why_it_is_only_shown():
    for item in CATALOGUE.items.values():
        if item.shown:
            assert say(f"shown.{item.shown}")
        else:
            assert CATALOGUE.figure_of[item.code].meaning in COMPARED, item.code


def test_no_figure_is_without_an_item_that_tells_of_it():
    told = {figure.code for figure in CATALOGUE.figure_of.values()}
    assert told == {figure.code for figure in CATALOGUE.figures}


def test_every_source_names_the_act_on_which_its_query_rests():
    for source in CATALOGUE.sources:
        assert source.document
        assert source.article
        assert source.issued <= date(2026, 11, 25)


def test_a_source_and_its_item_are_added_as_data(tmp_path):
    catalogue = loaded(tmp_path, SOURCE)
    assert catalogue.by_code["pawnshops"].items[0].zh == "当物"
    assert catalogue.figure_of["pawned"].declared == ("deposits_fen",)
    assert catalogue.source_of["pawned"].citation == "d 1"


@pytest.mark.parametrize(
    ("told", "instead", "code"),
    [
        ('figure = "valuables"\n', "", "policy.without_use"),
        ('figure = "valuables"', 'figure = "valuables"\nshown = "need"', "policy.without_use"),
        ('figure = "valuables"', 'shown = "because"', "policy.unknown_status"),
        ('figure = "valuables"', 'figure = "gold"', "policy.unknown_name"),
        ('unit = "yuan"\n', "", "policy.unknown_unit"),
        ('unit = "yuan"', 'unit = "wan_yuan"', "policy.unknown_status"),
        ('type = "money"', 'type = "bool"', "policy.unknown_unit"),
        ('period = "moment"', 'period = "week"', "policy.unknown_status"),
        ('signing = "hmac"\n', "", "policy.unsigned"),
        ('answers = "query"', 'answers = "file"', "policy.unsigned"),
        ('level = "city"', 'level = "village"', "policy.unknown_status"),
        ("issued = 2022-01-01\n", "", "policy.lacks"),
        ('en = "Pawnshops"', 'en = "Pawnshops"\ncolour = "red"', "policy.unknown_name"),
        ('meaning = "property"', 'meaning = "luck"', "policy.unknown_status"),
        ('across = "sum"', 'across = "least"', "policy.unknown_status"),
    ],
)
def test_a_catalogue_that_cannot_be_trusted_stops_the_pack(tmp_path, told, instead, code):
    assert told in SOURCE
    with pytest.raises(Broken) as broken:
        loaded(tmp_path, SOURCE.replace(told, instead))
    assert broken.value.code == code


@pytest.mark.parametrize("part", ["[[source]]", "[[figure]]"])
def test_nothing_has_the_code_of_another(tmp_path, part):
    _, source, figure = SOURCE.replace("[[figure]]", "[[source]]").split("[[source]]")
    twice = {"[[source]]": source, "[[figure]]": figure}[part]
    with pytest.raises(Broken) as broken:
        loaded(tmp_path, SOURCE + part + twice)
    assert broken.value.code == "policy.twice"


def test_a_city_may_have_its_own_view_of_a_source(tmp_path):
    (tmp_path / "nation").mkdir()
    (tmp_path / "nation" / "a.toml").write_text(SOURCE)
    (tmp_path / "city").mkdir()
    own = SOURCE.partition("[[figure]]")[0].replace("fresh_days = 30", "fresh_days = 7")
    (tmp_path / "city" / "a.toml").write_text(
        '[pack]\nextends = "nation"\n[calendar]\nofficial_until = 2026-12-31\noverride = []\n' + own
    )
    catalogue = load_pack("city", tmp_path).catalogue
    assert catalogue.by_code["pawnshops"].fresh_days == 7
    assert len(catalogue.items) == 1

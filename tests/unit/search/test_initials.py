"""The first letters of names, as clerks type them."""

from __future__ import annotations

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.search.pinyin.initials import initials
from chalicelib.search.rules import SearchTerm, Wanted, terms, wanted

AREAS = {
    "220203000000": "龙潭区",
    "220203007000": "山前街道",
    "220203007001": "新山社区",
    "220203007002": "新山东社区",
    "220211001001": "滨江社区",
}
LONGTAN = "220203000000"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张小丽", ["zxl"]),
        ("单国强", ["dgq", "sgq"]),
        ("曾丽", ["cl", "zl"]),
        ("解放", ["jf", "xf"]),
        ("仇英", ["cy", "qy"]),
        ("万俟乐", ["mql", "msl", "wql", "wsl"]),
        ("王曾", ["wc"]),  # a character that is no surname has its usual reading
        ("欧阳 娜娜", ["oynn"]),
        ("阿依古丽·买买提", ["ayglmmt"]),
        ("KIM MINJI", ["km"]),
        ("王𬭎", ["w"]),
        ("？", []),
    ],
)
def test_a_name_is_found_by_every_reading_of_its_surname(name, letters):
    assert initials(name) == letters


APPLICATION = {
    "members": [
        {"name": "单国强", "identity_number": "22020119800104123X"},
        {"name": "单小丽"},
    ],
    "phone": "13900001234",
    "guardians": [{"name": "李四", "phone": "13900005678"}],
    "living_area": "220203007001",
    "registered_area": "220211001001",
}


def test_an_application_is_found_by_numbers_names_and_places():
    found = {(term.kind, term.value): names for term, names in terms(APPLICATION).items()}
    assert found == {
        ("initials", "dgq"): ["单国强"],
        ("initials", "sgq"): ["单国强"],
        ("initials", "dxl"): ["单小丽"],
        ("initials", "sxl"): ["单小丽"],
        ("four", "123X"): ["单国强"],
        ("four", "1234"): ["单国强"],
        ("four", "5678"): ["李四"],
        ("village", "220203007001"): ["单国强"],
        ("village", "220211001001"): ["单国强"],
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("１２３ x", SearchTerm("four", "123X")),
        ("123X", SearchTerm("four", "123X")),
        ("ZXL", SearchTerm("initials", "zxl")),
        ("2202 0300 1234 5", SearchTerm("receipt", "2202030012345")),
        ("220203007001", SearchTerm("village", "220203007001")),
        ("新山东", SearchTerm("village", "220203007002")),
    ],
)
def test_what_is_typed_says_what_is_looked_for(typed, meant):
    assert wanted(typed, AREAS, LONGTAN) == Wanted(meant)


def test_of_several_villages_of_a_name_one_is_to_be_chosen():
    assert wanted("新山", AREAS, LONGTAN).areas == ("220203007001", "220203007002")


def test_a_name_is_looked_for_by_its_letters_and_must_be_whole():
    assert wanted("单国强", AREAS, LONGTAN) == Wanted(SearchTerm("initials", "dgq"), name="单国强")


@pytest.mark.parametrize("typed", ["12345", "220211001001", "？？", "zx1"])
def test_what_cannot_be_looked_for_is_refused(typed):
    with pytest.raises(Refused, match=r"search\.unclear"):
        wanted(typed, AREAS, LONGTAN)

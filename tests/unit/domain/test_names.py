"""Names: kept byte for byte, compared as people mean them, masked so that something is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import names
from chalicelib.domain.errors import Refused


@pytest.mark.parametrize(
    "name",
    [
        "李𮯰",  # CJK extension I (2023), unknown to Python 3.11
        "欧阳䶮",
        "测力提·试合买提",
        "阿卜杜热合曼·阿布都克热木·买买提依明江",
        "Mary Anne O'Neil-Smith",
        "李",
        "龙\U000e0100某",  # with a mark that chooses the shape
        "\ue863某",  # an old system's private character
        "田　芳",
    ],
)
def test_a_name_is_kept_byte_for_byte(name):
    assert names.checked(name) == name
    assert names.checked(f" \u3000{name}\t") == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "·",
        "乔\n素梅",
        "乔\u202e素梅",
        "乔\u200b素梅",
        "乔\ufffd梅",
        "a" * 61,
        "\x00",
        "\u0301",
    ],
)
def test_what_nobody_can_see_is_no_name(name):
    with pytest.raises(Refused, match=r"form\.name"):
        names.checked(name)


@pytest.mark.parametrize(
    "name", ["=1+1", '=HYPERLINK("http://x","某")', "＝某", "+某", "－某", "@某"]
)
def test_a_formula_is_no_name(name):
    with pytest.raises(Refused, match=r"form\.name"):
        names.checked(name)


@pytest.mark.parametrize("dot", "·•・･．.‧∙⋅")
def test_every_dot_between_the_parts_of_a_name_is_one_dot(dot):
    assert names.same("测力提·试合买提", f"测力提{dot}试合买提")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("测芳", "测　芳"),
        ("测芳", " 测 芳 "),
        ("李隆", "李\uf9dc"),  # a compatibility form of 隆
        ("ＪＯＨＮ Smith", "john smith"),
        ("䶮某", "\ue863某"),
        ("李〇", "李○"),
        ("龙某", "龙\U000e0100某"),
    ],
)
def test_padding_width_case_and_shape_make_nobody_else(one, other):
    assert names.same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("测芳", "测方"), ("测力提·试合买提", "测力提"), ("李𮯰", "李𮯱")]
)
def test_another_name_is_another_person(one, other):
    assert not names.same(one, other)


@pytest.mark.parametrize("name", ["乔?梅", "乔□梅", "〓", "乔＊梅", "乔\ue5e5梅", "乔\ufffd梅"])
def test_a_name_in_which_something_stands_for_a_character_lost_it(name):
    assert names.lost(name)


@pytest.mark.parametrize(
    "name", ["乔素梅", "李𮯰", "\ue863某", "测力提·试合买提", "〇某", "O'Neil-Smith"]
)
def test_a_name_of_rare_or_old_characters_lost_none(name):
    assert not names.lost(name)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("欧阳", "欧*"),  # surname 欧, name 阳
        ("欧　阳", "欧*"),
        ("欧阳修", "欧阳*"),
        ("乔素梅", "乔*"),
        ("李𮯰", "李*"),
        ("李", "*"),
        ("测力提·试合买提", "测*"),
        ("John Smith", "J*"),
    ],
)
def test_a_masked_name_hides_something(name, masked):
    assert names.masked(name) == masked


@given(st.text(min_size=1, max_size=60))
def test_a_masked_name_is_never_the_whole(name):
    assert names.folded(names.masked(name)) != names.folded(name) or "*" in name


@pytest.mark.parametrize(
    ("typed", "registered"),
    [
        ("吴○", "吴〇"),
        ("ＡＮＮＡ　ＬＥＥ", "ANNA LEE"),
        ("Mary Anne O'Neil-Smith", "Mary Anne O'Neil-Smith"),
        ("J. Smith", "J. Smith"),
        ("李\ue826", "李\u9fb5"),
        ("李\uf9dc", "李\u9686"),
        ("龙\U000e0100某", "龙某"),
        ("田　芳", "田芳"),
        ("测力提．试合买提", "测力提·试合买提"),
        ("测力提.试合买提", "测力提·试合买提"),
        ("测力提 . 试合买提", "测力提·试合买提"),
        ("测力提··试合买提", "测力提·试合买提"),
    ],
)
def test_a_name_is_sent_as_registers_write_it(typed, registered):
    assert names.standard(typed) == registered


@given(st.text(max_size=60))
def test_a_name_as_registers_write_it_is_of_the_same_person(name):
    assert names.same(names.standard(name), name)
    assert names.standard(names.standard(name)) == names.standard(name)

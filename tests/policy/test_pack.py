"""A pack that cannot be trusted is not loaded; Jilin City's answers by day and place."""

from datetime import date

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.policy import load_pack

GOOD = """[[value]]
name = "a"
from = 2022-01-01
unit = "fen"
amount = 1
document = "d"
article = "1"
issued = 2022-01-01
status = "enacted"
"""
CALENDAR = "[calendar]\nofficial_until = 2026-12-31\noverride = []\n"


def loaded(folder, text):
    (folder / "p").mkdir()
    (folder / "p" / "a.toml").write_text(text + CALENDAR)
    return load_pack("p", folder)


def test_a_whole_value_is_loaded(tmp_path):
    assert loaded(tmp_path, GOOD).parameters_on(date(2022, 1, 1)).value("a").amount == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GOOD.replace('document = "d"\n', ""), "policy.lacks"),
        (GOOD.replace("amount = 1", "amount = 1.5"), "policy.float"),
        (GOOD.replace('"fen"', '"bushel"'), "policy.unknown_unit"),
        (GOOD + GOOD, "policy.unordered"),
        (GOOD + '[pack]\nextends = "p"\n', "policy.circular"),
        (GOOD.replace("unit", "until = 2021-01-01\nunit"), "policy.backwards"),
        (
            GOOD.replace("unit", "until = 2023-01-01\nunit")
            + GOOD.replace("from = 2022", "from = 2023"),
            "policy.overlap",
        ),
    ],
)
def test_a_value_that_cannot_be_trusted_stops_the_pack(tmp_path, text, code):
    with pytest.raises(Broken) as broken:
        loaded(tmp_path, text)
    assert broken.value.code == code


@pytest.mark.parametrize(
    ("day", "county", "fen", "status"),
    [
        (date(2023, 12, 31), "220203", 60_000, "enacted"),
        (date(2024, 1, 1), "220203", 66_000, "assumed"),
        (date(2022, 12, 19), "220221", 55_000, "assumed"),
    ],
)
def test_the_standard_follows_day_and_place(day, county, fen, status):
    value = (
        load_pack("jilin-city")
        .parameters_on(day)
        .value("dibao.standard", county=county, setting="urban")
    )
    assert (value.amount, value.status) == (fen, status)


def test_the_fingerprint_changes_with_the_law_and_only_then():
    pack = load_pack("jilin-city")
    before, after = date(2023, 12, 30), date(2024, 1, 1)
    assert pack.parameters_on(before).fingerprint != pack.parameters_on(after).fingerprint
    assert (
        pack.parameters_on(before).fingerprint == pack.parameters_on(date(2023, 12, 31)).fingerprint
    )


def written(folder, name, text):
    (folder / name).mkdir()
    (folder / name / "a.toml").write_text(text)


def test_what_a_city_sets_itself_goes_ahead_of_the_nations_law(tmp_path):
    more = GOOD.replace('"a"', '"b"')
    written(tmp_path, "nation", CALENDAR + GOOD + more)
    written(tmp_path, "city", '[pack]\nextends = "nation"\n' + GOOD.replace("= 1\n", "= 2\n"))
    city = load_pack("city", tmp_path)
    law = city.parameters_on(date(2022, 1, 1))
    assert (law.value("a").amount, law.value("b").amount) == (2, 1)
    assert city.calendar.official_until == date(2026, 12, 31)


def test_kinds_of_the_city_and_of_the_nation_add_up(tmp_path):
    kind = GOOD.replace('"fen"', '"kind"').replace("= 1\n", '= "of_the_nation"\n')
    written(tmp_path, "nation", CALENDAR + kind)
    written(
        tmp_path,
        "city",
        '[pack]\nextends = "nation"\n' + kind.replace("of_the_nation", "of_the_city"),
    )
    law = load_pack("city", tmp_path).parameters_on(date(2022, 1, 1))
    assert [value.amount for value in law.every("a")] == ["of_the_city", "of_the_nation"]


def test_the_nations_law_alone_has_no_standard_of_any_place():
    national = load_pack("national").parameters_on(date(2022, 12, 19))
    assert not national.every("dibao.standard")

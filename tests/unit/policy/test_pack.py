"""A pack that cannot be trusted is not loaded; Jilin City's answers by day and place."""

from datetime import date

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.policy import load_pack
from chalicelib.policy.rules.engine import engine_for

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


def test_rules_that_go_in_a_circle_stop_the_pack(tmp_path):
    circle = '[[formula]]\nname = "f"\nis = "g"\n[[formula]]\nname = "g"\nis = "f"\n'
    with pytest.raises(Broken, match=r"policy\.circular"):
        loaded(tmp_path, GOOD + circle)


PLACES = {
    "jilin-city": ["220202", "220221", "220281", "220282", "220283", "220284", "220273"],
    "chongqing": ["500106"],
}
DAYS = [date(2022, 9, 1), date(2023, 12, 31), date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)]


@pytest.mark.parametrize(
    ("pack", "county"), [(pack, county) for pack, counties in PLACES.items() for county in counties]
)
@pytest.mark.parametrize("setting", ["urban", "rural"])
@pytest.mark.parametrize("day", DAYS)
def test_every_value_that_a_rule_names_holds_at_every_place_on_every_day(
    pack, county, setting, day
):
    parameters = load_pack(pack).parameters_on(day)
    assert engine_for(parameters.rules, parameters.at(county, setting)).rules.schemes


@pytest.mark.parametrize(
    ("bands", "broken"), [(["0", "5"], False), (["5"], True), (["5", "0"], False)]
)
def test_bands_of_values_begin_at_nothing(tmp_path, bands, broken):
    text = "".join(GOOD + f'where = {{ from = "{start}" }}\n' for start in bands)
    place = loaded(tmp_path, text).parameters_on(date(2022, 1, 1)).at("220203", "urban")
    if broken:
        with pytest.raises(Broken, match=r"policy\.gap"):
            place.bands("a")
    else:
        assert place.bands("a") == [(0, 1), (5, 1)]


def test_days_between_two_changes_share_one_law():
    pack = load_pack("jilin-city")
    days = [date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1)]
    first, same, next_ = (pack.parameters_on(day) for day in days)
    assert first is same
    assert next_ is not same
    assert next_.since == date(2024, 1, 1)


def test_a_value_that_ends_is_gone_the_day_after(tmp_path):
    pack = loaded(tmp_path, GOOD.replace("unit", "until = 2022-03-15\nunit"))
    assert pack.parameters_on(date(2022, 3, 15)).value("a").amount == 1
    with pytest.raises(Broken, match=r"policy\.no_value"):
        pack.parameters_on(date(2022, 3, 16)).value("a")


def test_a_value_that_changes_in_the_middle_of_a_month_holds_from_its_day(tmp_path):
    later = GOOD.replace("from = 2022-01-01", "from = 2022-03-15").replace("= 1\n", "= 2\n")
    pack = loaded(tmp_path, GOOD + later)
    amounts = [pack.parameters_on(date(2022, 3, day)).value("a").amount for day in (14, 15, 16)]
    assert amounts == [1, 2, 2]


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("county", ["220203", "220221", "220281", "220282", "220283", "220284"])
@pytest.mark.parametrize(
    ("setting", "name", "times"),
    [(setting, *one) for setting in ("urban", "rural") for one in (("basic", 13), ("central", 20))],
)
def test_what_follows_last_years_standard_has_moved_with_it(year, county, setting, name, times):
    pack = load_pack("jilin-city")
    before, now = (pack.parameters_on(day) for day in (date(year - 1, 12, 31), date(year, 1, 1)))
    standard = before.value("dibao.standard", county=county, setting=setting)
    follows = now.value(f"tekun.{name}", county=county, setting=setting)
    assert (follows.amount * 10, follows.status) == (standard.amount * times, "assumed")

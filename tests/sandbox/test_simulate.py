"""`jiuzhu simulate`: who gains and who loses by a change of policy, and what it costs."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.assessment.contract import EstimateRequest
from chalicelib.assessment.rules import assess
from chalicelib.assessment.service import facts_of
from chalicelib.policy import load_pack
from local.cli import main
from local.policy_lab import households
from local.policy_lab.columns import batches, columns_for
from local.policy_lab.simulation.page import flow_of
from local.policy_lab.simulation.results import ONCE, OPEN, SCHEMES, results
from local.policy_lab.simulation.totals import totals_of

OLD, NEW = "jilin-city@2023-12-31", "jilin-city@2024-01-01"
NOTHING = {"deposits_fen": 0, "securities_fen": 0, "vehicles": 0, "houses": 1, "businesses": 0}


def family(wage_fen=0, **declared):
    """Two parents and a child in 龙潭区, where the standard rose from 600 to 660 in 2024."""
    return {
        "area": "220203007001",
        "setting": "urban",
        "members": [
            {"relation": "applicant", "born": "1985-03-12", "works": True},
            {"relation": "spouse", "born": "1986-01-25"},
            {"relation": "child", "born": "2014-05-20", "student": True},
        ],
        "incomes": [{"member": 0, "kind": "wage", "amount_fen": wage_fen}],
        "property": NOTHING,
        "expenses": [],
        "supporters": [],
        **declared,
    }


def lines(*given):
    return "\n".join(json.dumps(one) if isinstance(one, dict) else one for one in given)


@pytest.fixture
def simulate(tmp_path, capsys):
    """The command over the text of a file: exit code, what it printed, what it complained of."""

    def of(text, *options, packs=(OLD, NEW)):
        path = tmp_path / "households.jsonl"
        path.write_text(text, encoding="utf-8")
        sides = [option for pack in packs for option in ("--pack", pack)]
        code = main(["simulate", *sides, "--households", str(path), *options])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return of


@pytest.fixture
def figures(simulate):
    """The figures of a comparison, which must come out."""

    def of(text, packs=(OLD, NEW)):
        code, out, err = simulate(text, "--json", packs=packs)
        assert (code, err) == (0, "")
        return json.loads(out)

    return of


@pytest.fixture(scope="module")
def town():
    """Two hundred invented households all over the city."""
    return list(households.drawn(200, seed=11))


def moves(totals, kind):
    return {(one["from"], one["to"]): one["households"] for one in totals[kind]}


def test_under_the_same_policy_nobody_gains_or_loses_and_the_cost_is_equal(figures, town):
    total = figures(lines(*town), packs=(NEW, NEW))["total"]
    assert (total["gain"], total["lose"], total["unchanged"] + total["open"]) == (0, 0, 200)
    assert total["unchanged"] > total["open"] > 0
    assert total["monthly_before_fen"] == total["monthly_after_fen"] > 0
    assert (total["scheme_changed"], total["class_changed"], total["difference_fen"]) == (0, 0, 0)


def test_a_family_of_three_on_dibao_gains_180_yuan_when_the_standard_rises_by_60(figures):
    total = figures(lines(family(50_000)))["total"]
    assert total["gain"] == 1
    assert total["mean_gain_fen"] == total["difference_fen"] == 18_000
    assert total["monthly_before_fen"] == 3 * 60_000 - 50_000
    assert moves(total, "schemes") == {("dibao", "dibao"): 1}


@pytest.mark.parametrize(
    ("wage_fen", "scheme", "gain_fen"),
    [
        (179_999, ("dibao", "dibao"), 18_000),
        (180_000, ("marginal", "dibao"), 18_000),
        (197_999, ("marginal", "dibao"), 100),
        (198_000, ("marginal", "marginal"), 0),
        (270_000, ("watched", "marginal"), 0),
        (297_000, ("watched", "watched"), 0),
    ],
)
def test_a_family_between_the_old_line_and_the_new_one_enters(figures, wage_fen, scheme, gain_fen):
    total = figures(lines(family(wage_fen)))["total"]
    assert moves(total, "schemes") == {scheme: 1}
    assert total["difference_fen"] == gain_fen


def test_one_who_cannot_be_taken_in_as_a_single_person_any_more_may_lose(figures):
    grave = {
        "members": [
            {"relation": "applicant", "born": "1985-03-12", "grave_illness": True},
            {"relation": "spouse", "born": "1986-01-25"},
        ],
        "incomes": [{"member": 1, "kind": "other", "amount_fen": 130_000}],
    }
    total = figures(lines(family(**grave)))["total"]
    assert moves(total, "schemes") == {("single_person", "dibao"): 1}
    assert (total["lose"], total["gain"]) == (1, 0)
    assert total["mean_loss_fen"] == -total["difference_fen"] > 0


def test_the_old_policy_after_the_new_one_is_the_change_turned_round(figures, town):
    there, back = (figures(lines(*town), packs)["total"] for packs in ((OLD, NEW), (NEW, OLD)))
    assert there["gain"] == back["lose"] > 0
    assert there["lose"] == back["gain"]
    assert there["difference_fen"] == -back["difference_fen"] > 0
    turned = {(after, before): count for (before, after), count in moves(back, "schemes").items()}
    assert moves(there, "schemes") == turned


def test_temporary_aid_is_paid_once_and_counted_apart(figures):
    struck = family(500_000, kind="urgent", standing={"cause": "fire"})
    total = figures(lines(struck))["total"]
    assert moves(total, "schemes") == {("temporary_aid", "temporary_aid"): 1}
    assert total["once_before_fen"] > 0
    assert total["monthly_before_fen"] == total["monthly_after_fen"] == 0


def test_what_is_not_declared_is_open_and_has_no_part_in_the_money(figures):
    total = figures(lines(family(incomes=None)))["total"]
    assert moves(total, "schemes") == {(OPEN, OPEN): 1}
    assert moves(total, "classes") == {(OPEN, OPEN): 1}
    assert (total["open"], total["unchanged"], total["monthly_after_fen"]) == (1, 0, 0)


def test_a_family_that_only_one_policy_can_assess_neither_gains_nor_loses(figures):
    """In Chongqing what relatives owe counts as income; in Jilin it does not."""
    packs = (NEW, "chongqing@2024-01-01")
    total = figures(lines(family(), family(supporters=None)), packs)["total"]
    assert moves(total, "schemes") == {("dibao", "dibao"): 1, ("dibao", OPEN): 1}
    assert (total["gain"], total["lose"], total["open"]) == (1, 0, 1)
    assert total["monthly_before_fen"] == 3 * 66_000


def test_the_counties_together_are_the_total_and_every_household_is_somewhere(figures, town):
    report = figures(lines(*town))
    total, counties = report["total"], report["counties"]
    assert len(counties) > 5
    summed = [
        name for name, value in total.items() if isinstance(value, int) and "mean" not in name
    ]
    assert len(summed) == 12
    for name in summed:
        assert sum(county[name] for county in counties) == total[name], name
    for totals in (total, *counties):
        for kind in ("schemes", "classes"):
            assert sum(moves(totals, kind).values()) == totals["households"]


UNUSUAL = (
    family(kind="urgent", standing={"cause": "fire"}),
    family(500_000, kind="expenditure", standing={"cause": "fire"}),
    family(members=[{"relation": "applicant", "born": "1940-01-01"}]),
    family(20_000, setting=None),
    family(900_000, setting=None),
    family(setting=None, expenses=[{"kind": "medical", "amount_fen": 9_000_000}]),
)
"""Aid after a fire, asked for and not asked for, one of whom only the need of care is open, and
some of whom nobody knows whether they are urban or rural."""


def test_a_fire_gives_no_aid_to_a_family_that_asks_for_help_with_spending(figures):
    assert moves(figures(lines(UNUSUAL[1]))["total"], "schemes") == {("watched", "watched"): 1}


@pytest.mark.parametrize(
    ("pack", "day"), [("jilin-city", "2025-01-01"), ("chongqing", "2024-01-01")]
)
def test_in_columns_each_household_has_the_result_that_it_has_alone(pack, day):
    law = load_pack(pack).parameters_on(date.fromisoformat(day))
    many = list(households.drawn(2_000, seed=12))
    assert {None, "urban", "rural"} == {one["setting"] for one in many}
    drawn = [*many, *UNUSUAL]
    drawn += [{name: v for name, v in one.items() if name != "expenses"} for one in many[:40]]
    facts = [
        facts_of(EstimateRequest.model_validate(one), date.fromisoformat(day), law) for one in drawn
    ]
    for one, result in zip(facts, results(facts, law), strict=True):
        alone = assess(one, law)
        outcomes = {result.scheme: result for result in alone.schemes}
        assert result.scheme == first_of(outcomes)
        assert result.class_ == (alone.hardship.class_ or OPEN)
        once = outcomes.pop(ONCE)
        assert result.once_fen == once.amount_fen
        assert result.monthly_fen == max(result.amount_fen for result in outcomes.values())


def test_in_columns_every_scheme_is_as_open_as_it_is_by_itself(town):
    law = load_pack("jilin-city").parameters_on(date(2024, 1, 1))
    drawn = [*town, *UNUSUAL, family(incomes=None), family(supporters=None), family(property={})]
    facts = [facts_of(EstimateRequest.model_validate(one), date(2024, 1, 1), law) for one in drawn]
    facts = [replace(one, otherwise=None) for one in facts]
    for positions, batch in batches(facts, law):
        engine = columns_for(law, batch.county, batch.setting)
        eligible, still_open = engine.outcomes(batch, engine.assess(batch))
        shown = [scheme.shown_as or scheme.name for scheme in engine.rules.schemes]
        for column, position in enumerate(positions):
            alone = assess(facts[position], law).schemes
            for outcome, flags in (("eligible", eligible), (OPEN, still_open)):
                here = [name for name, held in zip(shown, flags[:, column], strict=True) if held]
                assert here == [one.scheme for one in alone if one.outcome == outcome]


def first_of(outcomes):
    for scheme in SCHEMES:
        if scheme in outcomes and outcomes[scheme].outcome == "eligible":
            return scheme
    still_open = any(result.outcome == OPEN for result in outcomes.values())
    return OPEN if still_open else "watched"


def test_people_read_a_row_for_every_county_and_what_changes_to_what(simulate):
    there = {**family(50_000), "area": "220283"}
    code, out, _ = simulate(lines(family(50_000), family(180_000), there))
    assert code == 0
    assert "政策甲：jilin-city 2023-12-31" in out
    rows = [line.split() for line in out.splitlines()]
    assert ["龙潭区", "2", "2", "0", "0", "0", "1", "1", "180.00", "0.00"] in rows
    assert ["龙潭区", "1,300.00", "1,660.00", "多", "360.00", "元"] in rows
    assert "低保边缘家庭 → 最低生活保障：1 户" in out
    assert {"龙潭区", "舒兰市", "合计"} <= {line.split()[0] for line in out.splitlines() if line}


def test_a_pack_without_a_day_is_taken_as_it_stands_on_the_day_that_is_asked_for(simulate):
    text = lines(family())
    _, out, _ = simulate(text, "--json", "--on", "2024-06-01", packs=("jilin-city", OLD))
    assert [one["day"] for one in json.loads(out)["policies"]] == ["2024-06-01", "2023-12-31"]


def test_another_city_takes_in_any_county(figures):
    report = figures(lines(family()), packs=(NEW, "chongqing@2024-01-01"))
    assert report["total"]["monthly_after_fen"] != report["total"]["monthly_before_fen"]
    assert report["counties"][0]["county"] == "220203"


def test_nobody_grows_older_between_the_two_days(figures):
    """On the second day the child would be eighteen, and no minor for whom more is paid."""
    born = [
        {"relation": "applicant", "born": "1985-03-12"},
        {"relation": "child", "born": "2006-03-01"},
    ]
    days = ("jilin-city@2024-01-01", "jilin-city@2024-06-30")
    total = figures(lines(family(members=born)), packs=days)["total"]
    assert (total["unchanged"], total["class_changed"]) == (1, 0)


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ("not json", "第 3 条 ："),
        (family(setting="moon"), "第 3 条 /setting："),
        (family(-1), "第 3 条 /incomes/0/amount_fen："),
        (family(members=[{"relation": "applicant", "born": "2024-01-01"}]), "/members/0/born："),
        (family(area="110101"), f"第 3 条 /area：{OLD.replace('@', ' ')} 地区：没有查到所选地区"),
    ],
)
def test_a_line_that_is_no_household_is_named_with_its_number(simulate, wrong, text):
    code, out, err = simulate(lines(family(), "", wrong, family()))
    assert (code, out) == (1, "")
    assert text in err
    assert len(err.splitlines()) == 1


def test_a_place_that_only_the_second_pack_lacks_is_named_with_that_pack(simulate):
    there = family(area="500106")
    code, _, err = simulate(lines(there), packs=("chongqing@2024-01-01", NEW))
    assert code == 1
    assert "第 1 条 /area：jilin-city 2024-01-01" in err


def test_every_wrong_line_is_named(simulate):
    _, _, err = simulate(lines("{}", family(), "[]"))
    assert {line.split(" ")[1] for line in err.splitlines()} == {"1", "3"}


def test_an_array_is_as_good_as_lines(figures):
    array = json.dumps([family(50_000), family(180_000)], indent=2)
    assert figures(array) == figures(lines(family(50_000), family(180_000)))


def test_the_mark_that_an_editor_of_windows_puts_first_is_no_household(figures):
    content = lines(family(50_000), family(180_000))
    assert figures(f"\ufeff{content}") == figures(content)


@pytest.mark.parametrize("text", ["", "[]", "\n\n", "[{]"])
def test_a_file_without_households_is_no_comparison(simulate, text):
    code, out, err = simulate(text)
    assert (code, out) == (1, "")
    assert err


@pytest.mark.parametrize("packs", [(OLD,), (OLD, NEW, NEW), (OLD, "atlantis@2024-01-01")])
def test_two_packs_that_exist_are_needed(simulate, packs):
    code, _, err = simulate(lines(family()), packs=packs)
    assert code == 1
    assert "政策" in err


def test_a_file_that_is_not_there_is_named(capsys):
    assert main(["simulate", "--pack", OLD, "--pack", NEW, "--households", "/nowhere.json"]) == 1
    assert "/nowhere.json" in capsys.readouterr().err


@pytest.fixture
def page(simulate, town, tmp_path):
    """The page over the town, and the table printed beside it."""
    code, out, _ = simulate(lines(*town), "--page", str(tmp_path / "page.html"))
    assert code == 0
    return (tmp_path / "page.html").read_text(encoding="utf-8"), out


def test_the_page_asks_nothing_of_the_network_and_runs_no_script(page):
    drawn, _ = page
    assert "<svg" in drawn
    assert not re.search(r"https?://|<script|<link|@import|src=|url\((?!#)", drawn)


def test_the_page_says_what_the_table_says(page):
    drawn, table = page
    cells = re.sub(r"<[^>]+>", " ", drawn).split()
    rows = [line.split() for line in table.splitlines() if re.match(r"\S+( +[\d,.-]+){3,9}$", line)]
    assert len(rows) > 10
    assert sorted({cell for row in rows for cell in row} - set(cells)) == []


def test_the_page_names_nobody(page, town):
    drawn, table = page
    for born in {member["born"] for one in town for member in one["members"]}:
        assert born not in drawn + table


def test_in_the_drawing_every_household_goes_from_one_scheme_to_one_scheme(town):
    days = [date(2023, 12, 31), date(2024, 1, 1)]
    sides = []
    for law in map(load_pack("jilin-city").parameters_on, days):
        sides.append(
            results(
                [facts_of(EstimateRequest.model_validate(one), days[0], law) for one in town], law
            )
        )
    flow = flow_of(totals_of(zip(*sides, strict=True)).schemes)
    assert sum(end.households for end in flow.before) == sum(r.households for r in flow.links)
    assert sum(end.households for end in flow.after) == 200
    for end in flow.before:
        inside = [link for link in flow.links if link.before == end.code]
        assert sum(link.thickness for link in inside) == end.thickness
        assert min(link.left for link in inside) == end.top


def test_one_seed_gives_one_file_of_households_that_can_be_simulated(capsys, simulate):
    assert main(["households", "--count", "5", "--seed", "3"]) == 0
    first = capsys.readouterr().out
    assert main(["households", "--count", "5", "--seed", "3"]) == 0
    assert capsys.readouterr().out == first
    assert len(first.splitlines()) == 5
    assert simulate(first)[0] == 0

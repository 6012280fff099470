"""Households assessed as the texts of the law say, as the trial calculation answers them.

57号 is 民发〔2021〕57号, 43号 民发〔2021〕43号, 83号 民发〔2022〕83号, 办法 社会救助暂行办法.
"""

from __future__ import annotations

import json

import pytest

from local.population.families import MOTHER_OF_TWO
from local.town.people import Citizen
from tests.system.api.conftest import ask
from tests.system.api.scenes import declined

NOTHING = {"deposits_fen": 0, "securities_fen": 0, "vehicles": 0, "houses": 0, "businesses": 0}


@pytest.fixture
def tried(town):
    """What the API answers about a household in Longtan, in town, in March 2024."""

    def answered(*members, expect=200, **fields):
        household = {
            "area": "220203", "setting": "urban", "day": "2024-03-15", "members": members,
            "incomes": [], "property": NOTHING, "expenses": [], "supporters": [], **fields,
        }  # fmt: skip
        status, answer, _ = ask(town, None, "POST", "/v1/estimates", json.dumps(household).encode())
        assert status == expect, answer
        return answer

    return answered


def born(age, **more):
    """Somebody of that age in March 2024."""
    return {"born": f"{2024 - age}-01-01", **more}


def applicant(age, **more):
    return born(age, relation="applicant", **more)


def kin(relation, age, **more):
    return born(age, relation=relation, **more)


def income(kind, yuan, whose=0, **more):
    return {"member": whose, "kind": kind, "amount_fen": yuan * 100, **more}


def spent(kind, yuan):
    return [{"kind": kind, "amount_fen": yuan * 100}]


def assumed(result):
    """The values without a public source on which a result rests."""
    return {one["code"] for one in result["assumed"]}


def of(answer, scheme):
    return next(one for one in answer["schemes"] if one["scheme"] == scheme)


def came_to(answer, scheme):
    """Outcome and amount (yuan) of a scheme."""
    found = of(answer, scheme)
    return found["outcome"], found["amount_fen"] / 100


GRADE_1, GRADE_2 = ({"kind": "physical", "grade": grade} for grade in (1, 2))
JOBLESS = applicant(40, disability=GRADE_1)


# 1. Who is assessed alone.


def test_a_grown_gravely_disabled_person_without_work_is_a_single_person_whatever_the_parents_have(
    tried,
):
    answer = tried(JOBLESS, kin("parent", 66), incomes=[income("pension", 2200, 1)])
    assert came_to(answer, "marginal") == ("not_eligible", 0)
    assert came_to(answer, "single_person") == ("eligible", 396)


@pytest.mark.parametrize(
    "disabled",
    [
        applicant(40, disability=GRADE_1, works=True),
        applicant(17, disability=GRADE_1),
        applicant(40, disability={"kind": "physical", "grade": 3}),
        applicant(40, grave_illness=True),
    ],
    ids=["working", "a minor", "less disabled", "ill"],
)
def test_for_all_others_the_line_of_one_and_a_half_standards_stands(tried, disabled):
    over, under = (
        tried(disabled, kin("parent", 66), incomes=[income("pension", yuan, 1)])
        for yuan in (2200, 1900)
    )
    assert of(over, "single_person")["outcome"] == "not_eligible"
    grave = disabled.get("grave_illness") or disabled["disability"]["grade"] < 3
    assert of(under, "single_person")["outcome"] == ("eligible" if grave else "not_eligible")


def test_before_the_notice_of_october_2022_nobody_was_assessed_alone_so(tried):
    days = [
        of(tried(JOBLESS, kin("parent", 66), incomes=[income("pension", 2200, 1)], day=day),
           "single_person")["outcome"]
        for day in ("2022-10-19", "2022-10-20")
    ]  # fmt: skip
    assert days == ["not_eligible", "eligible"]


# 2. What does not count as income.


@pytest.mark.parametrize(
    "kind", ["old_age_allowance", "medical_insurance", "veteran_benefit", "basic_pension"]
)
def test_what_43_article_6_leaves_out_is_no_source_of_income(tried, kind):
    old = applicant(70, self_care_failed=2)
    answer = tried(old, incomes=[income(kind, 690)])
    assert came_to(answer, "tekun") == ("eligible", 1220)
    assert of(tried(old, incomes=[income("pension", 690)]), "tekun")["outcome"] == "not_eligible"


@pytest.mark.parametrize(
    "kind",
    ["veteran_benefit", "family_planning_award", "scholarship", "bravery_award",
     "social_assistance", "basic_pension", "disability_subsidy", "old_age_allowance"],
)  # fmt: skip
def test_what_57_article_13_leaves_out_is_no_income_of_the_family(tried, kind):
    assert came_to(tried(applicant(40), incomes=[income(kind, 900)]), "dibao") == ("eligible", 660)


def test_how_much_it_is_need_not_be_known_of_an_income_that_never_counts(tried):
    """高龄津贴: 43号 art. 6, 57号 art. 13."""
    known = income("old_age_allowance", 100) | {"amount_fen": None}
    answer = tried(applicant(70, self_care_failed=0), incomes=[known])
    assert came_to(answer, "dibao") == ("eligible", 660)
    assert came_to(answer, "tekun") == ("eligible", 956)
    assert "excluded_incomes" in answer["hardship"]["missing"]


# 3. Grown children.


@pytest.mark.parametrize(
    "grown",
    [
        kin("child", 28, works=True),
        kin("child", 28, works=True, living_together_since="2000-01-01"),
        kin("child", 24, student=True, studies="beyond_first_degree"),
        kin("child", 24),
    ],
    ids=["working", "working, at home for long", "a master's student", "out of school"],
)
def test_a_grown_child_who_can_live_independently_does_not_count(tried, grown):
    answer = tried(applicant(55), kin("spouse", 54), grown)
    assert came_to(answer, "dibao") == ("eligible", 1320)


@pytest.mark.parametrize(
    "grown",
    [
        kin("child", 22, student=True),
        kin("child", 22, student=True, studies="up_to_first_degree", lives_elsewhere=True),
        kin("child", 28, disability=GRADE_2),
        kin("child", 28, grave_illness=True),
        kin("child", 17, works=True),
    ],
    ids=["a student", "a student elsewhere", "disabled", "ill", "a minor"],
)
def test_a_child_who_cannot_counts_wherever_living(tried, grown):
    answer = tried(applicant(55), kin("spouse", 54), grown)
    assert came_to(answer, "dibao") == ("eligible", 1980)


# 4. The own income of who is assessed alone.


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [(660, ("not_eligible", 0)), (700, ("not_eligible", 0))],
)
def test_an_own_income_that_reaches_the_standard_leaves_no_single_person(tried, yuan, expected):
    ill = applicant(50, grave_illness=True)
    answer = tried(ill, incomes=[income("pension", yuan)])
    assert came_to(answer, "single_person") == expected
    couple = tried(
        ill, kin("spouse", 50), incomes=[income("pension", yuan), income("wage", 900, 1)]
    )
    assert of(couple, "marginal")["outcome"] == "eligible"
    assert of(couple, "single_person")["reason"]["code"] == "assessment.own_income"


def test_an_own_income_a_fen_below_the_standard_does(tried):
    incomes = [{"member": 0, "kind": "pension", "amount_fen": 65_999}, income("wage", 900, 1)]
    answer = tried(applicant(50, grave_illness=True), kin("spouse", 50), incomes=incomes)
    assert came_to(answer, "single_person") == ("eligible", 396)


# 5. What a supporter has.


def only_child(**more):
    return {"relation": "child", "age": 72, "income_fen": 20_000_000, "household_size": 3, **more}


@pytest.mark.parametrize(
    ("own", "outcome"),
    [
        (0, "eligible"),
        (3_750_299, "eligible"),
        (3_750_300, "not_eligible"),
        (None, "indeterminate"),
    ],
)
def test_a_supporter_of_seventy_is_assessed_by_the_own_income_and_asked_for_it(tried, own, outcome):
    father = applicant(95, self_care_failed=0)
    answer = tried(father, supporters=[only_child(own_income_fen=own)])
    assert of(answer, "tekun")["outcome"] == outcome
    assert ("supporters" in of(answer, "tekun")["missing"]) == (own is None)


# 6. Person by person.


def test_a_grandmother_may_be_cared_for_though_her_grandson_of_17_may_not(tried):
    answer = tried(applicant(70, self_care_failed=2), kin("grandchild", 17, self_care_failed=0))
    tekun = of(answer, "tekun")
    assert (tekun["outcome"], tekun["amount_fen"]) == ("eligible", 122_000)
    assert [(one["member"], one["outcome"]) for one in tekun["members"]] == [
        (0, "eligible"),
        (1, "not_eligible"),
    ]
    assert "有劳动能力" in tekun["members"][1]["zh"]


def test_who_is_able_and_lives_in_the_house_is_a_supporter_too(tried):
    answer = tried(applicant(70, self_care_failed=2), kin("child", 40))
    assert of(answer, "tekun")["reason"]["code"] == "assessment.no_able_supporter"


@pytest.mark.parametrize(("relation", "age"), [("grandchild", 15), ("child", 17)])
def test_a_relative_who_is_not_grown_owes_no_support(tried, relation, age):
    """民法典 第1067、1074条: grown children, and grandchildren who can."""
    answer = tried(
        applicant(80, self_care_failed=0), supporters=[{"relation": relation, "age": age}]
    )
    assert came_to(answer, "tekun") == ("eligible", 956)


def test_nobody_is_said_to_have_an_able_supporter_of_whom_that_was_not_asked(tried):
    pensions = [income("pension", 1000), income("pension", 900, 1)]
    answer = tried(applicant(85), kin("spouse", 83), incomes=pensions)
    tekun = {one["code"]: one["status"] for one in of(answer, "tekun")["conditions"]}
    assert tekun["assessment.no_source_of_income"] == "fail"
    assert tekun["assessment.no_able_supporter"] == "pass"


def test_a_couple_who_would_both_be_cared_for_ask_nothing_of_each_other(tried):
    answer = tried(applicant(65, self_care_failed=0), kin("spouse", 62, self_care_failed=0))
    assert came_to(answer, "tekun") == ("eligible", 2 * (780 + 176))


# 7. Who is family.


@pytest.mark.parametrize(
    "other",
    [
        kin("other", 50, living_together_since="2019-03-15"),
        kin("other", 10, living_together_since="2024-02-15"),
        kin("grandchild", 10, living_together_since="2024-02-15"),
        kin("sibling", 30, living_together_since="2023-03-16"),
        kin("parent", 70, lives_elsewhere=True),
    ],
    ids=["a friend", "a nephew", "a grandchild for a month", "a sibling not a year", "elsewhere"],
)
def test_whom_no_duty_of_support_and_no_long_life_together_binds_does_not_count(tried, other):
    assert came_to(tried(applicant(50), other), "dibao") == ("eligible", 660)


@pytest.mark.parametrize(
    ("others", "pointer"),
    [
        ([kin("spouse", 50), kin("spouse", 49)], "/members/2/relation"),
        ([kin("spouse", 3)], "/members/1/relation"),
        ([kin("child", 60)], "/members/1/relation"),
    ],
)
def test_impossible_kinships_are_asked_back(tried, others, pointer):
    problem = tried(applicant(50), *others, expect=422)
    assert pointer in [one["pointer"] for one in problem["errors"]]


def test_who_does_not_count_is_informed_with_the_article(tried):
    friend = kin("other", 40, living_together_since="2019-01-01")
    answer = tried(applicant(54), friend, kin("child", 28, works=True), kin("child", 10))
    assert [one["member"] for one in answer["excluded_members"]] == [1, 2]
    assert "第 2 人按规定不算这家的人" in answer["excluded_members"][0]["zh"]
    assert "57号）第7条" in answer["excluded_members"][0]["zh"]


# 8 and 9. Spending.


def couple_spending(tried, yuan, kind="medical", **fields):
    return tried(applicant(60), kin("spouse", 58), expenses=spent(kind, yuan), **fields)


def test_spending_is_aided_below_last_years_disposable_income_where_it_is_beyond_the_means(tried):
    answer = couple_spending(tried, 20_000, incomes=[income("pension", 2200)])
    aid = of(answer, "temporary_aid")
    assert (aid["outcome"], aid["amount_fen"]) == ("eligible", 792_000)
    articles = {one["code"]: one["article"] for one in aid["conditions"]}
    assert (
        articles["assessment.below_disposable_income"]
        == "《关于进一步加强和改进临时救助工作的意见》（民发〔2018〕23号）二（一）"
    )
    assert "assessment.income_below_marginal" not in articles


def test_a_small_cost_that_savings_pay_is_no_ground(tried):
    saved = {**NOTHING, "deposits_fen": 3_000_000}
    answer = couple_spending(tried, 10, "education", property=saved)
    why = of(answer, "temporary_aid")["reason"]
    assert why["code"] == "assessment.beyond_means"
    assert "10.00" in why["zh"]


def test_in_the_country_too_the_ceiling_is_six_urban_standards(tried):
    answer = tried(applicant(50), expenses=spent("medical", 20_000), setting="rural")
    assert came_to(answer, "temporary_aid") == ("eligible", 6 * 660)


# 10. Schemes before their day.


@pytest.mark.parametrize(("day", "offered"), [("2024-12-31", False), ("2025-01-01", True)])
def test_no_scheme_is_offered_before_its_day(tried, day, offered):
    answer = tried(applicant(40), day=day)
    assert ("rigid_expenditure" in [one["scheme"] for one in answer["schemes"]]) == offered


# 11. Work that was refused.


@pytest.mark.parametrize(
    ("who", "yuan"),
    [
        (applicant(70), 660),
        (applicant(40, disability=GRADE_2), 660),
        (applicant(40, works=True), 660),
        (applicant(40), 0),
    ],
    ids=["old", "disabled", "working", "able and idle"],
)
def test_only_who_can_work_and_does_not_loses_a_share(tried, who, yuan):
    answer = tried({**who, "refused_work": 3})
    assert came_to(answer, "dibao") == ("eligible" if yuan else "not_eligible", yuan)


def test_who_is_alone_and_refused_work_too_often_is_granted_nothing_and_informed_why(tried):
    dibao = of(tried(applicant(40, refused_work=3)), "dibao")
    assert (dibao["outcome"], dibao["amount_fen"]) == ("not_eligible", 0)
    assert "停发本人的份额" in dibao["reason"]["zh"]
    assert "57号）第34条" in dibao["conditions"][-1]["article"]


# 12. Costs.


@pytest.mark.parametrize("first", [0, 1])
def test_costs_take_from_what_the_family_has_together_whoever_has_them(tried, first):
    incomes = [
        income("wage", 700, first, costs_fen=80_000),
        income("wage", 1400, 1 - first),
    ]
    answer = tried(applicant(40), kin("spouse", 39), incomes=incomes)
    assert came_to(answer, "dibao") == ("eligible", 20)


def test_transfers_are_net_of_what_is_paid_to_others(tried):
    incomes = [
        income("pension", 1000, costs_fen=20_000),
        {"member": 0, "kind": "other_transfer", "amount_fen": 0, "costs_fen": 30_000},
    ]
    assert came_to(tried(applicant(65), incomes=incomes), "dibao") == ("eligible", 160)


# 13. Citations.


def test_the_law_that_does_not_name_disability_subsidies_is_not_cited_for_them(tried):
    answer = tried(applicant(40), incomes=[income("disability_subsidy", 100)])
    assert "income.excluded" in assumed(of(answer, "dibao"))


# 14. Rounding.


def test_a_benefit_is_rounded_once_and_up_to_a_whole_yuan(tried):
    answer = tried(applicant(40), incomes=[{"member": 0, "kind": "wage", "amount_fen": 65_999}])
    dibao = of(answer, "dibao")
    assert came_to(answer, "dibao") == ("eligible", 1)
    assert [line["fen"] for line in dibao["calculation"]] == [66_000, -65_999, 99]
    assert "rounding.unit" in assumed(dibao)


def test_the_figure_of_the_year_is_the_base(tried):
    yearly = [{"member": 0, "kind": "other", "amount_fen": 100_000, "period": "year"}]
    answer = tried(applicant(40), kin("spouse", 39), incomes=yearly)
    assert came_to(answer, "dibao") == ("eligible", 1237)


# 15. What follows another figure.


@pytest.mark.parametrize(
    ("day", "urban", "rural"),
    [("2024-03-15", 780, 533), ("2025-03-15", 858, 611), ("2026-03-15", 858, 611)],
)
def test_the_basic_amount_follows_last_years_standard(tried, day, urban, rural):
    for setting, yuan in (("urban", urban), ("rural", rural)):
        answer = tried(applicant(72, self_care_failed=0), day=day, setting=setting)
        assert came_to(answer, "tekun") == ("eligible", yuan + 176)
        assert "tekun.basic" in assumed(of(answer, "tekun"))


# 16. Grace.


@pytest.mark.parametrize(("wage", "yuan"), [(500, 820), (1319, 1), (1320, 1320), (3000, 1320)])
def test_grace_is_for_a_family_that_a_new_job_lifts_over_the_line(tried, wage, yuan):
    answer = tried(
        applicant(40, works=True, employed_since="2024-02-01"), kin("spouse", 39),
        incomes=[income("wage", wage)], standing={"receives_dibao": True},
    )  # fmt: skip
    assert came_to(answer, "dibao") == ("eligible", yuan)


# 17. Where the law is open.


def test_another_hardship_than_those_named_is_for_a_person_to_decide(tried):
    answer = tried(applicant(40), kind="urgent", standing={"cause": "other"})
    aid = of(answer, "temporary_aid")
    assert (aid["outcome"], aid["missing"]) == ("indeterminate", ["special_hardship"])
    assert any("第47条" in question for question in answer["questions"])


# 18. Birthdays.


@pytest.mark.parametrize(("day", "grown"), [("2026-02-27", False), ("2026-02-28", True)])
def test_who_was_born_on_29_february_is_of_age_on_28_february_of_a_common_year(tried, day, grown):
    son = {"relation": "child", "born": "2008-02-29"}
    answer = tried(applicant(40), son, day=day)
    assert came_to(answer, "dibao") == ("eligible", 660 if grown else 1320)


# What must be sayable, and what is not known yet.


def outcomes(answer):
    return {one["scheme"]: one["outcome"] for one in answer["schemes"]}


def test_an_unknown_grade_refuses_nobody(tried):
    unknown = applicant(40, disability={"kind": "physical", "grade": None})
    answer = tried(unknown, incomes=[income("pension", 640)])
    assert outcomes(answer) | {"temporary_aid": ""} == {
        "dibao": "eligible", "marginal": "not_eligible", "single_person": "not_eligible",
        "tekun": "indeterminate", "temporary_aid": "",
    }  # fmt: skip
    assert of(answer, "tekun")["missing"] == ["disability"]
    assert "残疾证上是几级？" in answer["questions"]


@pytest.mark.parametrize(
    ("yuan", "outcome"), [(0, "indeterminate"), (460, "indeterminate"), (700, "not_eligible")]
)
def test_whether_urban_or_rural_is_asked_where_it_decides(tried, yuan, outcome):
    answer = tried(applicant(40), setting=None, incomes=[income("pension", yuan)])
    dibao = of(answer, "dibao")
    assert dibao["outcome"] == outcome
    assert dibao["missing"] == (["setting"] if outcome == "indeterminate" else [])


def test_one_unknown_income_among_known_ones_leaves_open_what_it_may_change(tried):
    wage = {"member": 1, "kind": "wage"}
    open_, sure = (
        tried(applicant(40), kin("spouse", 39), incomes=[income("pension", yuan), wage])
        for yuan in (600, 1320)
    )
    assert (of(open_, "dibao")["outcome"], of(open_, "dibao")["missing"]) == (
        "indeterminate", ["incomes"],
    )  # fmt: skip
    assert of(sure, "dibao")["outcome"] == "not_eligible"


@pytest.mark.parametrize(
    ("away", "yuan"),
    [
        ({"absent": "compulsory_rehabilitation"}, 660),
        ({"absent": "prison", "absent_since": "2023-01-01", "absent_until": "2024-03-15"}, 660),
        ({"absent": "prison", "absent_since": "2023-01-01", "absent_until": "2024-03-14"}, 1320),
        ({"absent": "clergy", "absent_since": "2021-03-15"}, 660),
        ({"absent": "clergy", "absent_since": "2021-03-16"}, 1320),
    ],
)
def test_an_absence_counts_while_it_lasts_and_as_long_as_the_law_asks(tried, away, yuan):
    assert came_to(tried(applicant(40), kin("spouse", 39, **away)), "dibao") == ("eligible", yuan)


def test_an_absence_ends_after_it_begins(tried):
    away = kin("spouse", 39, absent="prison", absent_since="2024-01-02", absent_until="2024-01-01")
    problem = tried(applicant(40), away, expect=422)
    assert [one["pointer"] for one in problem["errors"]] == ["/members/1/absent_until"]


def test_a_married_applicant_without_a_spouse_in_the_list_is_asked_for_one(tried):
    answer = tried(applicant(40, marital="married"))
    assert (of(answer, "dibao")["outcome"], of(answer, "dibao")["missing"]) == (
        "indeterminate", ["members"],
    )  # fmt: skip
    assert came_to(tried(applicant(40, marital="widowed")), "dibao") == ("eligible", 660)


def test_nobody_is_divorced_and_lists_a_spouse(tried):
    problem = tried(applicant(40, marital="divorced"), kin("spouse", 39), expect=422)
    assert [one["pointer"] for one in problem["errors"]] == ["/members/0/marital"]


@pytest.mark.parametrize(
    "elsewhere", [{"lives_elsewhere": True}, {"registered_area": "220221100001"}]
)
def test_a_spouse_counts_wherever_living_or_registered(tried, elsewhere):
    answer = tried(applicant(40), kin("spouse", 39, **elsewhere))
    assert came_to(answer, "dibao") == ("eligible", 1320)


def test_a_sibling_of_whom_no_day_is_declared_leaves_the_family_open(tried):
    answer = tried(applicant(40), kin("sibling", 39))
    assert of(answer, "dibao")["missing"] == ["members"]


@pytest.mark.parametrize(
    ("vehicle", "outcome"),
    [
        ({"kind": "mobility_aid"}, "eligible"),
        ({"kind": "motorcycle", "value_fen": 300_000}, "eligible"),
        ({"kind": "car", "value_fen": 100}, "not_eligible"),
        ({"kind": "car"}, "not_eligible"),
    ],
)
def test_what_kind_of_vehicle_it_is_may_be_declared(tried, vehicle, outcome):
    owns = {**NOTHING, "vehicles": 1, "vehicle_details": [vehicle]}
    assert of(tried(applicant(40), property=owns), "dibao")["outcome"] == outcome


def test_no_more_vehicles_are_described_than_there_are(tried):
    owns = {**NOTHING, "vehicle_details": [{"kind": "car"}]}
    problem = tried(applicant(40), property=owns, expect=422)
    assert [one["pointer"] for one in problem["errors"]] == ["/property/vehicle_details"]


# What the family is told.


def sentences(answer):
    return [
        one["reason"][lang] for one in answer["schemes"] if one["reason"] for lang in ("zh", "en")
    ]


def test_a_condition_that_is_met_or_not_is_a_sentence_without_figures(tried):
    answer = tried(applicant(40), incomes=[income("wage", 9000)])
    result = sentences(answer)
    assert "没有说明过去十二个月有必需的支出" in result
    assert not [one for one in result if "标准 0" in one or "line 0" in one]


def test_a_family_is_not_pointed_to_what_it_has(tried):
    answer = tried(applicant(40), standing={"receives_dibao": True})
    assert of(answer, "dibao")["received"]
    assert of(answer, "marginal")["reason"]["next_step_zh"] == "这项救助已经在享受，不用再申请。"
    assert "已经在享受" in answer["next"]


def test_nobody_applies_for_a_scheme_before_its_day(town):
    mother = Citizen(town, "before-its-day", MOTHER_OF_TWO)
    form = mother.filled_in() | {"scheme": "rigid_expenditure"}
    assert declined(mother.client.post, "/v1/cases", form) == (422, "request.invalid")

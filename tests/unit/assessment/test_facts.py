"""What the rules know of a household: who its members are, and what was found beside the
declared."""

from datetime import date

import pytest

from chalicelib.assessment.household.support import support
from chalicelib.assessment.rules import facts_from
from chalicelib.policy import load_pack
from tests.unit.assessment.test_rules import LONGTAN, WINTER, income, member

LAW = load_pack("jilin-city").parameters_on(WINTER)
OWNS = {"deposits_fen": 0, "securities_fen": 0, "vehicles": 0, "houses": 1, "businesses": 0}


def facts(members, incomes=(), items=(), opinion=None, property_=OWNS, day=WINTER, **more):
    application = {
        "members": members, "incomes": list(incomes), "property": property_, "expenses": [],
        "registered_area": LONGTAN, "setting": "urban", "supporters": [], **more,
    }  # fmt: skip
    return facts_from(application, items, opinion or {}, day, LAW)


def figures(*members, **more):
    return facts(list(members), **more).figures


def item(name, value, whose=0, status="verified"):
    return {"item": name, "status": status, "value": value, "member": whose}


def aged(years, days_after=0, **more):
    """Somebody who has that age on the day, or will have it so many days later."""
    born = date(WINTER.year - years, WINTER.month, WINTER.day + days_after)
    return member(more.pop("relation", "parent"), f"{born:%Y%m%d}", **more)


ADULT = member()
GRAVE, MILD = {"kind": "physical", "grade": 2}, {"kind": "physical", "grade": 4}


@pytest.mark.parametrize(
    ("name", "who", "counted"),
    [
        ("infants", aged(3, 1), 1), ("infants", aged(3), 0),
        ("minors", aged(18, 1), 1), ("minors", aged(18), 0),
        ("students", aged(10, student=True), 1), ("students", aged(10), 0),
        ("students_beyond", aged(15, student=True), 1),
        ("students_beyond", aged(15, 1, student=True), 0),
        ("students_beyond", aged(15), 0),
        ("elders", aged(60), 1), ("elders", aged(60, 1), 0),
        ("oldest", aged(80), 1), ("oldest", aged(80, 1), 0),
        ("able", aged(16), 1), ("able", aged(16, 1), 0),
        ("able", aged(60, 1), 1), ("able", aged(60), 0),
        ("able", aged(30, disability=GRAVE), 0),
        ("unable", aged(30, disability=GRAVE), 1), ("unable", aged(30), 0),
        ("working", aged(30, works=True), 1), ("working", aged(30), 0),
        ("idle", aged(30), 1), ("idle", aged(30, works=True), 0),
        ("idle", aged(30, student=True), 0), ("idle", aged(65), 0),
        ("grave_ill", aged(30, grave_illness=True), 1), ("grave_ill", aged(30), 0),
        ("grave", aged(30, grave_illness=True), 1), ("grave", aged(30, disability=GRAVE), 1),
        ("grave", aged(30, disability=MILD), 0),
        ("grave_disabled", aged(30, disability=GRAVE), 1),
        ("grave_disabled", aged(30, grave_illness=True), 0),
        ("mild_disabled", aged(30, disability=MILD), 1),
        ("mild_disabled", aged(30, disability=GRAVE), 0), ("mild_disabled", aged(30), 0),
        ("disabled_minors", aged(10, disability=MILD), 1), ("disabled_minors", aged(10), 0),
        ("disabled_minors", aged(30, disability=MILD), 0),
        ("ill_earners", aged(16, grave_illness=True), 1),
        ("ill_earners", aged(16, 1, grave_illness=True), 0),
        ("ill_earners", aged(60, 1, grave_illness=True), 1),
        ("ill_earners", aged(60, grave_illness=True), 0), ("ill_earners", aged(30), 0),
        ("ill_minors", aged(10, grave_illness=True), 1), ("ill_minors", aged(10), 0),
        ("ill_minors", aged(30, grave_illness=True), 0),
        ("jobless_grave", aged(30, disability=GRAVE), 1),
        ("jobless_grave", aged(30, disability=GRAVE, works=True), 0),
        ("jobless_grave", aged(10, disability=GRAVE), 0), ("jobless_grave", aged(30), 0),
        ("refusers", aged(30, refused_work=3), 1), ("refusers", aged(30, refused_work=2), 0),
        ("refusers", aged(30, refused_work=4), 1), ("refusers", aged(30), 0),
        ("refusers", aged(70, refused_work=4), 0), ("refusers", aged(15, refused_work=4), 0),
        ("refusers", aged(30, refused_work=4, works=True), 0),
        ("refusers", aged(30, refused_work=4, student=True), 0),
        ("refusers", aged(30, refused_work=4, disability=GRAVE), 0),
    ],
)  # fmt: skip
def test_a_member_is_counted_by_age_work_and_health(name, who, counted):
    alone = figures(member(works=True))[name]
    assert figures(member(works=True), who)[name] == alone + counted


@pytest.mark.parametrize(
    ("others", "single"),
    [([], 0), ([aged(10)], 1), ([aged(10), aged(12)], 1), ([aged(30)], 0),
     ([aged(30), aged(10)], 0)],
)  # fmt: skip
def test_a_single_parent_is_the_only_grown_member_with_children(others, single):
    assert figures(ADULT, *others)["single_parent"] == single


def test_who_is_away_is_no_member_and_is_remembered():
    result = figures(ADULT, aged(30, absent="prison"), aged(30))
    assert (result["size"], result["away"]) == (2, 1)


def test_who_is_found_in_prison_does_not_count_whatever_was_declared():
    """57号, art. 7; a person may accept with a reason that it is not so."""
    wife = aged(40, relation="spouse")
    confined = [item("imprisoned", True, whose=1)]
    assert figures(ADULT, wife, items=confined)["size"] == 1
    said = {"accepts": [{"item": "imprisoned", "reason": "已刑满释放，入户见到本人"}]}
    assert figures(ADULT, wife, items=confined, opinion=said)["size"] == 2
    silent = [item("imprisoned", None, whose=1, status="not_verified")]
    assert figures(ADULT, wife, items=silent)["size"] == 2


@pytest.mark.parametrize(
    ("failed", "care"),
    [(0, (0, 0, 1)), (1, (0, 1, 0)), (3, (0, 1, 0)), (4, (1, 0, 0)), (6, (1, 0, 0))],
)
def test_care_follows_the_six_items(failed, care):
    result = facts([aged(70, relation="applicant", self_care_failed=failed)])
    assert "self_care" not in result.unknown
    assert tuple(result.figures[f"care_{kind}"] for kind in ("none", "half", "self")) == care


@pytest.mark.parametrize(
    ("members", "asked"),
    [
        ([aged(70, relation="applicant")], True),
        ([ADULT, aged(70)], True),
        ([ADULT, aged(10)], False),
        ([aged(70, relation="applicant", self_care_failed=0), aged(10)], True),
        ([ADULT], False),
    ],
)
def test_care_is_asked_of_whom_it_may_concern(members, asked):
    assert ("self_care" in facts(members).unknown) == asked


@pytest.mark.parametrize(
    ("name", "declared", "found", "fact", "yearly"),
    [
        ("wage_monthly", income("wage", 500), 800_00, "wage", 800_00 * 12),
        ("wage_monthly", income("wage", 800), 800_00, "wage", 800_00 * 12),
        ("wage_monthly", income("wage", 900), 800_00, "wage", 900_00 * 12),
        ("wage_monthly", income("pension", 500), 800_00, "wage", 800_00 * 12),
        ("wage_monthly", income("wage", 500, 1), 800_00, "wage", (500_00 + 800_00) * 12),
        ("pension_monthly", income("pension", 500), 500_01, "pension", 500_01 * 12),
        ("pension_monthly", income("basic_pension", 500), 600_00, "pension", 100_00 * 12),
        ("unemployment_monthly", income("unemployment", 1), 2_00, "unemployment", 2_00 * 12),
    ],
)
def test_what_was_found_beyond_the_declared_counts_beside_it(name, declared, found, fact, yearly):
    couple = [ADULT, member("spouse", "19860101")]
    result = facts(couple, [declared], [item(name, found)])
    assert result.figures[fact] == yearly


def test_every_departments_answer_counts_and_what_is_no_income_does_not():
    items = [item("deposits", 7_00), item("wage_monthly", 3_00), item("pension_monthly", 4_00)]
    result = facts([ADULT], items=items).figures
    assert (result["wage"], result["pension"], result["deposits"]) == (3_00 * 12, 4_00 * 12, 7_00)


@pytest.mark.parametrize("status", ["nothing_held", "not_verified", "mismatch"])
def test_only_a_verified_answer_counts(status):
    result = facts([ADULT], items=[item("wage_monthly", 800_00, status=status)])
    assert result.figures["wage"] == 0
    assert ("incomes" in result.unknown) == (status != "nothing_held")


@pytest.mark.parametrize("name", ["wage_monthly", "deposits", "companies"])
def test_what_was_found_of_somebody_who_does_not_count_is_left_out(name):
    away = [ADULT, aged(30, absent="prison")]
    found, open_ = item(name, 5, whose=1), item(name, None, whose=1, status="not_verified")
    assert facts(away, items=[found]).figures == facts(away).figures
    assert facts(away, items=[open_]).unknown == facts(away).unknown


@pytest.mark.parametrize(
    ("declared", "found", "exempted", "counted"),
    [(5, 9, 0, 9), (9, 5, 0, 9), (9, 9, 4, 5), (9, 9, 12, 0), (0, 9, 9, 0)],
)
def test_the_greater_of_declared_and_found_deposits_counts_less_what_is_exempted(
    declared, found, exempted, counted
):
    owns = {**OWNS, "deposits_fen": declared}
    opinion = {"exemptions": [{"item": "deposits", "amount_fen": exempted}]}
    result = facts([ADULT], items=[item("deposits", found)], opinion=opinion, property_=owns)
    assert result.figures["deposits"] == counted


def test_securities_are_deposits_and_several_accounts_add_up():
    owns = {**OWNS, "deposits_fen": 3, "securities_fen": 4}
    assert facts([ADULT], property_=owns).figures["deposits"] == 7
    items = [item("deposits", 6), item("deposits", 5)]
    assert facts([ADULT], items=items, property_=owns).figures["deposits"] == 11


@pytest.mark.parametrize(("declared", "found", "counted"), [(1, 2, 2), (2, 1, 2), (0, 0, 0)])
def test_the_greater_number_of_businesses_counts(declared, found, counted):
    owns = {**OWNS, "businesses": declared}
    result = facts([ADULT], items=[item("companies", found)], property_=owns)
    assert result.figures["businesses"] == counted


def test_an_accepted_declaration_stands_and_stays_named_as_unverified():
    items = [
        item("deposits", None, status="not_verified"),
        item("companies", None, status="mismatch"),
    ]
    result = facts([ADULT], items=items, opinion={"accepts": [{"item": "deposits"}]})
    assert result.unknown == {"businesses"}
    assert result.unverified == {"businesses": "businesses", "deposits": "deposits"}


def test_spending_is_counted_by_kind_and_what_illness_costs_apart():
    spent = [{"kind": kind, "amount_fen": fen} for kind, fen in
             (("medical", 1), ("medical", 2), ("education", 4), ("rehabilitation", 8),
              ("other", 16))]  # fmt: skip
    result = facts([aged(30, relation="applicant", grave_illness=True)], expenses=spent).figures
    assert [result[name] for name in ("medical", "education", "rehabilitation", "other_spending",
                                    "hardship_spending")] == [3, 4, 8, 16, 11]  # fmt: skip
    assert facts([ADULT], expenses=spent).figures["hardship_spending"] == 0


def supporter(**more):
    return {"relation": "child", "age": 40, "income_fen": 0, "household_size": 1, "supports": 1,
            "disability": None, "recognised": None, "hindered": None,
            "property_within_limits": True, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("income_fen", "supports", "left"),
    [(7_199_99, 1, 0), (7_200_00, 1, 0), (7_200_01, 1, 1), (7_200_07, 2, 3), (7_200_08, 2, 4)],
)
def test_what_a_supporter_has_above_the_standard_is_shared_in_whole_fen(income_fen, supports, left):
    result = facts([ADULT], supporters=[supporter(income_fen=income_fen, supports=supports)])
    assert result.figures["support_base"] == left


@pytest.mark.parametrize(
    ("own", "together", "size", "able", "known"),
    [
        (35_645_99, 90_000_00, 2, 0, True),
        (35_646_00, 90_000_00, 2, 1, True),
        (None, 35_645_99, 2, 0, True),
        (None, 35_646_00, 2, 0, False),
        (None, 35_646_00, 1, 1, True),
        (None, None, 1, 0, False),
    ],
)
def test_a_weak_supporter_is_unable_by_the_own_income_as_far_as_it_is_known(
    own, together, size, able, known
):
    weak = supporter(age=70, income_fen=together, own_income_fen=own, household_size=size)
    result = support([weak], False, LAW.at("220203", "urban"))
    assert (result.able, result.known) == (able, known)
    assert ("supporters" not in facts([ADULT], supporters=[weak]).unknown) == known


def test_what_an_application_leaves_out_of_a_supporter_is_not_there():
    declared = {name: value for name, value in supporter().items() if value is not None}
    assert declared.keys().isdisjoint({"disability", "recognised", "hindered"})
    assert support([declared], False, LAW.at("220203", "urban")).able == 1


def test_who_owns_nothing_owns_nothing():
    result = facts([ADULT], property_=dict.fromkeys(OWNS, 0)).figures
    assert [result[name] for name in ("deposits", "vehicles", "houses", "businesses")] == [0] * 4
    assert facts([ADULT], property_=dict.fromkeys(OWNS)).figures["houses"] == 0


def test_the_grade_that_a_department_answered_counts_where_the_family_does_not_know_it():
    unknown = aged(30, relation="applicant", disability={"kind": "physical", "grade": None})
    assert "disability" in facts([unknown]).unknown
    result = facts([unknown], items=[item("disability_grade", 2)])
    assert ("disability" in result.unknown, result.figures["grave_disabled"]) == (False, 1)


def cared_for(*members, **more):
    """The numbers of the members who would be tekun."""
    persons = facts(list(members), **more).persons["tekun"]
    return [one.member for one in persons if not one.fails]


OLD, OLDER = aged(65, relation="applicant"), aged(72, relation="spouse")


@pytest.mark.parametrize(
    ("members", "cared"),
    [
        ([OLD], [0]),
        ([OLD, aged(62, relation="spouse")], [0, 1]),
        ([OLD, aged(59, relation="spouse")], []),
        ([OLD, aged(59, relation="spouse", disability=GRAVE)], [0, 1]),
        ([OLD, aged(40, relation="child")], []),
        ([OLD, aged(40, relation="child", absent="prison")], [0]),
        ([OLD, aged(40, relation="child", disability=GRAVE)], [0, 1]),
        ([OLD, aged(17, relation="grandchild")], [0]),
        ([OLD, aged(18, relation="grandchild")], []),
        ([OLD, aged(40, relation="other")], [0]),
        ([OLD, aged(40, relation="sibling")], [0]),
        ([ADULT, aged(80)], []),
        ([aged(15, relation="applicant"), aged(40)], []),
        ([aged(15, relation="applicant"), aged(40, relation="sibling")], []),
        ([OLD, aged(59, relation="spouse"), aged(85)], []),
        ([aged(70, relation="applicant"), aged(59, relation="spouse"), aged(95)], [2]),
    ],
)
def test_who_in_the_house_owes_support_by_law_and_is_able_is_asked_first(members, cared):
    assert cared_for(*members) == cared


def test_a_spouse_with_a_pension_of_her_own_is_asked_until_she_is_seventy():
    pension = [income("pension", 2000, 1)]
    assert cared_for(OLD, aged(69, relation="spouse"), incomes=pension) == []
    assert cared_for(OLD, OLDER, incomes=pension) == [0]
    rich = [income("pension", 2970.50, 1)]
    assert cared_for(OLD, OLDER, incomes=rich) == []


def test_a_child_who_moved_in_yesterday_counts_until_the_eighteenth_birthday():
    moved = {"living_together_since": "2022-12-18"}
    assert figures(ADULT, aged(18, 1, relation="child", **moved))["size"] == 2
    assert figures(ADULT, aged(18, relation="child", **moved))["size"] == 1

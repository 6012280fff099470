"""The six items of self-care (43号, art. 20 to 22): seen by two people, and what they decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local.population.photos import photo
from local.population.residents import resident
from local.town.clerks import countersigned
from local.town.client import Declined, uploaded
from tests.system.api.prepared import prepared
from tests.system.api.scenes import (
    AGAINST,
    ALONE,
    ITEMS,
    REASON,
    accepted,
    alone,
    declined,
    with_clerks,
)
from tests.system.api.test_relatives import county_visit

COUNTY = "220203000000"
BASIC, CARE = 78_000, {"self": 17_600, "half": 44_000, "none": 70_400}
GRANDMOTHER = replace(
    ALONE,
    residents=(
        resident("车永福", "1948-03-09", 13),
        resident("车小川", "2005-06-01", 15, relation="grandchild"),
    ),
)


def visited(town, *seen, household=ALONE, **changed):
    """A case that two people visited, and what they saw of the six items."""

    def play():
        stage, clerk, colleague = accepted(town, household=household, **changed)
        stage.family.waits_for("reviewing")
        stage.visits(clerk, colleague, "情况属实", self_care=list(seen))
        return stage

    return with_clerks(prepared(town, f"visited {seen} {changed}", household, play))


def proposed(town, *seen, household=ALONE, **changed):
    """A case whose grant the township proposes after the visit."""

    def play():
        stage, clerk, _ = visited(town, *seen, household=household, **changed)
        stage.gives_opinion(clerk, "propose_grant", REASON)
        stage.family.waits_for("noticing", "proposing")
        stage.later(minutes=1)
        return stage

    return with_clerks(prepared(town, f"proposed {seen} {changed}", household, play))


def assessment(stage):
    return stage.family.case()["documents"]["assessment"]


def assessed_apart(stage, clerk, colleague, *seen, confirmed=True, **changed):
    """Two people assess the six items apart from a visit; the second confirms it."""
    signed = clerk.signed(stage.family.case_id, clerk.persona.userid, colleague.persona.userid)
    body = signed | {"self_care": list(seen)}
    answer = clerk.does(stage.family.case_id, "self-care", **body | changed)
    if confirmed:
        countersigned(stage.world, colleague.persona.userid, stage.family.case_id)
    return answer


def faults(act, *args, **more):
    """What is wrong with which field."""
    with pytest.raises(Declined) as refusal:
        act(*args, **more)
    assert refusal.value.status == 422
    return [(one["pointer"], one["code"]) for one in refusal.value.problem["errors"]]


@pytest.mark.parametrize(
    ("failed", "level"), [(0, "self"), (1, "half"), (3, "half"), (4, "none"), (6, "none")]
)
def test_how_many_items_fail_decides_the_care_and_its_amount(town, failed, level):
    stage, *_ = proposed(town, alone(cannot=ITEMS[:failed]))
    result = assessment(stage)
    assert result["amount_fen"] == BASIC + CARE[level]
    assert result["self_care"] == [{"member": 0, "cannot": list(ITEMS[:failed]), "level": level}]


def test_what_the_family_says_of_it_decides_nothing(town):
    entries = [{**one, "self_care_failed": 6} for one in DECLARED_ALONE]
    stage, *_ = proposed(town, alone(cannot=["washing"]), members=entries)
    assert assessment(stage)["amount_fen"] == BASIC + CARE["half"]


DECLARED_ALONE = [
    {
        "name": ALONE.residents[0].name,
        "identity_number": ALONE.residents[0].identity_number,
        "relation": "applicant",
    }
]


def test_what_nobody_saw_is_not_known_and_the_case_waits_for_it(town):
    stage, clerk, colleague = proposed(town, members=[DECLARED_ALONE[0] | {"self_care_failed": 0}])
    assert stage.family.timeline()["stage"] == "proposing"
    assert (assessment(stage)["outcome"], assessment(stage)["untold"]) == (
        "indeterminate",
        ["self_care"],
    )
    refuses = (clerk.does, stage.family.case_id, "opinion")
    not_known = declined(*refuses, decision="propose_refusal", reason=REASON)
    assert not_known == (409, "approval.not_known")
    assessed_apart(stage, clerk, colleague, alone(cannot=["eating"]))
    clerk.does(stage.family.case_id, "opinion", decision="propose_grant", reason=REASON)
    stage.family.waits_for("noticing")
    assert assessment(stage)["amount_fen"] == BASIC + CARE["half"]


def test_who_is_seen_again_is_as_last_seen(town):
    stage, clerk, colleague = visited(town, alone())
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:4]))
    stage.gives_opinion(clerk, "propose_grant", REASON)
    stage.family.waits_for("noticing")
    assert [one["level"] for one in assessment(stage)["self_care"]] == ["none"]


def test_a_clerk_proposes_upon_the_items_as_they_were_read(town):
    stage, clerk, colleague = visited(town, alone())
    clerk.waits_for_task(stage.family.case_id, "review")
    read = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["version"]
    assessed_apart(stage, clerk, colleague, alone(cannot=ITEMS[:4]))
    opinion = {"decision": "propose_grant", "reason": REASON, "version": read}
    refused = declined(clerk.does, stage.family.case_id, "opinion", **opinion)
    assert refused == (409, "case.not_as_read")


@pytest.mark.parametrize(
    ("seen", "wrong"),
    [
        ([alone() | {"singing": True}], ("/self_care/0/singing", "extra_forbidden")),
        (
            [{name: part for name, part in alone().items() if name != "toilet"}],
            ("/self_care/0/toilet", "missing"),
        ),
        ([alone() | {"walking": "yes"}], ("/self_care/0/walking", "bool_type")),
        ([alone() | {"walking": None}], ("/self_care/0/walking", "bool_type")),
        ([alone(), alone()], ("/self_care/1/member", "form.assessed_twice")),
        ([alone(1)], ("/self_care/0/member", "form.member_not_listed")),
        ([{"member": 0, "self_care_failed": 0}], ("/self_care/0/eating", "missing")),
    ],
)
def test_what_is_typed_wrong_is_pointed_at_and_nothing_is_kept(town, seen, wrong):
    stage, clerk, colleague = accepted(town, household=ALONE)
    stage.family.waits_for("reviewing")
    clerk.waits_for_task(stage.family.case_id, "visit")
    assert wrong in faults(stage.visits, clerk, colleague, "属实", self_care=seen)
    assert wrong in faults(assessed_apart, stage, clerk, colleague, *seen)
    case = clerk.client.get(f"/v1/cases/{stage.family.case_id}")
    assert not {"self_care", "visit"} & case["documents"].keys()


def test_it_takes_two_people_who_were_both_there(town):
    stage, clerk, colleague = visited(town)
    mine, hers = clerk.persona.userid, colleague.persona.userid
    twice = faults(assessed_apart, stage, clerk, colleague, alone(), visitors=[mine, mine])
    assert twice == [("/visitors", "form.two_visitors")]
    one = faults(assessed_apart, stage, clerk, colleague, alone(), visitors=[mine])
    assert one[0][0] == "/visitors"
    unsigned = {"visitor_signatures": ["0" * 64]}
    assert faults(assessed_apart, stage, clerk, colleague, alone(), **unsigned)
    elsewhere = {"visitors": [hers, "kouqian1"]}
    refused = declined(assessed_apart, stage, clerk, colleague, alone(), **elsewhere)
    assert refused == (409, "approval.visitor_records")
    assert faults(assessed_apart, stage, clerk, colleague)[0][0] == "/self_care"


def test_the_family_reads_in_the_letter_what_was_seen_and_what_it_comes_to(town):
    stage, *_ = proposed(town, alone(cannot=["toilet", "washing"]))
    (letter,) = [one for one in stage.family.letters() if one["name"] == "notice"]
    text = "".join(letter["lines"])
    assert "车永福：符合特困人员认定条件" in text
    assert "如厕、洗澡不能自己完成" in text
    assert "半护理" in text
    assert not [item for item in ITEMS if item in text]


def test_in_a_mixed_household_the_letter_says_who_may_and_who_may_not_and_why(town):
    stage, clerk, _ = proposed(town, alone(), household=GRANDMOTHER)
    (notice,) = stage.notices(ALONE.registered_area)
    assert notice["members"] == 1
    (letter,) = [one for one in stage.family.letters() if one["name"] == "notice"]
    text = "".join(letter["lines"])
    assert "保障 1 人" in text
    assert "车永福：符合特困人员认定条件" in text
    assert "6 项都能自己完成" in text
    assert "车小川：不认定为特困人员，有劳动能力" in text
    assert "43号）第5条" in text
    seen = clerk.client.get(f"/v1/cases/{stage.family.case_id}/letters")["letters"]
    assert "车永福" not in str(seen)
    assert "车小川" not in str(seen)


def test_a_refusal_says_of_each_why_not(town):
    stage, clerk, _ = visited(town, alone(), household=GRANDMOTHER)
    stage.gives_opinion(clerk, "propose_refusal", REASON)
    clerk.waits_for_task(stage.family.case_id, "propose")
    said = {"reason": REASON, **AGAINST}
    clerk.does(stage.family.case_id, "opinion", decision="propose_refusal", **said)
    county = stage.county(COUNTY)
    stage.family.waits_for("confirming")
    stage.later(minutes=1)
    if "county_visit" in [one["task"] for one in county.tasks()]:
        county_visit(stage)
    county.does(stage.family.case_id, "decision", decision="decline", **said)
    stage.family.waits_for("refused")
    stage.later(minutes=1)
    (letter,) = [one for one in stage.family.letters() if one["name"] == "refused"]
    text = "".join(letter["lines"])
    assert "车小川：不认定为特困人员" in text
    assert "车永福：符合" not in text


def test_what_was_seen_is_of_whom_the_clerk_read_and_not_of_whoever_has_the_number_now(town):
    stage, clerk, colleague = visited(town, alone(), household=GRANDMOTHER)
    read = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["version"]
    first, second = stage.family.form()["members"]
    turned = [{**second, "relation": "applicant"}, {**first, "relation": "grandparent"}]
    stage.family.does("correction", members=turned, incomes=[])
    refused = declined(
        assessed_apart, stage, clerk, colleague, alone(cannot=("eating",)), version=read
    )
    assert refused == (409, "case.not_as_read")


def test_what_two_people_recorded_is_kept_with_the_case_and_can_be_opened(town):
    stage, clerk, colleague = accepted(town, household=ALONE)
    stage.family.waits_for("reviewing")
    seen = uploaded(clerk.client, photo("the kitchen"))
    stage.visits(clerk, colleague, "情况属实", photos=[seen])
    assessed_apart(stage, clerk, colleague, alone(cannot=["eating"]))
    stage.later(minutes=1)
    documents = clerk.client.get(f"/v1/cases/{stage.family.case_id}")["documents"]
    signed = documents["visit"]["visitor_signatures"]
    for digest in (seen, *signed, documents["self_care"]["persons"][0]["signatures"][-1]):
        assert clerk.client.get(f"/v1/cases/{stage.family.case_id}/papers/{digest}?purpose=review")[
            "url"
        ]

"""What belongs where nobody here can act is passed on, with a receipt of the passing."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.case import contacts
from chalicelib.case import keys as case_keys
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.monitoring import keys as monitoring_keys
from chalicelib.platform.store import identifiers, table
from chalicelib.policy import load_pack
from chalicelib.records.law import Law
from local.population.families import INJURED_WORKER, MOTHER_OF_TWO
from local.population.personas import at
from local.town.clerks import Clerk
from local.town.client import Declined
from local.town.people import Citizen
from tests.system.api.scenes import declined

TOWNSHIP, COUNTY, CITY = "220203007000", "220203000000", "220200000000"
CHANGCHUN, NANLING = "220102001001", "长春市南关区南岭街道"
WENT_TO = {"office": "长春市南关区南岭街道办事处", "telephone": "0431-88776655"}
HOTLINE = "963961"


def from_elsewhere(town, **changed):
    """A mother who lives in Longtan and is registered in Changchun, where nobody works here."""
    family = Citizen(town, "from-elsewhere", MOTHER_OF_TWO)
    family.apply(**{"registered_area": CHANGCHUN} | changed)
    return family


def clerk(town, office=TOWNSHIP, post=Post.CASE_WORKER, number=0):
    return Clerk(town, at(office, post)[number])


def later(town, **length):
    town.clock.sleep_until(town.clock.now() + timedelta(**length))


def the_letter(family, name):
    (found,) = [letter for letter in family.letters() if letter["name"] == name]
    return found


def test_the_receipt_names_who_passes_it_on_to_whom_and_by_when(town):
    family = from_elsewhere(town)
    shown = family.receipt
    assert (shown["state"], shown["office"]) == ("passing", TOWNSHIP)
    assert shown["office_name"] == "龙潭区山前街道"
    assert shown["verification_from"] is None
    for named in (NANLING, "龙潭区山前街道", "2022年12月21日"):
        assert named in shown["next"], named
    assert parse_instant(shown["due"]) == parse_instant("2022-12-21T16:00:00Z")
    assert shown["telephone"] == HOTLINE
    later(town, minutes=1)
    letter = "".join(the_letter(family, "receipt")["lines"])
    for named in (shown["receipt"], NANLING, "2022年12月21日"):
        assert named in letter, named


def test_whoever_holds_the_task_passes_it_on_and_the_letter_says_where_and_whom_to_call(town):
    family = from_elsewhere(town)
    staff = clerk(town)
    assert staff.waits_for_task(family.case_id, "pass_on")["due"] == family.receipt["due"]
    (holder,) = family.timeline()["holders"]
    assert (holder["task"], holder["office_name"]) == ("转交申请", "龙潭区山前街道")
    staff.does(family.case_id, "passing-on", **WENT_TO)
    passed_at = town.clock.now()
    later(town, minutes=1)
    timeline, letter = family.timeline(), the_letter(family, "passed_on")
    assert (timeline["stage"], timeline["holders"]) == ("passed_on", [])
    assert WENT_TO["office"] in timeline["next"]
    assert timeline["telephone"] == WENT_TO["telephone"]
    said = "".join(letter["lines"])
    for named in (*WENT_TO.values(), family.receipt["receipt"], HOTLINE, "第60条"):
        assert named in said, named
    passing = family.case()["documents"]["passing"]
    assert passing == WENT_TO | {"at": instant_text(passed_at)}
    assert staff.tasks() == []


def test_nobody_is_verified_and_no_workflow_begins(town):
    family = from_elsewhere(town)
    later(town, days=1)
    assert family.timeline()["stage"] == "passing"
    assert town.sandbox.executions() == {}
    assert list(town.departments.asked) == []
    assert family.case()["still_missing"] == []


def test_its_people_are_watched_as_every_applicants_are(town):
    from_elsewhere(town)
    later(town, minutes=1)
    applicant = identifiers.identity_hash(MOTHER_OF_TWO.residents[0].identity_number)
    assert table.get(monitoring_keys.person(applicant))["layer"] == "applicant_under_watch"


def test_the_family_may_apply_at_the_right_place_meanwhile_and_stays_locked_there(town):
    """No lock is held by what is passed on, and none of another case is given back by its end."""
    family = from_elsewhere(town)
    again = Citizen(town, "at-the-right-place", MOTHER_OF_TWO)
    again.apply()
    assert again.receipt["state"] == "waiting"
    later(town, minutes=1)
    assert "duplicate" not in cases.load(again.case_id).document.documents
    clerk(town).does(family.case_id, "passing-on", **WENT_TO)
    applicant = identifiers.identity_hash(MOTHER_OF_TWO.residents[0].identity_number)
    assert table.get(case_keys.lock("dibao", applicant))["case_id"] == again.case_id
    assert [item["sk"] for item in table.query("cases", case_keys.member(applicant, "").pk)] == [
        again.case_id
    ]


def test_the_family_may_withdraw_until_it_is_passed_on(town):
    family = from_elsewhere(town)
    family.does("withdrawal", reason="自己去办")
    assert family.timeline()["stage"] == "withdrawn"
    assert declined(clerk(town).does, family.case_id, "passing-on", **WENT_TO) == (
        409,
        "case.not_now",
    )


def test_the_phone_is_put_right_while_it_waits_to_be_passed_on(town):
    family = from_elsewhere(town)
    family.does("correction", phone="13900000001")
    assert family.case()["documents"]["application"]["phone"] == "13900000001"
    refused = declined(family.does, "correction", hardship="又丢了工作")
    assert refused[0] == 409


def test_it_takes_no_other_act(town):
    family = from_elsewhere(town)
    assert declined(clerk(town).does, family.case_id, "acceptance", decision="accept") == (
        409,
        "case.not_now",
    )
    call = {"outcome": "reached", "hardship": "困难", "informed_of": ["rights"]}
    assert declined(clerk(town).does, family.case_id, "call-back", **call) == (409, "case.not_now")


def test_what_is_handled_here_is_not_passed_on(town):
    family = Citizen(town, "at-home", MOTHER_OF_TWO)
    family.apply()
    assert declined(clerk(town).does, family.case_id, "passing-on", **WENT_TO) == (
        409,
        "case.not_now",
    )


def test_who_lets_it_lie_shares_it_with_the_leader_above(town):
    family = from_elsewhere(town)
    later(town, days=4)
    leader = clerk(town, COUNTY, Post.LEADER)
    for staff in (leader, clerk(town)):
        (line,) = [one for one in staff.tasks() if one["id"] == family.case_id]
        assert (line["task"], line["escalations"]) == ("pass_on", 1)
    assert [holder["office"] for holder in family.timeline()["holders"]] == [COUNTY]
    promised = family.timeline()["next"]
    assert "龙潭区山前街道没有按期转交，现由龙潭区负责人督办" in promised
    assert not re.search(r"\d", promised)  # no other day by an office that let the first go by
    leader.does(family.case_id, "passing-on", **WENT_TO)
    assert leader.tasks() == clerk(town).tasks() == []


def test_urgent_aid_goes_by_where_the_emergency_is_and_is_passed_on_from_home(town):
    worker = Citizen(town, "worker-elsewhere", INJURED_WORKER)
    worker.apply(emergency_area=CHANGCHUN, registered_area="220202008003")
    assert (worker.receipt["state"], worker.receipt["office"]) == ("passing", "220202008000")
    assert NANLING in worker.receipt["next"]


def test_a_confidential_application_is_passed_on_by_the_county_alone(town):
    family = from_elsewhere(town, confidential=True)
    assert (family.receipt["state"], family.receipt["office"]) == ("passing", COUNTY)
    for hidden_from in (clerk(town), clerk(town, CITY, Post.LEADER)):
        path = f"/v1/cases/{family.case_id}"
        assert declined(hidden_from.client.get, path) == (404, "case.not_found")
    later(town, days=4)
    assert clerk(town, CITY, Post.LEADER).tasks() == []
    clerk(town, COUNTY).does(family.case_id, "passing-on", **WENT_TO)


@pytest.mark.parametrize(
    ("changed", "code", "pointer", "named"),
    [
        (
            {"registered_area": CHANGCHUN, "living_area": CHANGCHUN},
            "area.not_served",
            "/registered_area",
            (NANLING, "12345"),
        ),
        ({"registered_area": "110101001001"}, "area.unknown", "/registered_area", ("12345",)),
        ({"living_area": "220203007999"}, "area.unknown", "/living_area", ("重新选择",)),
    ],
)
def test_where_nobody_can_act_no_receipt_is_given_and_the_family_is_informed_where_to_go(
    town, changed, code, pointer, named
):
    family = Citizen(town, "nowhere", MOTHER_OF_TWO)
    form = family.filled_in() | changed
    with pytest.raises(Declined) as refused:
        family.client.post("/v1/cases", form)
    assert (refused.value.status, refused.value.code) == (422, code)
    (error,) = refused.value.problem["errors"]
    assert error["pointer"] == pointer
    assert all(words in error["detail"] for words in named)
    assert family.client.get("/v1/cases")["cases"] == []


@pytest.mark.parametrize(
    ("said", "code"),
    [({"telephone": "打办公室"}, "form.telephone"), ({"telephone": "110"}, "form.telephone"),
     ({"office": "  "}, "string_too_short")],
)  # fmt: skip
def test_a_letter_without_anybody_to_call_is_not_written(town, said, code):
    family = from_elsewhere(town)
    with pytest.raises(Declined) as refused:
        clerk(town).does(family.case_id, "passing-on", **WENT_TO | said)
    assert refused.value.status == 422
    assert [error["code"] for error in refused.value.problem["errors"]] == [code]


def test_elsewhere_the_telephone_is_that_of_the_government_s_services():
    pack = load_pack("national")
    assert contacts.hotline(Law(pack, date(2022, 12, 19))) == "12345"


def test_the_same_form_again_is_the_same_receipt(town):
    family = from_elsewhere(town)
    first = dict(family.receipt)
    assert family.apply(registered_area=CHANGCHUN) == first


def corrects(family):
    """What a family is told that wants something put right."""
    with pytest.raises(Declined) as refused:
        family.does("correction", hardship="家里又有人病了，药费更多")
    return refused.value.code, refused.value.problem["errors"] or refused.value.problem["detail"]


def test_after_it_was_passed_on_a_correction_is_answered_with_whom_to_call(town):
    family = from_elsewhere(town)
    assert "将转交" in str(corrects(family))
    clerk(town).does(family.case_id, "passing-on", **WENT_TO)
    text = str(corrects(family))
    assert "已经转交" in text
    assert WENT_TO["telephone"] in text
    assert "撤回" not in text

"""What staff do in the browser beside the way of a case: complaints, reconsiderations, deaths and
changes, delegations, cards at the counter, money that nobody can book."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from chalicelib.case import case as cases
from local.population.families import MOTHER_OF_TWO
from local.population.photos import photo
from local.population.residents import resident
from local.town.people import Citizen
from tests.support.desk import Desk
from tests.system.api import test_benefit_changes as changes
from tests.system.api import test_complaints as complaints
from tests.system.api import test_deaths as deaths
from tests.system.api import test_reconsiderations as reconsiderations
from tests.system.api.conftest import decided_at_once, noticed, town_discrepancy
from tests.system.api.scenes import accepted
from tests.system.api.test_desk_visits import digests, links


@pytest.fixture
def desk(town):
    return Desk(town)


def signed_in(town, userid, to="/desk"):
    desk = Desk(town)
    desk.signs_in(userid, to=to)
    return desk


def test_one_says_which_case_a_complaint_concerns_and_another_answers(town, desk):
    stage, *_ = accepted(town)
    complaint = complaints.complains(complaints.neighbour(town))
    here = f"/desk/complaints/{complaint['complaint_id']}"
    page = desk.signs_in("longtan", to=here)
    assert "登记在亲戚名下" in page.text
    assert f"{here}/answer" not in page.text  # nobody said yet which case it concerns
    desk.get(f"{here}/case")
    page = desk.sends(f"{here}/case", receipt=str(stage.family.receipt["receipt"]))
    assert "打开涉及的申请" in page.text
    assert f"{here}/answer" not in page.text
    assert f"{here}/answer" in signed_in(town, "longtan2", here).page.text
    desk.get(f"{here}/answer")
    page = desk.sends(f"{here}/answer", **complaints.FOUND)
    assert page.status == 409
    other = signed_in(town, "longtan2", f"{here}/answer")
    page = other.sends(f"{here}/answer", **complaints.FOUND)
    assert "已经答复" in page.text
    assert "该车不归这家人所有" in page.text


def test_a_complaint_that_concerns_no_case_says_so_by_an_empty_field(town, desk):
    complaint = complaints.complains(complaints.neighbour(town))
    here = f"/desk/complaints/{complaint['complaint_id']}"
    desk.signs_in("longtan", to=f"{here}/case")
    assert "不涉及任何申请" in desk.sends(f"{here}/case", receipt="").text


def test_whoever_was_drawn_answers_a_reconsideration(town):
    stage, *_ = reconsiderations.refused(town)
    asked = reconsiderations.asks(stage)
    (officer,) = reconsiderations.finds(town, asked)
    here = f"/desk/reconsiderations/{asked['reconsideration_id']}"
    desk = signed_in(town, officer.persona.userid, here)
    assert "上个月就停工了" in desk.page.text
    assert "种子" in desk.page.text
    page = desk.sends(here, **reconsiderations.STANDS)
    assert "复核已经答复" in page.text
    assert "种子" in signed_in(town, officer.persona.userid, here).page.text


def test_a_reported_death_is_looked_into_and_decided_by_forms(town):
    stage, clerk = deaths.receiving(town)
    number = stage.family.household.residents[1].identity_number
    deaths.tells(town, number)
    clerk.waits_for_task(stage.family.case_id, "death_check")
    case = f"/desk/cases/{stage.family.case_id}"
    desk = signed_in(town, "shanqian1", f"{case}/death-check")
    assert "2023-01-08 去世" in desk.page.text
    found = {"deaths.0.finding": "dead", "deaths.0.died_on": "2023-01-08"}
    page = desk.sends(
        f"{case}/death-check",
        **found,
        **{"deaths.0.death": "0", "deaths.0.grounds": "查看火化证明"},
    )
    assert "已经核实" in page.text
    stage.later(minutes=1)
    county = signed_in(town, "longtan", f"{case}/death-decision")
    assert "查看火化证明" in county.page.text
    page = county.sends(f"{case}/death-decision", decision="confirm", reason="材料齐全，情况属实")
    assert "已经决定" in page.text


def test_a_change_is_recorded_examined_and_decided_by_forms(town):
    stage, *_ = changes.receiving(town)
    case = f"/desk/cases/{stage.family.case_id}"
    desk = signed_in(town, "shanqian1", f"{case}/reported-change")
    page = desk.sends(f"{case}/reported-change", kind="supporter", words="儿子回来同住")
    assert "变化已经登记" in page.text
    desk.get(f"{case}/benefit-review")
    said = {"decision": "propose_end", "reason": "入户核实，情况属实"}
    assert desk.sends(f"{case}/benefit-review", **said).status == 422
    page = desk.sends(f"{case}/benefit-review", **said, ground="supporter")
    assert "复核结果已经提出" in page.text
    stage.family.waits_for("rechecking")
    county = signed_in(town, "longtan", f"{case}/benefit-decision")
    assert "儿子回来同住" in county.page.text
    page = county.sends(f"{case}/benefit-decision", decision="confirm", reason="材料齐全，情况属实")
    assert "已经决定" in page.text


def test_the_countys_leader_delegates_the_power_to_confirm(town, desk):
    desk.signs_in("longtan-leader", to="/desk/delegations")
    assert "山前街道" in desk.page.text
    here = "/desk/delegations/220203007000"
    desk.get(here)
    page = desk.sends(here, schemes=["dibao", "marginal"], since="2022-12-01")
    assert "2022-12-01" in page.text
    assert "（有效）" in page.text
    assert signed_in(town, "longtan", here).page.status == 404


def test_a_card_is_noted_at_the_counter_with_what_the_person_signed_on_paper(town, desk):
    stage = accepted_without_signature(town)
    person = stage.household.residents[1]
    here = "/desk/identity-checks"
    receipt = str(stage.receipt["receipt"])
    page = desk.signs_in("shanqian1", to=f"{here}?receipt={receipt}")
    page = desk.uploads(links(page, "consent.signature"), photo("on paper"))
    version, text = re.findall(r'name="consent\.text_\w+" value="([^"]+)"', page.text)
    page = desk.sends(
        here, receipt=receipt, name=person.name, identity_number=person.identity_number,
        document_kind="identity_card", **digests(page),
    )  # fmt: skip
    assert "证件已经核对" in page.text
    signed = cases.load(stage.case_id).doc("application")["consents"]
    assert (version, text) == (signed[-1]["text_version"], signed[-1]["text_digest"])
    assert signed[-1]["member"] == 1


def accepted_without_signature(town):
    """A couple of whom one has not signed."""
    two = (
        resident("车永福", "1958-03-09", 41),
        resident("白玉兰", "1959-04-09", 42, relation="spouse"),
    )
    family = Citizen(town, "couple", replace(MOTHER_OF_TWO, residents=two))
    form = family.form()
    family.apply(consents=form["consents"][:1])
    return family


def test_a_relative_is_entered_in_the_register(town, desk):
    desk.signs_in("shanqian1", to="/desk/relatives")
    number = MOTHER_OF_TWO.residents[0].identity_number
    said = {"identity_number": number, "kinship": "sibling", "of": "staff"}
    page = desk.posts("/desk/relatives", {**desk.page.form(), **said})
    assert "已经登记，这家由县级入户调查" in page.text
    assert number not in page.text


def test_what_nobody_can_book_is_settled_and_the_books_are_read(town, desk):
    decided_at_once(town)
    desk.signs_in("changyi-finance")
    release = re.search(r"/desk/releases/([^\"]+)\"", desk.page.text)[1]
    here = f"/desk/discrepancies/{town_discrepancy(town, release)}"
    page = desk.get(here)
    assert "第 2 行" in page.text
    assert "已经核对" in desk.sends(here, reason="银行答复：金额更正后重发回盘").text
    books = desk.follow("/desk/books").text
    assert "账目：2022年12月" in books
    assert "上个月" in books


def test_a_notice_shows_surname_members_and_amount_in_the_right_village(town, desk):
    family = noticed(town)
    page = desk.signs_in("shanqian1", to=f"/desk/cases/{family.case_id}/acts")
    assert "情况属实" in page.text
    assert "在" in page.text
    board = re.search(r'href="(/desk/notices/\d+)"', page.text)[1]
    assert board.endswith(family.household.registered_area)
    page = desk.get(board)
    assert "乔*" in page.text
    assert family.household.residents[0].name not in page.text
    assert family.household.residents[0].identity_number not in page.text


def test_what_is_done_beside_cases_is_found_from_every_page(desk):
    page = desk.signs_in("longtan-leader", to="/desk/more")
    assert 'href="/desk/more"' in page.text
    for address in set(re.findall(r'href="(/desk/[a-z-]+)"', page.text)) - {"/desk/books"}:
        assert desk.get(address).status == 200, address


def test_staff_see_which_departments_fail(desk):
    assert "全部部门" in desk.signs_in("shanqian1", to="/desk/sources").text


@pytest.mark.parametrize("typed", ["..%2F..%2Fevil", "%3Fx%3D1", "%2F%2Fevil.example", "%E5%BC%A0"])
def test_whatever_is_typed_as_a_number_leads_to_its_delegation_or_to_none(desk, typed):
    desk.signs_in("shanqian1", to="/desk/helpers")
    assert desk.get(f"/desk/helpers?helper={typed}").to.endswith(f"/desk/helpers/{typed}")
    assert desk.get(f"/desk/helpers/{typed}").status in {400, 404}

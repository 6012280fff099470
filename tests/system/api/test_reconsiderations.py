"""A family does not agree with a decision: somebody of the county who took no part looks at it
again, and what does not stand is decided anew by others. It delays no remedy of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chalicelib.case import case as cases
from chalicelib.directory import store as directory
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import parse_instant
from local.population.families import FOUND_WORK, MOTHER_OF_TWO
from local.population.personas import at, personas
from local.town.clerks import Clerk
from local.town.people import Citizen
from tests.system.api.conftest import scene
from tests.system.api.scenes import REASON, accepted, declined, proposing
from tests.system.api.test_deaths import granted
from tests.system.api.test_relatives import registers

CITY = "220200000000"
WHY = "工作收入算错了，上个月就停工了"
STANDS = {"outcome": "upheld", "reason": "经核对账目，收入计算无误"}
ANEW = {"outcome": "changed", "reason": "收入确实没有按停工后的计算"}
NO_DELAY = "不影响、也不延长申请行政复议（60 日）和提起行政诉讼（6 个月）的期限"


def proposes_refusal(stage, clerk):
    clerk.waits_for_task(stage.family.case_id, "propose")
    said = {"decision": "propose_refusal", "reason": "人均月收入高于标准"}
    clerk.does(stage.family.case_id, "opinion", **said)


def refused(town):
    """A family whose application the county refused, and who refused it."""
    stage, clerk, colleague = proposing(town)
    proposes_refusal(stage, clerk)
    county = stage.county(stage.family.case()["office"][:6] + "000000")
    stage.family.waits_for("confirming")
    stage.decides(county, "decline", "人均月收入高于标准")
    stage.family.waits_for("refused")
    stage.later(minutes=1)
    return stage, county, clerk, colleague


def letter(stage, name):
    return next(one for one in stage.family.letters() if one["name"] == name)


def asks(stage, name="refused", key=None):
    """The family says that it does not agree with what a letter says."""
    body = {"letter": letter(stage, name)["number"], "statement": WHY}
    path = f"/v1/cases/{stage.family.case_id}/reconsiderations"
    answer = stage.family.client.post(path, body, *([key] if key else ()))
    stage.later(minutes=1)
    return answer


def reads(who, asked):
    return who.client.get(f"/v1/reconsiderations/{asked['reconsideration_id']}")


def answers(officer, asked, key=None, **said):
    url = f"/v1/reconsiderations/{asked['reconsideration_id']}/answer"
    return officer.client.post(url, said, *([key] if key else ()))


def withdraws(stage, asked):
    url = f"/v1/reconsiderations/{asked['reconsideration_id']}/withdrawal"
    return stage.family.client.post(url, {})


def everybody(town):
    """Who handles cases at the county, and above it, and somebody elsewhere."""
    offices = {"220203000000", "220211000000", "220202000000", CITY}
    here = [one for one in personas() if one.office in offices and one.post is not Post.FINANCE]
    return [Clerk(town, one) for one in here if one.userid not in {"fengman2", "changyi2"}]


def finds(town, asked):
    """Who of all staff has it before them."""

    def has(one):
        waiting = one.client.get("/v1/reconsiderations")["reconsiderations"]
        return asked["reconsideration_id"] in {line["reconsideration_id"] for line in waiting}

    return [one for one in everybody(town) if has(one)]


def drawn(town, asked):
    (officer,) = finds(town, asked)
    return officer


def text_of(stage, name):
    return "".join(letter(stage, name)["lines"])


def test_a_refusal_that_does_not_stand_is_made_anew_by_nobody_who_made_it(town):
    stage, county, clerk, colleague = refused(town)
    asked = asks(stage)
    assert NO_DELAY in asked["time_limits_note"]
    assert "没有参与办理" in asked["next"]
    officer = drawn(town, asked)
    assert officer.persona.userid != county.persona.userid
    assert reads(officer, asked)["statement"] == WHY
    (draw,) = reads(officer, asked)["draws"]
    assert draw["among"].split("、") == ["fengman-leader", "fengman2"]
    (holder,) = stage.family.timeline()["holders"]
    assert (holder["task"], holder["due"]) == ("复核原决定", asked["due"])
    received = text_of(stage, "reconsideration")
    assert NO_DELAY in received
    assert WHY not in received

    answers(officer, asked, **ANEW)
    stage.later(minutes=1)
    result = text_of(stage, "reconsidered")
    for words in ("不再维持", ANEW["reason"], "行政复议", NO_DELAY, "没有作过原决定"):
        assert words in result
    assert stage.family.case()["state"] in {"verifying", "explaining", "reviewing"}
    assert stage.family.timeline()["decision"]["days"] == 30
    stage.family.waits_for("explaining")
    stage.family.does("explanation", statement="已经停工", complete=True)
    stage.phones(clerk, "重新办理")
    stage.family.waits_for("reviewing")
    stage.visits(clerk, colleague, "确已停工")
    stage.gives_opinion(clerk, "propose_refusal", "人均月收入高于标准")
    stage.family.waits_for("proposing")
    proposes_refusal(stage, clerk)
    stage.family.waits_for("confirming")
    assert declined(stage.decides, county, "decline", REASON)[1] in {
        "case.four_eyes", "case.task_first",
    }  # fmt: skip
    assert declined(stage.decides, county, "send_back", REASON) == (409, "case.four_eyes")
    assert declined(stage.decides, officer, "send_back", REASON) == (409, "case.four_eyes")


def test_the_amount_of_a_benefit_stands_with_a_reason_and_the_benefit_goes_on(town):
    stage, _ = granted(town)
    stage.later(minutes=1)
    asked = asks(stage, "granted")
    officer = drawn(town, asked)
    assert answers(officer, asked, **STANDS)["state"] == "answered"
    stage.later(minutes=1)
    result = letter(stage, "reconsidered")
    assert "原决定维持" in "".join(result["lines"])
    assert result["office"] == "龙潭区民政局"
    assert stage.family.case()["state"] == "receiving"
    assert "let_stand" in {one["event"] for one in stage.family.timeline()["events"]}
    again = declined(asks, stage, "granted")
    assert again == (409, "reconsideration.answered")
    assert declined(answers, officer, asked, **STANDS) == (409, "reconsideration.not_now")


def test_an_amount_that_does_not_stand_is_examined_and_changed_by_others(town):
    stage, clerk = granted(town)
    stage.later(minutes=1)
    asked = asks(stage, "granted")
    officer = drawn(town, asked)
    answers(officer, asked, **ANEW)
    stage.later(minutes=1)
    assert stage.family.case()["state"] == "rechecking"
    clerk.waits_for_task(stage.family.case_id, "recheck")
    acted = cases.load(stage.family.case_id).document.acted
    assert {"longtan", officer.persona.userid} <= {*acted}  # the table lets neither decide now


def test_days_that_end_while_the_offices_are_closed_end_with_the_next_working_day(town):
    """As every other term of a family; the Spring Festival of 2023 lasts until 27 January."""
    stage = scene(town, "mother", MOTHER_OF_TWO)
    stage.later(days=3)
    stage.applies()
    stage.later(days=37)  # 28 January; thirty days are over on the 21st
    assert asks(stage, "receipt")["in_time"] is True


def test_who_asks_after_the_days_is_informed_in_writing_that_it_is_too_late(town):
    stage, *_ = refused(town)
    stage.later(days=31)
    asked = asks(stage)
    assert asked["in_time"] is False
    assert "已超过" in asked["next"]
    officer = drawn(town, asked)
    assert declined(answers, officer, asked, **STANDS) == (409, "reconsideration.dismissible")
    late = {"outcome": "dismissed", "reason": "告知书送达已满三十天"}
    wrong = declined(answers, officer, asked, dismissed_for="not_own", **late)
    assert wrong == (422, "reconsideration.ground")
    answers(officer, asked, dismissed_for="out_of_time", **late)
    stage.later(minutes=1)
    result = text_of(stage, "reconsidered")
    assert "已超过提出复核的期限" in result
    assert NO_DELAY in result
    assert stage.family.case()["state"] == "refused"


def test_where_nobody_of_the_county_took_no_part_a_leader_above_is_drawn(town):
    stage, county, *_ = refused(town)
    for persona in at(county.persona.office, Post.CASE_WORKER) + at(
        county.persona.office, Post.LEADER
    ):
        registers(Clerk(town, persona), stage.family.household.residents[0].identity_number)
    asked = asks(stage)
    assert drawn(town, asked).persona.userid == "jilin-leader"
    assert asked["office_name"] == "吉林市民政局"


def test_only_who_was_drawn_reads_it_and_no_other_family_does(town):
    stage, *_ = refused(town)
    asked = asks(stage)
    officer = drawn(town, asked)
    for one in everybody(town):
        if one.persona.userid != officer.persona.userid:
            assert declined(reads, one, asked) == (404, "reconsideration.not_found")
            refusal = declined(answers, one, asked, **STANDS)
            assert refusal == (404, "reconsideration.not_found")
    stranger = Citizen(town, "stranger", FOUND_WORK)
    assert declined(reads, stranger, asked)[0] == 404
    path = f"/v1/cases/{stage.family.case_id}/reconsiderations"
    body = {"letter": letter(stage, "refused")["number"], "statement": WHY}
    assert declined(stranger.client.post, path, body) == (404, "case.not_found")


def test_who_was_drawn_and_moved_or_took_part_since_does_not_answer(town):
    stage, *_ = refused(town)
    asked = asks(stage)
    officer = drawn(town, asked)
    registers(officer, stage.family.household.residents[0].identity_number)
    assert declined(answers, officer, asked, **STANDS) == (409, "reconsideration.four_eyes")
    known = directory.find_by_wecom(officer.persona.userid)
    directory.save(replace(known, office="220202000000"), known)
    assert declined(answers, officer, asked, **STANDS) == (404, "reconsideration.not_found")


def test_an_answer_that_is_late_goes_up_and_the_timeline_says_so(town):
    stage, *_ = refused(town)
    asked = asks(stage)
    due = parse_instant(asked["due"])
    town.clock.sleep_until(due + timedelta(hours=1))
    below, above = sorted(finds(town, asked), key=lambda one: one.persona.office, reverse=True)
    assert above.persona.userid == "jilin-leader"
    (holder,) = stage.family.timeline()["holders"]
    assert (holder["office"], holder["due"] > asked["due"]) == (CITY, True)
    answers(above, asked, **STANDS)
    stage.later(minutes=1)
    assert letter(stage, "reconsidered")["office"] == "吉林市民政局"
    assert declined(answers, below, asked, **STANDS) == (409, "reconsideration.not_now")


def test_who_is_away_is_not_drawn_where_somebody_else_is_there(town):
    """Asked again it is the same reconsideration, for which the same would be drawn."""
    stage, *_ = refused(town)
    asked = asks(stage)
    first = drawn(town, asked)
    apart = {"fengman-leader", "fengman2"} - {first.persona.userid}
    (other,) = [one for one in personas() if one.userid in apart]
    withdraws(stage, asked)
    days = {"since": "2022-12-01", "until": "2023-12-31", "deputy": other.userid}
    first.client.post("/v1/me/absence", days)
    asks(stage)
    assert declined(answers, first, asked, **STANDS) == (404, "reconsideration.not_found")
    answers(Clerk(town, other), asked, **STANDS)


def test_what_is_withdrawn_is_shown_and_may_be_asked_again(town):
    stage, *_ = refused(town)
    asked = asks(stage)
    assert declined(asks, stage) == (409, "reconsideration.open")
    assert withdraws(stage, asked)["state"] == "withdrawn"
    stage.later(minutes=1)
    assert "已经撤回" in text_of(stage, "reconsidered")
    assert finds(town, asked) == []
    assert asks(stage)["state"] == "waiting"
    path = f"/v1/cases/{stage.family.case_id}/reconsiderations"
    (line,) = stage.family.client.get(path)["reconsiderations"]
    assert line["state"] == "waiting"


def test_the_same_request_twice_is_one(town):
    stage, *_ = refused(town)
    first = asks(stage, key="one-key-for-both")
    assert asks(stage, key="one-key-for-both") == first
    officer = drawn(town, first)
    said = answers(officer, first, "another-key-for-both", **STANDS)
    assert answers(officer, first, "another-key-for-both", **STANDS) == said


def test_a_letter_that_decides_nothing_or_is_not_there_is_not_looked_at_again(town):
    stage, *_ = accepted(town)
    stage.later(minutes=1)
    asked = asks(stage, "accepted")
    officer = drawn(town, asked)
    body = {"outcome": "dismissed", "reason": "受理通知书没有作出决定"}
    seen = answers(officer, asked, dismissed_for="not_a_decision", **body)
    assert seen["outcome_words"] == "不予复核"
    path = f"/v1/cases/{stage.family.case_id}/reconsiderations"
    wrong = declined(
        stage.family.client.post, path, {"letter": "救助〔2022〕1-1号", "statement": WHY}
    )
    assert wrong[0] == 422


def test_a_letter_says_until_when_its_decision_may_be_asked_about_and_what_was_asked(town):
    stage, *_ = refused(town)
    assert letter(stage, "receipt")["reconsider_until"] == ""
    assert letter(stage, "refused")["decides"]
    assert letter(stage, "refused")["reconsider_until"]
    asked = asks(stage)
    read = letter(stage, "refused")
    assert (
        read["reconsideration_id"],
        read["reconsideration_state"],
        read["reconsider_until"],
    ) == (
        asked["reconsideration_id"],
        "waiting",
        "",
    )
    withdraws(stage, asked)
    stage.later(minutes=1)
    assert letter(stage, "refused")["reconsider_until"]

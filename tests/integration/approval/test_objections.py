"""Objections that meet: nobody's is lost, and none throws back what is surveyed already."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.approval.noticing import objections
from chalicelib.approval.noticing.notices import PostedNotice
from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.case.states import State
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Refused
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.records.act import Act
from chalicelib.records.law import law_on
from tests.conftest import FAMILY, staff
from tests.integration.approval.test_notices import noticed

UNTIL = datetime(2022, 12, 26, 16, tzinfo=UTC)
ONE, OTHER = Actor("aone", Role.CITIZEN), Actor("aother", Role.CITIZEN)


def objects(quiet, case, actor, statement):
    now = quiet.clock.now()
    idempotency_key = IdempotencyKey(actor.id, f"key-{statement}", "digest", 0)
    notice = PostedNotice(case, UNTIL, is_end=False)
    return objections.receive(
        notice, {"statement": statement}, Act(actor, now, law_on(now), idempotency_key)
    )


def said(case):
    return [one["statement"] for one in objections.so_far(cases.load(case.id))]


def test_of_two_who_object_at_once_both_are_received_in_one_survey(quiet):
    case = noticed(quiet)
    objects(quiet, case, ONE, "有车")
    after = objects(quiet, case, OTHER, "有房")  # decided from the version before the first
    assert after.state is State.REVIEWING
    assert said(case) == ["有车", "有房"]
    assert sorted(task.name for task in after.document.tasks) == ["review", "visit"]


def test_the_same_person_is_received_once_however_often(quiet):
    case = noticed(quiet)
    first = objects(quiet, case, ONE, "有车")
    again = objects(quiet, first, ONE, "有两辆车")
    assert again.record.seq == first.record.seq
    assert said(case) == ["有车"]


def test_what_was_visited_for_the_first_objection_stays_visited_when_the_second_comes(quiet):
    case = objects(quiet, noticed(quiet), ONE, "有车")
    visited = replace(case.document, facts=case.document.facts | {"visited"})
    after = objects(quiet, replace(case, document=visited), OTHER, "有房")
    assert "visited" in after.document.facts


def test_an_objection_of_before_is_read_as_the_first_of_them(quiet):
    case = noticed(quiet)
    old = {"statement": "有车", "at": "2022-12-19T01:00:00Z"}
    held = {**case.document.documents, "objection": old}
    old_case = replace(case, document=replace(case.document, documents=held))
    assert objections.so_far(old_case) == [old]
    after = objects(quiet, old_case, OTHER, "有房")
    assert [one["statement"] for one in objections.so_far(after)] == ["有车", "有房"]


def test_after_the_next_opinion_it_is_received_as_long_as_the_notice_was_to_stand(quiet):
    case = objects(quiet, noticed(quiet), ONE, "有车")
    now, law = quiet.clock.now(), law_on(quiet.clock.now())
    for event, who in (("visit", "town1"), ("countersign", "town2"), ("propose_grant", "town1")):
        case = transitions.advance(case, event, Act(staff(who), now, law), Step(named=[who]))
    case = objects(quiet, case, OTHER, "有房")
    assert (case.state, said(case)) == (State.ASSESSING, ["有车", "有房"])
    quiet.clock.sleep_until(UNTIL)
    with pytest.raises(Refused) as refused:
        objects(quiet, case, Actor("athird", Role.CITIZEN), "有船")
    assert refused.value.code == "notice.over"


def test_what_was_withdrawn_is_objected_to_no_more(quiet):
    case, now = noticed(quiet), quiet.clock.now()
    case = transitions.advance(case, "withdraw", Act(FAMILY, now, law_on(now)), Step())
    with pytest.raises(Refused) as refused:
        objects(quiet, case, ONE, "有车")
    assert refused.value.code == "notice.settled"


def test_so_many_are_stored_and_no_more(quiet):
    case = noticed(quiet)
    for number in range(objections.MOST):
        case = objects(quiet, case, Actor(f"a{number}", Role.CITIZEN), f"第 {number} 条意见")
    with pytest.raises(Refused) as refused:
        objects(quiet, case, ONE, "有车")
    assert refused.value.code == "notice.enough"


def test_an_opinion_answers_every_objection_that_waits_and_none_twice(quiet):
    case = noticed(quiet)
    objects(quiet, case, ONE, "有车")
    case = objects(quiet, case, OTHER, "有房")
    opinion = {"decision": "propose_grant", "reason": "不属实", "by": "town1", "at": "then"}
    answered = objections.answered(case, opinion)["objection"]
    assert [one["answer"] for one in answered] == [opinion, opinion]
    held = {**case.document.documents, "objection": answered}
    after = replace(case, document=replace(case.document, documents=held))
    assert objections.answered(after, {**opinion, "reason": "属实"}) == {}

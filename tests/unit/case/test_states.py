"""The transition table, searched exhaustively: every standing that any events can reach."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import cache

import pytest

from chalicelib.case import states, table
from chalicelib.case.states import BEFORE_OPINION, DUE, ENDS, MACHINE, RESTS, Standing, State, Track
from chalicelib.case.table import TRANSITIONS
from chalicelib.domain.errors import Refused
from chalicelib.records.machine import By

QUIET = {"escalate", "remind", "recount", "resume", "claim", "hand_over", "sign_off",
         "remind_holder", "merge_answers", "late_answer", "amend", "change_phone", "assess_care",
         "excuse_supporter"}  # fmt: skip
"""Leave the standing as it is."""
TOTAL = {
    "extend": {"extended", "total_warned", "total_over"},
    "warn_total": {"total_warned"},
    "total_over": {"total_over"},
    "to_county": {"total_warned", "total_over"},
}
"""Events of the total time, and the facts that they alone touch: searched by themselves."""
BESIDE = {
    "consent_missing": "consent",
    "settle_consent": "consent",
    "late_difference": "late_answer",
    "settle_late_answer": "late_answer",
    "review_late_answer": "late_answer",
    "change_account": "account",
    "confirm_account": "account",
    "refuse_account": "account",
    "note_relative": "county_visit",
    "draw": "county_visit",
    "note_complaint": "county_visit",
    "withdraw_complaint": "county_visit",
    "county_visit": "county_visit",
    "county_countersign": "county_countersign",
    "deny_county_visit": "county_countersign",
}
"""Events about a task that lies beside the stages: searched by themselves."""


OF_DEATHS = {
    "death_told": {"death_check"},
    "check_deaths": {"death_check"},
    "assess_rest": {"death_decision"},
    "confirm_death": {"death_decision"},
    "review_rest": {"death_decision", "recheck"},
    "refute_death": {"death_decision"},
    "check_again": {"death_decision", "death_check"},
    "restore_person": set(),
    "restore_and_review": {"recheck"},
    "reopen_benefit": set(),
    "reopen_and_review": {"recheck"},
}
"""Events of a death that a source told, and the tasks that they open or close: searched by
themselves."""


RECONSIDERED = {"reconsider", "let_stand", "decide_anew"}
"""A family asks that a decision be looked at again: searched by itself, from wherever it stood."""


BEGINS_AGAIN = {"reopen_benefit": {State.RECEIVING}, "reopen_and_review": {State.RECHECKING}}
"""What leads out of an end: the benefit of who was taken for dead by mistake."""


def found(*asked):
    return table.CASE.find(*asked)


def followed(*asked):
    return table.CASE.follow(*asked)


TRIED = {}


def tried(rows, state):
    """The events that may lead on from a state, and whether it matters who causes them."""
    if (id(rows), state) not in TRIED:
        here = {row.event for row in rows if state in row.frm or (row.first and not state)}
        here -= QUIET | BESIDE.keys() | TOTAL.keys() | OF_DEATHS.keys() | RECONSIDERED
        eyes = {row.event for row in rows if row.acts or row.four_eyes}
        TRIED[id(rows), state] = rows, [(event, event in eyes) for event in sorted(here)]
    return TRIED[id(rows), state][1]


def steps(standing, rows, people=("a", "b")):
    """Every event that the table allows here, and where it leads.

    Each is tried by two people where it matters who acted; elsewhere by one.
    """
    for event, eyes in tried(rows, standing.state):
        for actor in people if eyes else people[:1]:
            row = table.CASE.fitting(standing, event, actor)
            if row is not None:
                yield event, actor, row, followed(standing, row, actor)


@cache
def explored(track):
    """The standings of the table as it is."""
    return explore(track)


def explore(track):
    """All standings reachable on a track, each with the events that lead on from it."""
    return dict(visited(track))


def visited(track):
    """The same one by one, the nearest first."""
    start = Standing(track)
    seen, todo = {start}, deque([start])
    while todo:
        standing = todo.popleft()
        moves = list(steps(standing, table.CASE.transitions))
        fresh = {after for *_, after in moves} - seen
        seen |= fresh
        todo.extend(fresh)
        yield standing, moves


@pytest.fixture(scope="module", params=list(Track), ids=str)
def graph(request):
    return request.param, explored(request.param)


def owned(standing):
    """Whether somebody or something has the case: a person's task, a clock, a machine, a rest."""
    return standing.state in ENDS | RESTS | MACHINE | set(DUE) or bool(standing.tasks)


def unowned(graph):
    return [s for s in graph if s.state is not None and not owned(s)]


def never_accepted(graph):
    """Applications whose acceptance nobody has before them: neither township, county nor family."""
    return [
        s
        for s in graph
        if s.track is not Track.SAME_DAY
        and s.state in BEFORE_OPINION
        and "accepted" not in s.facts
        and not s.tasks & {"accept", "correct", "non_acceptance"}
    ]


def ended_by_another(standing, ending):
    """Whether somebody who took no part ends the case, by one of the rows that lead to an end:
    there is always an office above."""
    return any(after.state in ENDS for *_, after in steps(standing, ending, ("c",)))


def dead_ends(graph):
    """Standings from which no end can be reached, be it by somebody who took no part yet."""
    before = {s: [] for s in graph}
    for standing, moves in graph.items():
        for _, _, _, after in moves:
            before[after].append(standing)
    ending = tuple(row for row in table.CASE.transitions if row.to in ENDS)
    alive = {s for s in graph if s.state in ENDS or ended_by_another(s, ending)}
    todo = deque(alive)
    while todo:
        for earlier in before[todo.popleft()]:
            if earlier not in alive:
                alive.add(earlier)
                todo.append(earlier)
    return [s for s in graph if s not in alive]


def wrong_grants(graph):
    """Confirmations on a standard track that skipped a step or had one pair of eyes."""
    needed = {"accepted", "called_back", "reported", "agreed", "eligible"}
    wrong = []
    for standing, moves in graph.items():
        for event, actor, _, _ in moves:
            if event != "confirm":
                continue
            surveyed = standing.facts & {"visited", "appraised"}
            if not surveyed or not needed <= standing.facts or actor in standing.acted:
                wrong.append(standing)
    return wrong


def one_pair_of_eyes(graph):
    """Changes and ends of a benefit that nobody proposed, or whoever acted decides."""
    return [
        standing
        for standing, moves in graph.items()
        for event, actor, *_ in moves
        if event in {"change_benefit", "end_benefit"}
        and (not standing.acted or actor in standing.acted)
    ]


def undecided_opinions(graph):
    """Opinions on a case of the county alone before the county decided that it is one."""
    return [
        standing
        for standing, moves in graph.items()
        for event, *_ in moves
        if event in {"propose_grant", "propose_refusal"}
        and standing.track is Track.COUNTY_ONLY
        and "confidential" not in standing.facts
    ]


def test_what_lies_beside_the_stages_opens_and_closes_its_own_task_and_touches_nothing_else():
    for row in TRANSITIONS:
        if row.event in RECONSIDERED:
            continue
        task = BESIDE.get(row.event)
        if task is None:
            assert not set(BESIDE.values()) & {row.task, *row.opens}, row.event
            assert "consent_seen" not in row.needs | row.bars | row.sets, row.event
            continue
        beside = {row.task, *row.opens} - {"", "recheck"}
        visits = {"county_visit", "county_countersign"}
        assert beside == {task} or beside <= visits
        assert row.sets | row.bars <= {"consent_seen"}
        assert row.needs == ({"entitled"} if row.frm <= ENDS else set())
        assert not row.clears
        assert row.to is None or row.event == "review_late_answer"


def test_a_death_touches_nothing_but_its_own_tasks_and_an_assessment_that_counted_the_person():
    own = {"death_check", "death_decision"}
    for row in TRANSITIONS:
        if row.event not in OF_DEATHS:
            assert not own & {row.task, *row.opens}, row.event
            continue
        assert {row.task, *row.opens} - {""} == OF_DEATHS[row.event]
        assert not row.needs | row.sets
        assert row.to in {None, State.ASSESSING, State.RECHECKING, *BEGINS_AGAIN.get(row.event, ())}
        assert (row.to is State.ASSESSING) == (row.clears == {"eligible"})


@pytest.mark.parametrize("event", ["confirm_death", "review_rest", "refute_death", "check_again"])
def test_whoever_looked_into_a_death_does_not_decide_it(event):
    result = Standing(Track.STANDARD, State.RECEIVING, tasks=frozenset({"death_check"}))
    looked = followed(result, found(result, "check_deaths", "a"), "a")
    waits = followed(looked, found(looked, "assess_rest"))
    with pytest.raises(Refused) as refused:
        found(waits, event, "a")
    assert refused.value.code == "case.four_eyes"
    assert found(waits, event, "b").event == event


def test_a_benefit_that_is_received_is_not_assessed_from_its_beginning_after_a_death():
    tasks = frozenset({"death_decision", "confirm"})
    ends = Standing(Track.STANDARD, State.CONFIRMING, frozenset({"entitled"}), tasks)
    assert found(ends, "confirm_death", "b").to is None


@pytest.mark.parametrize("event", ["confirm", "decline"])
def test_nothing_is_decided_while_the_county_has_still_to_visit(event):
    facts = frozenset({"accepted", "eligible", "agreed"})
    tasks = frozenset({"confirm", "county_visit"})
    waits = Standing(Track.STANDARD, State.CONFIRMING, facts, tasks)
    with pytest.raises(Refused) as refused:
        found(waits, event, "a")
    assert refused.value.code == "case.task_first"
    recorded = followed(waits, found(waits, "county_visit", "a"), "a")
    with pytest.raises(Refused) as refused:
        found(recorded, event, "b")
    assert refused.value.code == "case.task_first"
    visited = followed(recorded, found(recorded, "county_countersign", "c"), "c")
    assert found(visited, event, "b").event == event
    assert found(waits, "send_back", "b").event == "send_back"


def test_the_total_time_moves_no_case_and_touches_nothing_but_its_own_facts():
    own = {fact for facts in TOTAL.values() for fact in facts}
    for row in TRANSITIONS:
        touched = row.needs | row.bars | row.sets | row.clears
        if row.event in TOTAL:
            assert touched - {"accepted"} == TOTAL[row.event]
            assert (row.to, row.task, row.opens, row.closes) == (None, "", (), ())
            assert row.frm <= states.UNDECIDED - {State.DECLINED}
        elif row.event != "decide_anew" or row.to is not State.VERIFYING:  # there it begins anew
            assert not touched & own, row.event


def test_a_review_for_a_late_answer_leads_where_every_review_leads():
    (late,) = [row for row in TRANSITIONS if row.event == "review_late_answer"]
    (other,) = [row for row in TRANSITIONS if row.event == "recheck"]
    assert (late.frm, late.to, late.opens) == (other.frm, other.to, other.opens)


def test_every_case_has_an_owner_wherever_it_stands(graph):
    assert unowned(graph[1]) == []


def test_acceptance_always_lies_with_an_office_or_the_family(graph):
    assert never_accepted(graph[1]) == []


def test_every_case_can_come_to_an_end(graph):
    assert dead_ends(graph[1]) == []


def test_no_benefit_changes_or_ends_without_two_people(graph):
    assert one_pair_of_eyes(graph[1]) == []


def test_a_benefit_ends_at_the_end_of_a_month_and_never_beside_an_open_question_of_a_death():
    tasks = frozenset({"benefit_decision", "death_check"})
    waits = Standing(Track.STANDARD, State.RECHECKING, frozenset({"entitled"}), tasks)
    for event in ("change_benefit", "end_benefit"):
        with pytest.raises(Refused) as refused:
            found(waits, event, "b")
        assert refused.value.code == "case.task_first"
    (ends,) = [row for row in TRANSITIONS if row.event == "end_benefit"]
    assert ends.to is State.LEAVING


def test_nobody_is_granted_without_every_step_and_two_people(graph):
    assert wrong_grants(graph[1]) == []


def test_a_case_that_has_ended_is_only_claimed_and_leaves_no_task(graph):
    for standing, moves in graph[1].items():
        if standing.state in ENDS:
            assert {event for event, *_ in moves} <= {"claim_case"}
            assert all(after == standing for *_, after in moves)
            assert standing.tasks == frozenset()


def test_a_refusal_always_has_two_people_behind_it(graph):
    for standing, moves in graph[1].items():
        for event, actor, _, _ in moves:
            if event == "decline":
                assert standing.acted, standing
                assert actor not in standing.acted


def test_a_case_of_the_county_alone_is_never_put_on_notice(graph):
    noticed = {s.track for s in graph[1] if s.state is State.NOTICING}
    assert noticed <= {Track.STANDARD}


def test_no_opinion_is_given_before_the_county_decided_that_it_alone_may_know(graph):
    assert undecided_opinions(graph[1]) == []


def test_whether_the_county_alone_may_know_is_decided_once_and_before_any_opinion(graph):
    for standing, moves in graph[1].items():
        here = {event: after for event, _, _, after in moves}
        undecided = "confidential" in standing.tasks
        assert undecided == ("keep_confidential" in here) == ("return_to_standard" in here)
        if undecided:
            assert standing.track is Track.COUNTY_ONLY
            assert standing.state in BEFORE_OPINION
            assert "confidential" not in standing.facts
            returned = here["return_to_standard"]
            assert returned == replace(
                standing, track=Track.STANDARD, tasks=standing.tasks - {"confidential"}
            )


def test_a_case_of_the_county_alone_becomes_no_other_but_by_the_county_returning_it(graph):
    for standing, moves in graph[1].items():
        for event, _, _, after in moves:
            assert event == "return_to_standard" or after.track is standing.track


def test_the_family_can_withdraw_until_it_is_decided_or_paid(graph):
    for standing, moves in graph[1].items():
        paid = "entitled" in standing.facts
        if standing.state in states.UNDECIDED | {State.PASSING}:
            assert paid != any(event == "withdraw" for event, *_ in moves), standing


def test_what_belongs_elsewhere_is_passed_on_withdrawn_or_ended_and_nothing_else():
    found = explored(Track.ELSEWHERE)
    assert {s.state for s in found if s.state not in ENDS} == {None, State.PASSING}
    led = {(event, after.state) for moves in found.values() for event, _, _, after in moves}
    assert led == {
        ("submit", State.PASSING), ("pass_on", State.PASSED_ON),
        ("withdraw", State.WITHDRAWN), ("die", State.ENDED),
        *(("claim_case", state) for state in (State.PASSING, State.PASSED_ON, State.WITHDRAWN,
                                              State.ENDED)),
    }  # fmt: skip


def test_what_is_handled_here_is_passed_on_by_two_people_before_it_is_accepted_or_never():
    for track in states.HANDLED:
        assert State.PASSING not in {s.state for s in explored(track)}
    (row,) = [one for one in TRANSITIONS if one.to is State.PASSED_ON and one.task != "pass_on"]
    assert row.four_eyes
    assert row.frm == BEFORE_OPINION
    assert row.task == "non_acceptance"


def test_what_is_missing_is_listed_once(graph):
    for standing, moves in graph[1].items():
        if "informed_once" in standing.facts:
            assert all(event != "ask_correction" for event, *_ in moves)


def test_every_state_and_every_row_is_reached_by_some_track():
    graphs = [explored(track) for track in Track]
    reached = {s.state for graph in graphs for s in graph} - {None}
    used = {row for graph in graphs for moves in graph.values() for _, _, row, _ in moves}
    assert reached == set(State)
    apart = QUIET | BESIDE.keys() | TOTAL.keys() | OF_DEATHS.keys() | RECONSIDERED
    assert {row for row in TRANSITIONS if row.event not in apart} == used


def test_an_event_that_the_table_does_not_allow_changes_nothing_and_says_why():
    waiting = Standing(Track.STANDARD, State.WAITING, tasks=frozenset({"accept", "call_back"}))
    reviewing = Standing(Track.STANDARD, State.REVIEWING, tasks=frozenset({"review"}))
    for standing, event, code in [
        (waiting, "fly", "case.unknown_event"),
        (waiting, "confirm", "case.not_now"),
        (waiting, "visit", "case.task_closed"),
        (waiting, "correct", "case.task_closed"),
        (reviewing, "propose_grant", "case.needs"),
    ]:
        with pytest.raises(Refused) as refused:
            found(standing, event, "a")
        assert refused.value.code == code


def test_only_urgent_aid_that_was_granted_has_a_review_after():
    tasks = frozenset({"post_review"})
    paid = Standing(Track.SAME_DAY, State.POST_REVIEWING, frozenset({"entitled"}), tasks)
    assert found(paid, "post_review", "a").to is State.CLOSED
    with pytest.raises(Refused) as refused:
        found(replace(paid, facts=frozenset()), "post_review", "a")
    assert refused.value.code == "case.needs"
    assert all(
        "entitled" in standing.facts
        for standing in explored(Track.SAME_DAY)
        if standing.state is State.POST_REVIEWING
    )


def unreviewed_ends(rows):
    """Ends of urgent aid that was paid, other than by its review after it was verified.

    Every event is tried by somebody who did not act, also what is searched by itself elsewhere.
    """
    machine = replace(table.CASE, transitions=rows)
    paid = Standing(Track.SAME_DAY, State.WAITING, frozenset({"entitled"}), acted=frozenset("a"))
    seen, todo, wrong = {paid}, deque([paid]), []
    while todo:
        standing = todo.popleft()
        for event in machine.events:
            row = machine.fitting(standing, event, "b")
            if row is None:
                continue
            after = replace(machine.follow(standing, row), acted=paid.acted)
            reviewed = event == "post_review" and "reported" in standing.facts
            if after.state in ENDS and standing.state not in ENDS and not reviewed:
                wrong.append((event, standing.state))
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return {*wrong}


def test_urgent_aid_that_was_paid_is_verified_and_reviewed_whatever_happens_to_its_application():
    """Even where nobody of the family is left."""
    assert unreviewed_ends(TRANSITIONS) == set()
    ended = unreviewed_ends(weakened("withdraw", bars=frozenset()))
    assert ended == {("withdraw", State.WAITING), ("withdraw", State.VERIFYING)}


def weakened(event, **change):
    return tuple(replace(row, **change) if row.event == event else row for row in TRANSITIONS)


@pytest.mark.parametrize(
    ("rows", "broken"),
    [
        (weakened("propose_grant", needs=frozenset()), wrong_grants),
        (weakened("confirm", four_eyes=False), wrong_grants),
        (weakened("confirm", needs=frozenset()), wrong_grants),
        (weakened("end_benefit", four_eyes=False), one_pair_of_eyes),
        (weakened("notice_over", opens=()), unowned),
        (weakened("correction_over", opens=()), never_accepted),
    ],
    ids=[
        "no needs",
        "one pair of eyes",
        "not eligible",
        "an end by one",
        "no task",
        "nobody accepts",
    ],
)
def test_a_weakened_table_is_caught(rows, broken, monkeypatch):
    monkeypatch.setattr(table, "CASE", replace(table.CASE, transitions=rows))
    assert any(broken({standing: moves}) for standing, moves in visited(Track.STANDARD))


def test_a_table_that_waits_for_no_decision_of_the_county_is_caught(monkeypatch):
    done = frozenset({"accepted", "called_back", "visited", "reported"})
    tasks = frozenset({"review", "confidential"})
    undecided = Standing(Track.COUNTY_ONLY, State.REVIEWING, done, tasks)
    assert not undecided_opinions({undecided: list(steps(undecided, TRANSITIONS))})
    rows = weakened("propose_grant", needs=done)
    monkeypatch.setattr(table, "CASE", replace(table.CASE, transitions=rows))
    assert undecided_opinions({undecided: list(steps(undecided, rows))})


def test_an_application_from_elsewhere_that_nobody_has_to_pass_on_is_caught(monkeypatch):
    rows = tuple(replace(row, opens=()) if row.to is State.PASSING else row for row in TRANSITIONS)
    monkeypatch.setattr(table, "CASE", replace(table.CASE, transitions=rows))
    assert unowned(explore(Track.ELSEWHERE))


def test_only_the_system_acts_without_a_person():
    people = {row.event for row in TRANSITIONS if row.by is not By.SYSTEM}
    assert not people & {"entitle", "refuse", "start_verification", "assess_eligible"}


def ended_or_received(track):
    """Every standing that a decision leaves, in which one person of the county decided."""
    here = ENDS | RESTS
    return [
        replace(s, acted=s.acted - {"drawn"}, decided=frozenset({"decided"}))
        for s in explored(track)
        if s.state in here
    ]


@pytest.mark.parametrize("track", [Track.STANDARD, Track.COUNTY_ONLY, Track.SAME_DAY], ids=str)
def test_what_is_decided_anew_has_an_owner_and_is_decided_by_nobody_who_decided_before(track):
    reached = set()
    for standing in ended_or_received(track):
        try:
            row = found(standing, "decide_anew", "drawn")
        except Refused:
            continue
        after = followed(standing, row, "system", ["drawn"])
        assert after.acted >= {"decided", "drawn"}
        assert owned(after), after
        reached.add((standing.state, after.state))
        if after.state is State.VERIFYING:
            assert never_accepted([after]) == []
            assert {"call_back", "county_visit"} <= after.tasks
            assert not after.facts & {"visited", "appraised", "agreed", "eligible", "objected"}
    ends = {State.REFUSED} if track is Track.SAME_DAY else {State.REFUSED, State.TERMINATED}
    assert ends <= {frm for frm, _ in reached}


def test_what_has_to_be_accepted_is_not_turned_away_again():
    turned_away = Standing(Track.STANDARD, State.NOT_ACCEPTED, decided=frozenset())
    row = found(turned_away, "decide_anew", "drawn")
    again = followed(turned_away, row, "system", ["drawn"])
    with pytest.raises(Refused) as refused:
        found(again, "propose_not_accept", "a")
    assert refused.value.code == "case.bars"
    assert found(again, "accept", "a").event == "accept"


def test_whoever_acted_does_not_lead_a_case_to_be_decided_anew():
    refused_case = Standing(Track.STANDARD, State.REFUSED, frozenset({"accepted"}),
                            acted=frozenset({"a"}))  # fmt: skip
    with pytest.raises(Refused) as refused:
        found(refused_case, "decide_anew", "a")
    assert refused.value.code == "case.four_eyes"


def test_without_deciding_anew_those_who_decided_would_decide_again(monkeypatch):
    rows = weakened("decide_anew", anew=False)
    monkeypatch.setattr(table, "CASE", replace(table.CASE, transitions=rows))
    with pytest.raises(AssertionError):
        test_what_is_decided_anew_has_an_owner_and_is_decided_by_nobody_who_decided_before(
            Track.STANDARD
        )

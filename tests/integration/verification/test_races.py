"""Verification run twice, too late, cut short, or while somebody else acts on the case."""

from datetime import timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.case import questions, report, transitions
from chalicelib.case.case import Step
from chalicelib.case.states import State
from chalicelib.domain.actors import Actor, Role
from chalicelib.domain.errors import Broken, Unavailable
from chalicelib.platform.partners.departments import Departments, Exchange
from chalicelib.platform.store import trail
from chalicelib.records.act import Act
from chalicelib.verification import service
from chalicelib.verification.files.sources import deadline
from local.cloud.deployment import source_keys
from local.cloud.loopback import serving
from local.population.families import SAME_NAME
from local.population.residents import register
from local.simulators.departments import DepartmentSimulator
from tests.conftest import FAMILY, staff
from tests.integration.verification.conftest import WIRED, Open
from tests.integration.verification.rounds import (
    DEPOSIT,
    FIVE_HOURS,
    ROUND,
    SOURCES,
    Answers,
    events,
    family,
    report_items,
    verify,
)
from tests.support.cases import member
from tests.support.interleavings import interleavings


def test_whoever_comes_first_nobody_is_asked_after_a_withdrawal(quiet, law):
    case, runs = family(quiet, law), []

    def withdraw():
        current = cases.load(case.id)
        return transitions.advance(current, "withdraw", Act(FAMILY, FIVE_HOURS, law), Step())

    def prepare():
        runs.append(Answers())
        return [lambda: service.verify(case.id, 1, runs[-1], FIVE_HOURS, law), withdraw]

    asked = set()
    for schedule, outcomes in interleavings(quiet, prepare):
        happened = events(cases.load(case.id))
        assert bool(runs[-1].asked) == ("start_verification" in happened), schedule
        assert happened[-1] == "withdraw", schedule
        assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
        asked.add(bool(runs[-1].asked))
    assert asked == {True, False}


def test_a_withdrawal_while_departments_answer_stands(quiet, law):
    case = family(quiet, law)

    def withdraw():
        transitions.advance(cases.load(case.id), "withdraw", Act(FAMILY, FIVE_HOURS, law), Step())

    payload = service.verify(case.id, 1, Answers(meanwhile=withdraw), FIVE_HOURS, law)
    assert payload["stage"] == "withdrawn"
    assert events(case) == ["submit", "start_verification", "withdraw"]
    assert cases.load(case.id).doc("report") == {}


def test_a_phone_call_while_departments_answer_changes_nothing(quiet, law):
    case = family(quiet, law)

    def call_back():
        town = staff("town1")
        transitions.advance(cases.load(case.id), "call_back", Act(town, FIVE_HOURS, law), Step())

    after = verify(case, Answers(meanwhile=call_back))
    assert events(after)[-2:] == ["call_back", "report_clear"]
    assert "called_back" in after.document.facts


def test_an_older_attempt_asks_nobody(quiet, law):
    departments = Answers()
    case = family(quiet, law)
    payload = service.verify(case.id, 0, departments, FIVE_HOURS, law)
    assert (payload["stage"], departments.asked) == ("superseded", [])
    assert events(case) == ["submit"]


@pytest.mark.parametrize("says", [{}, DEPOSIT])
def test_a_case_that_is_past_verification_is_left_as_it_is(quiet, law, says):
    departments = Answers(says)
    case = verify(family(quiet, law), departments)
    after = verify(case, departments, FIVE_HOURS + timedelta(days=1))
    assert (after.record.seq, len(departments.asked)) == (case.record.seq, 1)


def test_a_worker_that_dies_after_asking_asks_again_under_the_same_id(quiet, law):
    departments = Answers(DEPOSIT)
    case = family(quiet, law)

    def die(phase, call):
        if phase == "before" and call.operation == "TransactWriteItems" and departments.asked:
            raise SystemExit

    quiet.hooks.append(die)
    with pytest.raises(SystemExit):
        verify(case, departments)
    quiet.hooks.clear()
    after = verify(case, departments)
    assert [asked[0] for asked in departments.asked] == [f"{case.id}-1", f"{case.id}-1"]
    assert events(after) == ["submit", "start_verification", "report_differs"]
    assert after.doc("report")["rounds"] == 1


def test_a_worker_that_dies_after_writing_leaves_nothing_to_do(quiet, law):
    departments = Answers()
    case = family(quiet, law)

    def die(phase, call):
        if phase == "after" and call.operation == "TransactWriteItems" and departments.asked:
            raise SystemExit

    quiet.hooks.append(die)
    with pytest.raises(SystemExit):
        verify(case, departments)
    quiet.hooks.clear()
    assert verify(case, departments).state is State.REVIEWING
    assert len(departments.asked) == 1


def test_an_error_of_our_own_is_not_taken_for_somebody_being_faster(quiet, law):
    def fail():
        raise Unavailable("table.busy")

    case = family(quiet, law)
    case = verify(case, Answers(silent={"bank"}))
    with pytest.raises(Unavailable):
        verify(case, Answers(meanwhile=fail), FIVE_HOURS + ROUND)
    with pytest.raises(Broken):
        verify(case, Answers(meanwhile=broken), FIVE_HOURS + ROUND)


def broken():
    raise Broken("some.promise")


def two_at_once(quiet, law):
    """Two runs of one round, one hearing from the bank and one not, in every order."""
    case = verify(family(quiet, law), Answers(silent={"bank"}))
    second = FIVE_HOURS + ROUND

    def run(departments):
        return lambda: service.verify(case.id, 1, departments, second, law)

    answering, silent = Answers(DEPOSIT), Answers(silent={"bank"})
    for schedule, outcomes in interleavings(quiet, lambda: [run(answering), run(silent)]):
        yield schedule, outcomes, cases.load(case.id)


def test_of_two_runs_of_one_round_one_counts_whatever_the_order(quiet, law):
    schedules = 0
    for schedule, outcomes, after in two_at_once(quiet, law):
        schedules += 1
        rounds = [name for name in events(after) if name not in {"submit", "start_verification"}]
        assert len(rounds) == after.doc("report")["rounds"] == 2, schedule
        assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
        trail.verify_chain(trail.history("case", after.id), after.record.tail)
    assert schedules >= 6


def test_if_a_round_could_count_twice_it_would(quiet, law, monkeypatch):
    monkeypatch.setattr(service, "_is_over", lambda _found, _number: False)
    assert 3 in {after.doc("report")["rounds"] for _, _, after in two_at_once(quiet, law)}


# Questions that come up, and people who get other numbers, while departments answer.

AWAY = Actor("asecondphone", Role.CITIZEN)


def changes(case, law, after):
    """Somebody changes what the report asks, as `after` makes it of the report."""

    def decide(found):
        report = after(found.doc("report"))
        at_once = None if found.state is State.VERIFYING else FIVE_HOURS
        return "consent", Step(documents={"report": report}, stage_due=at_once)

    return transitions.change(cases.load(case.id), decide, Act(AWAY, FIVE_HOURS, law))


def asked_of_bank(report):
    return questions.asked_again(report, ["bank"], [1])


def test_what_comes_up_while_departments_answer_is_asked_next_and_no_answer_is_lost(quiet, law):
    case = family(quiet, law)
    departments = Answers(DEPOSIT, meanwhile=lambda: changes(case, law, asked_of_bank))
    after = verify(case, departments)
    assert (after.state, after.stage_due) == (State.VERIFYING, FIVE_HOURS)
    assert report_items(after, "verified") == {("deposits", 0)}
    after = verify(case, departments)
    assert departments.asked[1][1:] == (["bank"], [1])
    assert after.state is State.EXPLAINING


def test_a_question_and_a_round_in_any_order_end_with_the_question_answered(quiet, law):
    case = family(quiet, law)
    case = verify(case, Answers(silent={"bank"}))
    second, runs = FIVE_HOURS + ROUND, []

    def prepare():
        runs.append(Answers())
        run = runs[-1]
        return [
            lambda: service.verify(case.id, 1, run, second, law),
            lambda: changes(case, law, lambda report: questions.asked_again(report, ["tax"], [2])),
        ]

    courses = set()
    for schedule, outcomes in interleavings(quiet, prepare):
        assert not any(isinstance(one, Exception) for one in outcomes), outcomes
        after = cases.load(case.id)
        if after.state is State.VERIFYING:
            after = verify(case, runs[-1], second)
        assert after.state is State.REVIEWING, schedule
        assert ("tax", {2}) in asked(runs[-1]), schedule
        assert ("bank", {0, 1, 2}) in asked(runs[-1]), schedule
        trail.verify_chain(trail.history("case", after.id), after.record.tail)
        courses.add(tuple(events(after)))
    assert len(courses) > 1


def asked(departments):
    return [(source, {*people}) for _, sources, people in departments.asked for source in sources]


def test_a_report_written_from_an_older_version_would_lose_the_question(quiet, law, monkeypatch):
    monkeypatch.setattr(questions, "added_since", lambda _before, _now: [])
    case = family(quiet, law)
    departments = Answers(meanwhile=lambda: changes(case, law, asked_of_bank))
    assert verify(case, departments).state is State.REVIEWING


def test_answers_that_come_when_people_have_other_numbers_are_theirs(quiet, law):
    case = family(quiet, law)
    moves = lambda report: questions.with_new_numbers(report, {0: 0, 1: 2})  # noqa: E731
    says = {("deposits", 1): ("verified", 100), ("deposits", 2): ("verified", 200)}
    after = verify(case, Answers(says, meanwhile=lambda: changes(case, law, moves)))
    found = {one["member"]: one["value"] for one in report.items(after) if one["value"]}
    assert found == {2: 100}


# With the departments over HTTP.


def test_a_silent_bank_and_a_namesake_stand_on_the_report_after_three_rounds(quiet, law):
    keys = source_keys()
    simulator = DepartmentSimulator(register([SAME_NAME]), "jiuzhu", keys, quiet.clock)
    members = [
        member(one.name, f"{one.born:%Y%m%d}", one.relation)
        | {"identity_number": one.identity_number}
        for one in SAME_NAME.residents
    ]
    case = family(quiet, law, consents=(0, 1), members=members)
    with serving(simulator) as address:
        sources, exchange = (
            law.parameters.catalogue.sources,
            Exchange(address, "jiuzhu", keys, quiet.clock),
        )
        departments = Departments(
            exchange, sources, deadline(law), quiet.clock, Open(), simulator.files
        )
        for _ in range(4):
            quiet.clock.sleep_until(cases.load(case.id).stage_due)
            case = verify(case, departments, quiet.clock.now())
        quiet.clock.settle()
    assert case.state is State.REVIEWING
    assert report_items(case, "not_verified") == {
        (item.code, whose) for item in SOURCES["bank"].items for whose in (0, 1)
    }
    assert report_items(case, "mismatch") == {("companies", 0)}
    asked = [(one.request_id, one.source) for one in simulator.about(case.id)]
    assert sorted(asked) == sorted(
        [(f"{case.id}-1", source) for source in WIRED]
        + [(f"{case.id}-2", "bank"), (f"{case.id}-3", "bank")]
    )
    held = repr([quiet.table_items(name) for name in ("cases", "trail")])
    assert "ANSWER#03#all" in held
    assert not any(one.identity_number in held or one.name in held for one in SAME_NAME.residents)

"""Verification of a case: when it begins, who is asked, how often, and where it leads."""

import secrets
from datetime import timedelta

import pytest

from chalicelib.approval.contract import Explanation, Opinion
from chalicelib.approval.steps import explanations, review
from chalicelib.case import case as cases
from chalicelib.case import keys as case_keys
from chalicelib.case import questions, report, transitions
from chalicelib.case.case import Step
from chalicelib.case.findings import merged
from chalicelib.case.states import State, Track
from chalicelib.domain.actors import system
from chalicelib.domain.household import SUPPORTERS_FROM
from chalicelib.platform.partners.departments import Finding
from chalicelib.platform.partners.departments.wire import MOST_LETTERS
from chalicelib.platform.store import keys, table, trail
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.table import Write
from chalicelib.records.act import Act
from chalicelib.verification import service
from tests.conftest import FAMILY, MONDAY, staff
from tests.integration.verification.rounds import (
    ALL,
    DEPOSIT,
    FIVE_HOURS,
    ROUND,
    SOURCES,
    Answers,
    consent,
    events,
    family,
    report_items,
    verify,
)
from tests.support.cases import member, submitted

# When it begins.


def test_nobody_is_asked_before_five_hours_are_over(quiet, law):
    departments = Answers()
    case = verify(family(quiet, law), departments, FIVE_HOURS - timedelta(seconds=1))
    assert (case.state, departments.asked) == (State.WAITING, [])


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=2)])
def test_everybody_is_asked_once_they_are(quiet, law, late):
    departments = Answers()
    case = verify(family(quiet, law), departments, FIVE_HOURS + late)
    assert (case.state, departments.sources) == (State.REVIEWING, [ALL])
    assert events(case)[-2:] == ["start_verification", "report_clear"]


def test_the_query_is_on_record_with_what_allows_it(quiet, law):
    case = verify(family(quiet, law), Answers())
    why = trail.history("case", case.id, case.key)[1]["why"]
    assert (why["requested_by"], why["article"]) == (
        case.office,
        "《最低生活保障审核确认办法》（民发〔2021〕57号）第17条",
    )
    assert [one["member"] for one in why["consents"]] == [0]


def _rows(columns, same):
    rows = zip(*columns.values(), strict=True)
    return [{**same, **dict(zip(columns, one, strict=True))} for one in rows]


def test_the_answers_lie_sealed_beside_the_case(quiet, law):
    case = verify(family(quiet, law), Answers(DEPOSIT))
    place = case_keys.answer(case.id, 1, 0)
    item = table.get(place)
    opened = case.key.open(place, item["kind"], item["schema"], item["doc"])
    items = _rows(**opened)
    assert merged([], items) == report.items(case)
    assert case.doc("report")["digest"] == report.digest(report.items(case))


class LongTexts(Answers):
    """Departments that know something of every item, with the longest number of a record."""

    def _found(self, source, item, whose, _full):
        value, record_ = secrets.randbelow(10**8), secrets.token_hex(MOST_LETTERS // 2)
        as_of = "2022-12-18T16:00:00Z"
        return Finding(source, item, whose, "verified", value, record=record_, as_of=as_of)


def grown(number, **more):
    return member(f"卜{number}", f"1950{number // 28 + 1:02d}{number % 28 + 1:02d}", **more)


def test_the_answers_about_the_largest_family_fit_beside_its_case(quiet, law):
    """20 members and 20 relatives, of whom every source knows everything."""
    members = [grown(at, relation="sibling" if at else "applicant") for at in range(20)]
    theirs = {"relation": "sibling", "age": 72, "income_fen": 0}
    relatives = [grown(at, **theirs) for at in range(20, 40)]
    everybody = [*range(20), *range(SUPPORTERS_FROM, SUPPORTERS_FROM + 20)]
    declared = {"members": members, "supporters": relatives, "scheme": "tekun"}
    case = verify(family(quiet, law, everybody, **declared), LongTexts())
    assert case.state is State.EXPLAINING
    items = report.items(case)
    assert len(items) == len(everybody) * sum(len(one.items) for one in SOURCES.values())
    assert case.doc("report")["digest"] == report.digest(items)
    held = table.query("cases", case.key.scope.place.pk)
    parts = [one["sk"] for one in held if one["sk"].startswith("ANSWER#")]
    assert parts == ["ANSWER#01#all", "ANSWER#01#all#01"]
    assert all(table.fits(Write(keys.Key("cases", one["pk"], one["sk"]), one)) for one in held)
    again = questioned_again(case, law)
    assert len(report.items(verify(again, LongTexts(), again.stage_due))) == len(items)


def questioned_again(case, law):
    """The case, of which every source is asked everything again."""
    asked = questions.asked_again(case.doc("report"), ALL)
    step = Step(documents={"report": asked}, stage_due=FIVE_HOURS)
    return transitions.advance(case, "dispute", Act(FAMILY, FIVE_HOURS, law), step)


def test_a_small_family_s_answers_are_one_item(quiet, law):
    case = verify(family(quiet, law), Answers(DEPOSIT))
    held = table.query("cases", case.key.scope.place.pk, prefix="ANSWER#")
    assert [one["sk"] for one in held] == ["ANSWER#01#all"]


def test_a_withdrawn_family_is_asked_about_nowhere(quiet, law):
    case = family(quiet, law)
    transitions.advance(case, "withdraw", Act(FAMILY, MONDAY, law), Step())
    departments = Answers()
    after = verify(case, departments)
    assert (after.state, departments.asked) == (State.WITHDRAWN, [])


# Who may be asked about.


def test_who_did_not_sign_is_not_asked_about_and_not_verified(quiet, law):
    members = [member("田秀兰", "19850312", "applicant"), member("田山", "19830312", "spouse")]
    departments = Answers()
    case = verify(family(quiet, law, members=members), departments)
    assert departments.asked[0][2] == [0]
    open_ = report_items(case, "not_verified")
    assert open_ == {(item.code, 1) for source in SOURCES.values() for item in source.items}
    assert case.doc("report")["no_consent"] == [1]
    assert case.state is State.REVIEWING  # it is no use to ask again


def test_an_adult_signs_for_the_minors(quiet, law):
    departments = Answers()
    verify(family(quiet, law), departments)
    assert departments.asked[0][2] == [0, 1, 2]


@pytest.mark.parametrize(
    ("born", "asked"), [("20041219", [0]), ("20041220", [0, 1]), ("20041221", [0, 1])]
)
def test_who_is_eighteen_on_the_day_of_submission_signs_alone(quiet, law, born, asked):
    members = [member("田秀兰", "19850312", "applicant"), member("田一", born, "child")]
    departments = Answers()
    verify(family(quiet, law, members=members), departments)
    assert departments.asked[0][2] == asked


def test_where_nobody_signed_nobody_is_asked_and_nothing_is_clean(quiet, law):
    departments = Answers()
    case = verify(family(quiet, law, consents=[]), departments)
    assert departments.asked == []
    assert {(one["status"], one["reason"]) for one in report.items(case)} == {
        ("not_verified", "answer.no_consent")
    }


@pytest.mark.parametrize("absent", ["prison", "missing"])
def test_who_is_away_is_not_verified_and_the_township_is_informed_and_nothing_waits(
    quiet, law, absent
):
    away = member("田山", "19830312", "spouse", absent=absent)
    members = [member("田秀兰", "19850312", "applicant"), away]
    departments = Answers()
    case = verify(family(quiet, law, members=members), departments)
    assert departments.asked[0][2] == [0]
    assert {item["member"] for item in report.items(case) if item["reason"]} == {1}
    assert (case.state, "consent" in {task.name for task in case.document.tasks}) == (
        State.REVIEWING,
        True,
    )
    assert events(case)[1:] == ["start_verification", "consent_missing", "report_clear"]


# Silence.


def test_only_who_was_silent_is_asked_again_after_an_hour(quiet, law):
    departments = Answers(silent={"bank"})
    case = verify(family(quiet, law), departments)
    assert (case.state, case.stage_due) == (State.VERIFYING, FIVE_HOURS + ROUND)
    departments.silent = set()
    case = verify(case, departments, FIVE_HOURS + ROUND)
    assert departments.sources == [ALL, ["bank"]]
    assert case.state is State.REVIEWING
    assert report_items(case, "not_verified") == set()


def test_before_the_hour_is_over_another_run_asks_nobody(quiet, law):
    departments = Answers(silent={"bank"})
    case = verify(family(quiet, law), departments)
    verify(case, departments, FIVE_HOURS + ROUND - timedelta(seconds=1))
    assert departments.sources == [ALL]


@pytest.mark.parametrize(
    ("answers_in", "rounds", "open_"), [(2, 2, False), (3, 3, False), (4, 3, True)]
)
def test_after_three_rounds_silence_goes_to_the_people_who_decide(
    quiet, law, answers_in, rounds, open_
):
    departments, now = Answers(silent={"bank"}), FIVE_HOURS
    case = family(quiet, law)
    for number in range(1, 6):
        departments.silent = {"bank"} if number < answers_in else set()
        case = verify(case, departments, now)
        now += ROUND
    assert case.state is State.REVIEWING
    assert len(departments.asked) == rounds
    assert ("deposits", 0) in report_items(case, "not_verified" if open_ else "nothing_held")


def test_every_round_has_an_id_of_its_own_that_names_nobody(quiet, law):
    departments = Answers(silent={"bank"})
    case = verify(family(quiet, law), departments)
    verify(case, departments, FIVE_HOURS + ROUND)
    assert [asked[0] for asked in departments.asked] == [f"{case.id}-1", f"{case.id}-2"]


def test_what_differs_is_reported_when_nobody_is_waited_for_any_more(quiet, law):
    departments = Answers(DEPOSIT, silent={"disability"})
    case = verify(family(quiet, law), departments)
    assert case.state is State.VERIFYING
    departments.silent = set()
    assert verify(case, departments, FIVE_HOURS + ROUND).state is State.EXPLAINING


# What was found.


@pytest.mark.parametrize(
    ("found", "state"),
    [(9_999, State.REVIEWING), (10_000, State.REVIEWING), (10_001, State.EXPLAINING)],
)
def test_a_difference_beyond_the_tolerance_is_reported_to_the_family(quiet, law, found, state):
    says = {("deposits", 0): ("verified", found)}
    assert verify(family(quiet, law), Answers(says)).state is state


def test_a_mismatch_stands_on_the_report_and_goes_to_the_people_who_decide(quiet, law):
    departments = Answers({("companies", 0): ("mismatch", None)})
    case = verify(family(quiet, law), departments)
    assert report_items(case, "mismatch") == {("companies", 0)}
    assert (case.state, case.doc("report")["differences"]) == (State.REVIEWING, [])
    assert len(departments.asked) == 1  # it was answered, wrongly; asking again is no use


def test_urgent_aid_goes_to_its_post_review_whatever_was_found(quiet, law):
    case = submitted(
        quiet, law, track=Track.SAME_DAY, scheme="temporary_aid", consents=[consent(0)]
    )
    case = transitions.advance(case, "grant_urgent", Act(staff("town1"), MONDAY, law), Step())
    case = transitions.advance(case, "pay_first", Act(system("test"), MONDAY, law), Step())
    assert case.stage_due == FIVE_HOURS
    assert verify(case, Answers(DEPOSIT)).state is State.POST_REVIEWING


# Asked again.


def disputed(quiet, law, departments):
    case = verify(family(quiet, law), departments)
    words = Explanation(statement="这是慈善捐款", dispute=["deposits"])
    idempotency_key = IdempotencyKey(FAMILY.id, "explain", "digest", 0)
    return explanations.explain(case, words, Act(FAMILY, FIVE_HOURS, law, idempotency_key))


def test_what_the_family_disputes_is_asked_again_at_its_source_alone(quiet, law):
    departments = Answers(dict(DEPOSIT))
    case = disputed(quiet, law, departments)
    departments.says = {}
    case = verify(case, departments)
    assert departments.sources == [ALL, ["bank"]]
    assert (case.state, case.doc("report")["differences"]) == (State.REVIEWING, [])


def test_a_match_that_was_wrong_is_corrected_with_a_trace_and_its_source_knows(quiet, law):
    departments = Answers(dict(DEPOSIT))
    case = disputed(quiet, law, departments)
    departments.says = {}
    case = verify(case, departments)
    assert departments.disputed == ["deposits"]
    why = trail.history("case", case.id, case.key)[-1]["why"]
    assert why["disputed"] == ["deposits"]
    (corrected,) = why["corrected"]
    assert corrected == {
        "source": "bank",
        "item": "deposits",
        "member": 0,
        "was": 2_000_000,
        "is": None,
    }


def test_what_is_found_again_goes_to_the_people_who_decide_and_is_not_reported_twice(quiet, law):
    departments = Answers(DEPOSIT)
    case = verify(disputed(quiet, law, departments), departments)
    assert case.state is State.REVIEWING
    assert [one["item"] for one in case.doc("report")["differences"]] == ["deposits"]


def test_a_disputed_source_that_is_silent_is_waited_for_and_what_it_said_stands(quiet, law):
    departments, now = Answers(DEPOSIT), FIVE_HOURS
    case = disputed(quiet, law, departments)
    departments.silent = {"bank"}
    for _ in range(5):
        case = verify(case, departments, now)
        now += ROUND
    assert departments.sources == [ALL, ["bank"], ["bank"], ["bank"]]
    assert case.state is State.REVIEWING
    assert report_items(case, "verified") == {("deposits", 0)}


def test_when_the_township_wants_it_verified_again_everybody_is_asked(quiet, law):
    departments = Answers(silent={"bank"})
    case, now = family(quiet, law), FIVE_HOURS
    for _ in range(3):
        case = verify(case, departments, now)
        now += ROUND
    case = proposing(case, now, law)
    again = Opinion(version=case.record.seq, decision="verify_again", reason="银行一直没有答复")
    case = review.opinion(
        case, again, Act(staff("town1"), now, law, IdempotencyKey("town1", "k", "d", 0))
    )
    departments.silent = set()
    case = verify(case, departments, case.stage_due)
    assert departments.sources == [ALL, ["bank"], ["bank"], ALL]
    assert departments.asked[-1][0] == f"{case.id}-4"
    assert report_items(case, "not_verified") == set()


def proposing(case, now, law):
    for event, actor in (
        ("accept", staff("town1")),
        ("call_back", staff("town1")),
        ("visit", staff("town1")),
        ("countersign", staff("town2")),
        ("propose_refusal", staff("town1")),
        ("assess_other", system("test")),
    ):
        case = transitions.advance(case, event, Act(actor, now, law), Step(named=[actor.id]))
    return case


# While aid is received.


def receiving(quiet, law, departments):
    case = verify(family(quiet, law), departments)
    for event in ("accept", "call_back", "visit"):
        case = done(case, law, event, event, staff("town1"))
    case = done(case, law, "countersign", "countersign", staff("town2"))
    case = done(case, law, "propose_grant", "review", staff("town1"))
    for event in ("assess_eligible", "notice_over"):
        case = transitions.advance(case, event, Act(system("test"), FIVE_HOURS, law), Step())
    case = done(case, law, "confirm", "confirm", staff("county1"))
    return transitions.advance(case, "entitle", Act(system("test"), FIVE_HOURS, law), Step())


def done(case, law, event, task, actor):
    case = transitions.advance(
        case, "claim", Act(actor, FIVE_HOURS, law), Step(task=task, hand_to=actor.id)
    )
    return transitions.advance(case, event, Act(actor, FIVE_HOURS, law), Step(named=[actor.id]))


def reviewed(case, departments, law, now=FIVE_HOURS + timedelta(days=90)):
    service.review(case.id, departments, now, law)
    return cases.load(case.id)


def test_the_same_pass_runs_again_while_aid_is_received_and_nobody_has_to_do_anything(quiet, law):
    departments = Answers()
    case = reviewed(receiving(quiet, law, departments), departments, law)
    assert departments.sources == [ALL, ALL]
    assert (case.state, events(case)[-1]) == (State.RECEIVING, "late_answer")
    assert "late_answer" not in {task.name for task in case.document.tasks}


def test_what_a_review_finds_opens_a_task_and_stops_no_money(quiet, law):
    case = receiving(quiet, law, Answers())
    after = reviewed(case, Answers(DEPOSIT), law)
    assert (after.state, events(after)[-1]) == (State.RECEIVING, "late_difference")
    assert "late_answer" in {task.name for task in after.document.tasks}
    rested_on = case.doc("report")
    assert report.digest(report.items(after, rested_on["rounds"])) == rested_on["digest"]


@pytest.mark.parametrize(("days", "asked"), [(364, 2), (365, 1)])
def test_a_review_asks_nobody_once_the_consent_has_ended(quiet, law, days, asked):
    departments = Answers()
    case = receiving(quiet, law, departments)
    after = reviewed(case, departments, law, MONDAY + timedelta(days=days))
    assert len(departments.asked) == asked
    assert after.doc("report")["no_consent"] == ([] if asked == 2 else [0, 1, 2])


def test_a_case_that_is_not_at_rest_is_not_reviewed(quiet, law):
    departments = Answers()
    case = verify(family(quiet, law), departments)
    assert reviewed(case, departments, law).record.seq == case.record.seq
    assert len(departments.asked) == 1


# Our own limit.


def test_who_is_full_is_asked_at_its_turn_and_it_is_no_try_of_anybody(quiet, law):
    turn = FIVE_HOURS + timedelta(minutes=3)
    departments = Answers(silent=["tax"], full={"bank": turn, "securities": turn})
    case = verify(family(quiet, law), departments)
    assert case.stage_due == turn
    case = verify(case, departments, turn)
    assert departments.sources[1:] == [["bank", "securities"]]
    assert departments.turns[1] == ["bank", "securities"]
    for number in (1, 2):  # the silent one has its three tries, an hour between them
        assert case.stage_due == FIVE_HOURS + number * ROUND
        case = verify(case, departments, case.stage_due)
        assert departments.sources[-1] == ["tax"]
    assert case.state is State.REVIEWING
    late = [one for one in case.doc("report")["open"] if one["reason"] == "answer.late"]
    assert [one["source"] for one in late] == ["tax"]


def test_who_does_not_answer_at_its_turn_has_as_many_tries_as_anybody(quiet, law):
    turn = FIVE_HOURS + timedelta(minutes=3)
    departments = Answers(silent=["bank"], full={"bank": turn})
    case = verify(family(quiet, law), departments)
    while case.state is State.VERIFYING:
        case = verify(case, departments, case.stage_due)
    assert departments.sources[1:] == [["bank"]] * 3
    assert case.state is State.REVIEWING

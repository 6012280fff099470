"""The money of a family of which one is reported dead: whoever dies of a crash, whoever is
faster."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Step
from chalicelib.case.states import State
from chalicelib.certification.contract import DeathCheck, DeathDecision, DeathFinding, Restoration
from chalicelib.certification.persons import deaths, decisions, restorations
from chalicelib.domain.dates import SHANGHAI, instant_text
from chalicelib.domain.errors import Refused
from chalicelib.domain.money import equal_shares
from chalicelib.payments import rules, service, store
from chalicelib.payments.disbursement import following, payment, runs
from chalicelib.platform.store import record
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import VersionConflict
from chalicelib.records import kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change
from chalicelib.records.law import law_on
from tests.conftest import COUNTY, staff
from tests.integration.payments.conftest import GRANTED_FEN, furnished, opened
from tests.integration.payments.test_crashes import IdempotencyKey as CrashOnce
from tests.support.interleavings import interleavings
from tests.support.searches import strides

DAY = date(2023, 1, 8)
SHARE = equal_shares(GRANTED_FEN, ["mother", "elder", "younger"])["elder"]
STRIDE = 60


def idempotency_key(county, name):
    return IdempotencyKey("test", f"key-of-{name}", "digest", int(county.now.timestamp()) + 600)


def is_told(county, case, member=1, day=DAY):
    """A source tells that a member died."""
    person = cases.load(case.id).document.members[member]
    deaths.record_report(case.id, person, "funeral", day, county.now, county.law)
    county.sandbox.clock.settle()


def is_settled(county, case, finding, by="county1"):
    """The township and the county find that the member died, or lives."""
    is_looked_into(county, case, finding)
    is_decided(county, case, by)


def is_looked_into(county, case, *findings):
    """The township finds of each member who was reported dead that the member died, or lives."""
    found = cases.load(case.id)
    check = DeathCheck(
        deaths=[
            DeathFinding(
                death=number,
                finding=finding,
                died_on=DAY if finding == "dead" else None,
                grounds="入户核实属实",
            )
            for number, finding in enumerate(findings)
        ],
        version=found.record.seq,
    )
    town = staff("town1")
    decisions.check(
        found, check, Act(town, county.now, county.law, idempotency_key(county, "check"))
    )
    county.sandbox.clock.settle()


def is_decided(county, case, by="county1"):
    """The county lets what the township found be so."""
    try:
        _is_decided(county, case, staff(by))
    except Refused as early:  # whoever calculates the others died, and does it again
        assert early.code == "death.not_assessed"
        county.later(minutes=40)
        _is_decided(county, case, staff(by))


def _is_decided(county, case, officer):
    found = cases.load(case.id)
    decision = DeathDecision(decision="confirm", reason="情况属实", version=found.record.seq)
    decisions.decide(
        found, decision, Act(officer, county.now, county.law, idempotency_key(county, "decide"))
    )
    county.sandbox.clock.settle()


def refuted(county, hooks=()):
    """One of three is reported dead after January was paid; what was held of February is paid as
    arrears.

    The `hooks` are there from the telling on.
    """
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-31 10:00")
    county.sandbox.hooks.extend(hooks)
    is_told(county, case)
    county.later(minutes=40)
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.later(hours=4)
    is_settled(county, case, "alive")
    county.later(minutes=40)
    county.releases_everything()
    county.later(hours=4)
    return case


def told_of_the_money(county, case):
    return [(one["period"], one["part"], one["amount_fen"]) for one in county.payments(case)]


def test_what_was_held_of_one_who_lives_is_paid(county):
    case = refuted(county)
    assert sorted(told_of_the_money(county, case)) == [
        ("2023-01", "regular", GRANTED_FEN),
        ("2023-02", "arrears-1", SHARE),
        ("2023-02", "regular", GRANTED_FEN - SHARE),
    ]
    county.settled()


def play(point):
    """The story with a crash of a worker; whether the crash came at all."""
    with opened() as sandbox:
        county = furnished(sandbox)
        crash = CrashOnce(point)
        case = refuted(county, [crash])
        county.later(hours=6)
        county.releases_everything()
        county.later(hours=4)
        county.check()
        assert county.bank.paid_fen() == 2 * GRANTED_FEN, point
        assert len(told_of_the_money(county, case)) == 3, point
        assert county.sandbox.pump.dead_letters == []
        return crash.crashed


@pytest.mark.parametrize("stride", strides(STRIDE, 6 * STRIDE))
def test_wherever_a_worker_dies_the_share_is_held_once_and_paid_once(stride):
    for point in itertools.count(stride // 2, stride):
        if not play(point):
            break
    assert point > 600


@pytest.fixture
def quiet_county():
    """A county in which nothing happens unless a test makes it happen."""
    with opened(threaded=False) as sandbox:
        yield furnished(sandbox)


def claimed(county, *, held, fen=GRANTED_FEN):
    """January's line of a family, claimed before the death was reported or, where `held`, after
    it."""
    case = county.grants(fen)
    service.open_entitlement(case.id, 1, county.now, county.law)
    if held:
        is_told(county, case)
        service.follow_benefit(case.id, 1, county.now, county.law)
    (row,) = county.rows("run")
    run = kind.load(store.RUN, row["id"])
    closes = Change("close", check=county.now)
    run = store.follows(store.RUN, run, closes, county.now, county.law)
    followed = following.follow(entitlement_of(county).id, county.now, county.law)
    payment.claim(run, followed, "regular", 0, county.now, county.law)
    (row,) = county.rows("payment")
    return case, kind.load(store.RUN, run.id), row["id"]


def sends(county, run, reference):
    def send():
        runs._send_line(
            run,
            kind.load(store.PAYMENT, reference),
            instant_text(county.now),
            county.now,
            county.law,
        )

    return lambda: record.retried(send)


def entitlement_of(county):
    (row,) = county.rows("entitlement")
    return kind.load(store.ENTITLEMENT, row["id"])


def test_a_death_and_the_sending_of_a_line_leave_nothing_unpaid_and_nothing_paid_twice(
    quiet_county,
):
    county = quiet_county
    case, run, reference = claimed(county, held=False)

    def prepare():
        return [lambda: is_told(county, case), sends(county, run, reference)]

    seen = set()
    for schedule, outcomes in interleavings(county.sandbox, prepare):
        assert outcomes == [None, None], (schedule, outcomes)
        service.follow_benefit(case.id, 1, county.now, county.law)
        terms = entitlement_of(county).document
        sent = kind.load(store.PAYMENT, reference)
        seen.add(sent.state)
        paid = sent.clear["amount_fen"] if sent.state == "sending" else 0
        anew = 0 if paid else rules.due_fen(terms, "regular", "2023-01")
        assert (paid, anew) in {(GRANTED_FEN, 0), (0, GRANTED_FEN - SHARE)}, schedule
    assert seen == {"sending", "cancelled"}


def about_to_be_refuted(county, fen=GRANTED_FEN):
    """January's line without a share, claimed before the county finds that the person lives."""
    case, run, reference = claimed(county, held=True, fen=fen)
    found = cases.load(case.id)
    known = found.document.documents["deaths"][0]
    looked, settled = (
        Step(documents={"deaths": [{**known, "stage": stage, "finding": "alive"}]})
        for stage in ("found", "settled")
    )
    transitions.advance(found, "check_deaths", Act(staff("town1"), county.now, county.law), looked)
    _opens_decision(county, case, Step(documents={"rest": {"deaths": [0]}}))

    def refute():
        waiting, officer = cases.load(case.id), staff("county1")
        transitions.advance(waiting, "refute_death", Act(officer, county.now, county.law), settled)

    return case, run, reference, refute


def paid_later(county, case, reference):
    """What became of January's line, and what the family gets for January in all."""
    service.follow_benefit(case.id, 1, county.now, county.law)
    terms = entitlement_of(county).document
    sent = kind.load(store.PAYMENT, reference)
    paid = sent.clear["amount_fen"] if sent.state == "sending" else 0
    anew = 0 if paid else rules.due_fen(terms, "regular", "2023-01")
    return sent.state, paid + anew + rules.due_fen(terms, "arrears-1", "2023-01")


def _opens_decision(county, case, step):
    machine = deaths.SYSTEM
    transitions.advance(
        cases.load(case.id), "assess_rest", Act(machine, county.now, county.law), step
    )


def test_a_refutation_and_the_sending_of_a_line_make_up_for_it_once(quiet_county):
    county, got = quiet_county, set()
    case, run, reference, refute = about_to_be_refuted(county)
    for schedule, outcomes in interleavings(
        county.sandbox, lambda: [refute, sends(county, run, reference)]
    ):
        assert outcomes == [None, None], (schedule, outcomes)
        got.add(paid_later(county, case, reference))
    assert got == {("sending", GRANTED_FEN), ("cancelled", GRANTED_FEN)}


def test_a_line_that_holds_the_share_of_one_who_lives_instead_of_one_who_died_is_made_anew(
    quiet_county,
):
    """The amount is the same; what is made up for later is what was held of whom."""
    county, fen = quiet_county, 3 * 40_000
    case, run, reference, refute = about_to_be_refuted(county, fen)
    refute()
    is_told(county, case, member=2)
    sends(county, run, reference)()
    line = kind.load(store.PAYMENT, reference)
    assert rules.due_fen(entitlement_of(county).document, "regular", "2023-01") == 80_000
    assert line.clear["amount_fen"] == 80_000
    assert line.document.held == {case.document.members[1]: 40_000}
    assert line.state == "cancelled"


def sent_by_one_who_looked_before_the_refutation(county):
    case, _, reference, refute = about_to_be_refuted(county)
    before = following.follow(entitlement_of(county).id, county.now, county.law)
    refute()
    service.follow_benefit(case.id, 1, county.now, county.law)
    line, at = kind.load(store.PAYMENT, reference), instant_text(county.now)
    payment.send(line, before, at, county.now, county.law)
    return paid_later(county, case, reference)


def test_nothing_is_sent_by_one_who_looked_before_a_refutation(quiet_county):
    with pytest.raises(VersionConflict):
        sent_by_one_who_looked_before_the_refutation(quiet_county)


def test_without_the_condition_on_what_was_looked_at_a_share_would_be_lost(
    quiet_county, monkeypatch
):
    monkeypatch.setattr(following.FollowedEntitlement, "unchanged", [])
    got = sent_by_one_who_looked_before_the_refutation(quiet_county)
    assert got == ("sending", GRANTED_FEN - SHARE)


def test_a_death_that_is_reported_to_a_case_that_ended_meanwhile_changes_nothing(quiet_county):
    county = quiet_county
    case = county.grants()
    person = case.document.members[1]
    transitions.advance(
        cases.load(case.id), "die", Act(deaths.SYSTEM, county.now, county.law), Step()
    )
    deaths.record_report(case.id, person, "funeral", DAY, county.now, county.law)
    assert deaths.deaths.reported(cases.load(case.id).document) == []


def two_at_once(county):
    """Every way in which two sources tell the same death at once."""
    case = county.grants()
    person = case.document.members[1]

    def told_by(source):
        return lambda: deaths.record_report(case.id, person, source, DAY, county.now, county.law)

    def prepare():
        return [told_by("funeral"), told_by("household_registry")]

    for _, outcomes in interleavings(county.sandbox, prepare):
        assert not [one for one in outcomes if isinstance(one, Refused)]
        yield len(cases.load(case.id).document.documents["deaths"])


def test_of_two_sources_that_report_it_at_once_one_is_written(quiet_county):
    assert set(two_at_once(quiet_county)) == {1}


def test_one_off_aid_has_no_shares_and_is_not_held(county):
    case = county.grants_once()
    is_told(county, case)
    county.releases_everything()
    county.later(hours=5)
    assert [one["state"] for one in county.payments(case)] == ["credited"]
    county.until(f"{county.now + timedelta(days=1):%Y-%m-%d} 10:00")
    county.settled()


def restores(county, case):
    """The county corrects a death that was settled by mistake."""
    found = cases.load(case.id)
    restoration = Restoration(death=0, reason="本人到场，身份核实无误", version=found.record.seq)
    act = Act(staff("county2"), county.now, county.law, idempotency_key(county, "restore"))
    restorations.restore(found, restoration, act)
    county.sandbox.clock.settle()


def restored(county, hooks=()):
    """One of three is found dead by mistake, and in the benefit again after February was paid.

    The `hooks` are there from the correction on.
    """
    case = county.grants()
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-31 10:00")
    is_told(county, case)
    county.later(minutes=40)
    is_settled(county, case, "dead")
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.later(hours=4)
    county.sandbox.hooks.extend(hooks)
    restores(county, case)
    county.later(minutes=40)
    county.releases_everything()
    county.later(hours=4)
    return case


RESTORED = [
    ("2023-01", "regular", GRANTED_FEN),
    ("2023-02", "arrears-1", 60_000),
    ("2023-02", "regular", GRANTED_FEN - 60_000),
]
"""What was paid of a family of which the office had calculated the rest at 700 yuan."""


def played_to_a_restoration(point):
    """The story with a crash of a worker after the correction; whether the crash came at all."""
    with opened() as sandbox:
        county = furnished(sandbox)
        crash = CrashOnce(point)
        case = restored(county, [crash])
        county.later(hours=6)
        county.releases_everything()
        county.later(hours=4)
        county.check()
        assert sorted(told_of_the_money(county, case)) == RESTORED, point
        assert county.sandbox.pump.dead_letters == []
        return crash.crashed


@pytest.mark.parametrize("stride", strides(2 * STRIDE, 6 * STRIDE))
def test_wherever_a_worker_dies_who_was_taken_for_dead_is_paid_later_once(stride):
    for point in itertools.count(stride // 6, stride):
        if not played_to_a_restoration(point):
            break
    assert point > stride


def test_where_two_were_taken_for_dead_and_one_lives_the_benefit_is_examined(county):
    case = county.grants()
    county.until("2023-01-31 10:00")
    is_told(county, case, member=1)
    is_told(county, case, member=2)
    is_looked_into(county, case, "dead", "dead")
    is_decided(county, case)
    assert cases.load(case.id).state == "receiving"
    restores(county, case)
    found = cases.load(case.id)
    assert found.state == "rechecking"
    assert [task.name for task in found.document.tasks] == ["recheck"]


def test_a_benefit_that_begins_again_at_the_end_of_a_month_loses_none_if_that_is_known_late(
    quiet_county,
):
    county = quiet_county
    case = county.grants()
    service.open_entitlement(case.id, 1, county.now, county.law)
    county.all_die(case, "2022-12-19")
    at = is_restored(county, case)
    late = at + timedelta(hours=1)
    service.follow_benefit(case.id, 1, late, law_on(late))
    assert store.joined(COUNTY, "2023-02", entitlement_of(county).id)


def is_restored(county, case, death=1):
    """The county corrects a settled death in the last minutes of January."""
    at = datetime(2023, 1, 31, 23, 50, tzinfo=SHANGHAI)
    restoration = Restoration(
        death=death, reason="本人到窗口", version=cases.load(case.id).record.seq
    )
    act = Act(staff("county2"), at, law_on(at), idempotency_key(county, "restore"))
    restorations.restore(cases.load(case.id), restoration, act)
    return at


def test_who_lives_of_a_benefit_that_ended_with_others_has_a_share_until_it_is_calculated_again(
    quiet_county,
):
    """The elder child was taken for dead before the others, and the benefit was less since."""
    county = quiet_county
    case = county.grants()
    service.open_entitlement(case.id, 1, county.now, county.law)
    mother, elder, younger = case.document.members
    before = {"amount_fen": GRANTED_FEN, "people": [mother, elder, younger], "change": 0}
    less = {"from_month": "2023-01", "amount_fen": 70_000, "people": [mother, younger]}
    dead = [{"person": one, "stage": "settled", "finding": "dead", "died_on": "2022-12-19",
             "source": "funeral"} for one in (mother, elder, younger)]  # fmt: skip
    dead[1]["before"] = before | {"from_month": "2023-01"}
    county.happens(case, "die", documents={"deaths": dead, "benefit": {"changes": [less]}})
    at = is_restored(county, case)
    assert cases.load(case.id).state is State.RECHECKING
    service.follow_benefit(case.id, 1, at, law_on(at))
    terms = entitlement_of(county).document
    assert rules.due_fen(terms, "regular", "2023-02") == SHARE
    assert rules.due_fen(terms, "arrears-1", "2023-01") == GRANTED_FEN - 70_000


def test_two_families_are_paid_later_in_the_same_month(county):
    """Each has a run of its own, whatever other families of the county are owed."""
    families = [county.grants(), county.grants()]
    county.until("2023-01-01 10:00")
    county.releases_everything()
    county.until("2023-01-31 10:00")
    for case in families:
        is_told(county, case)
    county.until("2023-02-01 10:00")
    county.releases_everything()
    county.later(hours=4)
    for case in families:
        is_settled(county, case, "alive")
    county.later(minutes=40)
    county.releases_everything()
    county.later(hours=4)
    for case in families:
        assert ("2023-02", "arrears-1", SHARE) in told_of_the_money(county, case)
    county.settled()

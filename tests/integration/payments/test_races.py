"""Every interleaving of money with what may befall its case, one AWS call at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest

from chalicelib.case import case as cases
from chalicelib.case import transitions
from chalicelib.case.case import Case, Step
from chalicelib.domain.actors import Actor, Post, Role
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.payments import service, store
from chalicelib.payments.bank import discrepancies
from chalicelib.payments.disbursement import answers, following, payment, releases, runs
from chalicelib.payments.finance.kinds import DISCREPANCY_KIND, RELEASE_KIND
from chalicelib.payments.formats.bankfile import BankAnswer, LineFault
from chalicelib.payments.formats.documents import DecisionDetails
from chalicelib.platform.store import record
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import VersionConflict
from chalicelib.records import kind, worklist
from chalicelib.records.act import Act
from chalicelib.records.change import Change, Version
from tests.conftest import COUNTY
from tests.integration.payments.conftest import GRANTED_FEN, MACHINE, URGENT_FEN, furnished, opened
from tests.support.interleavings import interleavings, side_by_side

FINANCE_LIST = f"{COUNTY}#finance"


@pytest.fixture
def county():
    """A county in which nothing happens unless a test makes it happen."""
    with opened(threaded=False) as sandbox:
        yield furnished(sandbox)


def moves(county, run, event, **clear):
    """A run after an event, to be looked at again at once."""
    change = Change(event, clear=clear, check=county.now)
    return store.follows(store.RUN, run, change, county.now, county.law)


def built(county):
    """January's run, about to claim the money of one family."""
    case = county.grants()
    service.open_entitlement(case.id, 1, county.now, county.law)
    (row,) = county.rows("run")
    run = moves(county, kind.load(store.RUN, row["id"]), "close")
    (row,) = county.rows("entitlement")
    return SimpleNamespace(case=case, run=run, entitlement=kind.load(store.ENTITLEMENT, row["id"]))


@pytest.fixture
def building(county):
    return built(county)


def happens(county, case, event, actor=MACHINE):
    def advancing():
        loaded = cases.load(case.id)
        return transitions.advance(loaded, event, Act(actor, county.now, county.law), Step())

    return advancing


def followed(county, found):
    return following.follow(found.entitlement.id, county.now, county.law)


def claims(county, found):
    """A worker claims January's money as the case now has it."""

    def claim():
        now, law = county.now, county.law
        payment.claim(found.run, followed(county, found), "regular", 0, now, law)

    return claim


def gives(county, reference):
    """A payment as it is once a worker gave it to the bank, or cancelled it."""

    def give():
        found = kind.load(store.PAYMENT, reference)
        run = kind.load(store.RUN, found.clear["run"])
        runs._send_line(run, found, instant_text(county.now), county.now, county.law)

    record.retried(give)
    return kind.load(store.PAYMENT, reference)


def payments_of(county):
    return [(row["attempt"], row["state"]) for row in county.rows("payment")]


def test_a_death_and_a_claim_one_wins_whole(county, building):
    def prepare():
        return [
            lambda: record.retried(claims(county, building)),
            happens(county, building.case, "die"),
        ]

    seen = set()
    for schedule, (claimed, died) in interleavings(county.sandbox, prepare):
        assert claimed is None, claimed
        assert isinstance(died, Case), died
        seen.add(tuple(payments_of(county)))
        assert len(county.rows("payment")) <= 1, schedule
    # a claim that came first stands, to be cancelled before sending; else there is none
    assert seen == {(), ((1, "claimed"),)}


def test_two_workers_that_build_one_run_claim_once(county, building):
    def prepare():
        return [claims(county, building), claims(county, building)]

    for schedule, _ in interleavings(county.sandbox, prepare):
        assert payments_of(county) == [(1, "claimed")], schedule
        assert store.held(building.entitlement.id, "2023-01", "regular").attempt == 1
        assert len(store.lines(building.run.id)) == 1


def missed_by_freezing(county, found):
    """Schedules in which the frozen run gets another line after its lines were counted."""

    def freeze():
        run = kind.load(store.RUN, found.run.id)
        moves(county, run, "freeze")
        return len(store.lines(run.id))

    missed, counts = [], set()
    for schedule, (_, counted) in interleavings(
        county.sandbox, lambda: [claims(county, found), freeze]
    ):
        counts.add(counted)
        if counted != len(store.lines(found.run.id)):
            missed.append(schedule)
    assert counts == {0, 1}
    return missed


def test_nothing_is_claimed_for_a_run_whose_lines_are_frozen(county, building):
    assert missed_by_freezing(county, building) == []


def test_without_the_condition_on_the_run_a_line_would_be_added(county, building, monkeypatch):
    real = store.in_state

    def careless(kind, id_, states):
        return real(kind, id_, [*states, "waiting_release"] if kind == "run" else states)

    monkeypatch.setattr(store, "in_state", careless)
    assert missed_by_freezing(county, building) != []


def test_a_death_and_the_sending_one_wins_whole(county, building):
    claims(county, building)()
    (row,) = county.rows("payment")

    def send():
        return gives(county, row["id"])

    def prepare():
        return [send, happens(county, building.case, "die")]

    seen = set()
    for schedule, (sent, died) in interleavings(county.sandbox, prepare):
        assert isinstance(died, Case), died
        assert sent.state in {"sending", "cancelled"}, schedule
        assert county.rows("payment")[0]["state"] == sent.state
        shown = [p["state"] for p in county.payments(building.case)]
        assert shown == (["sending"] if sent.state == "sending" else [])
        seen.add(sent.state)
    assert seen == {"sending", "cancelled"}


def test_a_death_and_the_sending_of_urgent_aid_one_wins_whole(county):
    release = waiting(county)
    decides(county, release, "release", "cash1")()
    service.carry_out_release(release.id, 2, county.now, county.law)
    (row,) = county.rows("payment")
    (case_id,) = county.families

    def prepare():
        def send():
            return gives(county, row["id"])

        return [send, lambda: county.all_die(cases.load(case_id), "2022-12-19")]

    seen = set()
    for schedule, (sent_, died) in interleavings(county.sandbox, prepare):
        assert isinstance(died, Case), (schedule, died)
        assert sent_.state == county.rows("payment")[0]["state"], schedule
        seen.add(sent_.state)
    assert seen == {"sending", "cancelled"}


def sent_by_one_who_looked_before_a_death(county):
    """What becomes of money whose sender looked at the case before all of its people had died."""
    found = built(county)
    claims(county, found)()
    (row,) = county.rows("payment")
    before = followed(county, found)
    happens(county, found.case, "die")()
    line, at = kind.load(store.PAYMENT, row["id"]), instant_text(county.now)
    return payment.send(line, before, at, county.now, county.law).state


def test_who_died_since_the_sender_looked_is_not_paid(county):
    with pytest.raises(VersionConflict):
        sent_by_one_who_looked_before_a_death(county)


def test_without_the_condition_on_the_case_the_dead_would_be_paid(county, monkeypatch):
    monkeypatch.setattr(following.FollowedEntitlement, "unchanged", [])
    assert sent_by_one_who_looked_before_a_death(county) == "sending"


def sent(county):
    """The row of a payment that the bank has."""
    found = built(county)
    claims(county, found)()
    (row,) = county.rows("payment")
    gives(county, row["id"])
    return row["id"]


def books(county, reference, status):
    reason = "account_closed" if status == "returned" else ""
    answer = BankAnswer(reference, GRANTED_FEN, status, reason, county.now)
    return lambda: payment.book(kind.load(store.PAYMENT, reference), answer, county.now, county.law)


@pytest.mark.parametrize("other", ["credited", "returned"])
def test_of_two_answers_that_are_booked_at_once_each_is_written_whole_or_not(county, other):
    """A return may follow a credit; nothing follows a return, and nothing is written twice."""
    reference = sent(county)

    def prepare():
        return [books(county, reference, "credited"), books(county, reference, other)]

    seen = set()
    for schedule, outcomes in interleavings(county.sandbox, prepare):
        written = [outcome for outcome in outcomes if isinstance(outcome, Version)]
        lost = [outcome for outcome in outcomes if not isinstance(outcome, Version)]
        assert written, schedule
        assert [one for one in lost if not isinstance(one, Refused | VersionConflict)] == []
        assert [one.state for one in written] in (["credited"], [other], ["credited", "returned"])
        (line,) = store.lines(written[0].clear["run"])
        held = store.held(*(written[0].clear[n] for n in ("entitlement", "period", "part")))
        assert line.state == held.state == county.rows("payment")[0]["state"]
        seen.add(line.state)
    assert seen == {"credited", other}


def answer_row(county, reference, status, minutes):
    """What the bank says of a payment, so many minutes after it was sent."""
    reason = "account_closed" if status == "returned" else ""
    at = county.now + timedelta(minutes=minutes)
    return (reference, str(GRANTED_FEN), status, reason, instant_text(at))


def at_bank(county, *files):
    """A run whose one payment the bank has, and the statements that it wrote."""
    reference = sent(county)
    (row,) = county.rows("run")
    run = kind.load(store.RUN, row["id"])
    for event in ("freeze", "release", "send"):
        run = moves(county, run, event, sent_at=instant_text(county.now), built=1)
    for number, rows in enumerate(files, start=1):
        content = [answer_row(county, reference, *row) for row in rows]
        county.bank.says(run.id, content, number)
    return run


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ([[("credited", 1)], [("returned", 2)]], "returned"),
        ([[("returned", 2)], [("credited", 1)]], "returned"),
        ([[("credited", 1), ("credited", 1)]], "credited"),
    ],
)
def test_two_looks_at_once_at_two_answers_book_each_once_and_open_one_task(county, files, state):
    run = at_bank(county, *files)
    later = county.now + timedelta(hours=1)
    looks = [lambda: runs.carry_on(run.id, later, county.law) for _ in range(2)]
    assert side_by_side(county.sandbox, looks) == [None, None]
    (row,) = county.rows("payment")
    assert (row["state"], row["seq"]) == (state, 4 if state == "returned" else 3)
    assert len(county.rows("release")) == (state == "returned")
    assert [row["state"] for row in county.rows("run")] == ["answered"]
    assert county.rows("discrepancy") == []


def doubted(county):
    """A run, and what waits of its only file."""
    run = at_bank(county, [("credited", -60)])
    runs.carry_on(run.id, county.now + timedelta(hours=1), county.law)
    (row,) = county.rows("discrepancy")
    return run, kind.load(DISCREPANCY_KIND, row["id"])


def test_a_file_that_two_looks_doubt_at_once_waits_once(county):
    run = at_bank(county)
    bad = {("statement-1.csv", "1"): [LineFault(2, "payments.line_amount")]}

    def prepare():
        return [
            lambda: discrepancies.record_faults(run, bad, bool, county.now, county.law)
            for _ in range(2)
        ]

    for schedule, outcomes in interleavings(county.sandbox, prepare):
        assert outcomes == [True, True], schedule
        assert [row["state"] for row in county.rows("discrepancy")] == ["waiting"], schedule
        assert len(worklist.page([FINANCE_LIST])) == 1


def test_what_a_clerk_settles_while_the_bank_puts_it_right_is_over_once(county):
    run, found = doubted(county)
    clerk = Actor("cash1", Role.STAFF, COUNTY, frozenset({Post.FINANCE}))
    idempotency_key = IdempotencyKey(
        "cash1", "key-of-cash1-0001", "digest", int(county.now.timestamp()) + 600
    )

    def prepare():
        return [
            lambda: discrepancies.record_faults(run, {}, bool, county.now, county.law),
            lambda: discrepancies.settle(
                found, "银行已更正", Act(clerk, county.now, county.law, idempotency_key)
            ),
        ]

    seen = set()
    for schedule, (waits, settled) in interleavings(county.sandbox, prepare):
        assert waits is False, (schedule, waits)
        assert isinstance(settled, Version | Refused), settled
        (row,) = county.rows("discrepancy")
        assert worklist.page([FINANCE_LIST]) == []
        seen.add(row["state"])
    assert seen == {"settled", "cleared"}


def test_of_two_looks_at_aid_that_came_back_one_opens_it_again(county):
    case = county.helps_at_once()
    service.open_entitlement(case.id, 1, county.now, county.law)
    (row,) = county.rows("release")
    decides(county, kind.load(RELEASE_KIND, row["id"]), "release", "cash1")()
    service.carry_out_release(row["id"], 2, county.now, county.law)
    (row,) = county.rows("payment")
    gives(county, row["id"])
    back = BankAnswer(row["id"], URGENT_FEN, "returned", "other", county.now)
    for status in ("credited", "returned"):
        answer = replace(back, status=status)
        payment.book(kind.load(store.PAYMENT, row["id"]), answer, county.now, county.law)
    run = kind.load(store.RUN, county.rows("run")[0]["id"])
    (entitlement,) = county.rows("entitlement")
    found = kind.load(store.ENTITLEMENT, entitlement["id"])
    store.follows(store.ENTITLEMENT, found, Change("complete"), county.now, county.law)
    returned = kind.load(store.PAYMENT, row["id"])

    def prepare():
        return [lambda: answers._came_back(run, returned, county.now, county.law) for _ in range(2)]

    for schedule, outcomes in interleavings(county.sandbox, prepare):
        assert [
            one for one in outcomes if one is not None and not isinstance(one, VersionConflict)
        ] == []
        assert [one["state"] for one in county.rows("entitlement")] == ["active"], schedule
        assert len([one for one in county.rows("release") if "payment" in one]) == 1


@pytest.fixture
def twice(county, building):
    """Two runs of one month that are about to claim the money of the same family."""
    again = runs.open_run(COUNTY, "2023-01", "again", county.now, county.law)
    return building, moves(county, again, "close")


def open_attempts(county, twice):
    """The most attempts at one part that two runs leave open."""
    found, again = twice
    other = SimpleNamespace(run=again, entitlement=found.entitlement)

    def prepare():
        return [claims(county, found), claims(county, other)]

    before = county.sandbox.snapshot()
    most = max(len(payments_of(county)) for _ in interleavings(county.sandbox, prepare))
    county.sandbox.restore(before)
    return most


def test_two_runs_that_claim_a_part_at_once_leave_one_attempt_open(county, twice):
    assert open_attempts(county, twice) == 1


def test_without_a_fixed_reference_two_would_be_open(county, twice, monkeypatch):
    numbers = count()
    monkeypatch.setattr(store, "reference", lambda *_: f"REFERENCE{next(numbers)}")
    assert open_attempts(county, twice) == 2


def held_beside_the_reconciler(county):
    """What becomes of a run that is held at the moment at which the reconciler looks at it."""
    release = waiting(county)
    decides(county, release, "hold", "cash1")()
    (row,) = county.rows("run")
    morning = county.now + timedelta(days=1)

    def prepare():
        def carry_out():
            return service.carry_out_release(release.id, 2, morning, county.law)

        def look():
            return runs._await_release(kind.load(store.RUN, row["id"]), morning, county.law)

        return [carry_out, look]

    for _ in interleavings(county.sandbox, prepare):
        yield county.rows("run")[0]["state"]


def test_a_run_that_is_held_while_the_reconciler_looks_at_it_stays_held(county):
    assert set(held_beside_the_reconciler(county)) == {"held"}


def test_giving_up_lines_before_the_run_is_held_would_let_it_end_with_nothing(county, monkeypatch):
    real = runs.follow_release

    def lines_first(release, now, law):
        for line in store.lines(release.clear["run"]):
            if line.state == "claimed":
                payment.cancel(store.as_listed(line), now, law)
        real(release, now, law)

    def ends(run, now, law):
        store.follows(store.RUN, run, Change("nothing"), now, law)

    monkeypatch.setattr(runs, "follow_release", lines_first)
    monkeypatch.setattr(runs, "_end_without_lines", ends)
    assert "reconciled" in held_beside_the_reconciler(county)


def waiting(county):
    """One-off aid that waits for release."""
    case = county.helps_at_once()
    service.open_entitlement(case.id, 1, county.now, county.law)
    (row,) = county.rows("release")
    return kind.load(RELEASE_KIND, row["id"])


def decides(county, release, decision, who):
    clerk = Actor(who, Role.STAFF, COUNTY, frozenset({Post.FINANCE}))
    seen = (release.document.count, release.document.sum_fen)
    idempotency_key = IdempotencyKey(
        who, f"key-of-{who}-0001", "digest", int(county.now.timestamp()) + 600
    )
    return lambda: releases.decide(
        release,
        decision,
        seen,
        DecisionDetails("核对无误"),
        Act(clerk, county.now, county.law, idempotency_key),
    )


def test_of_two_clerks_who_decide_at_once_one_is_refused_as_it_is_done(county):
    release = waiting(county)

    def prepare():
        return [
            decides(county, release, "release", "cash1"),
            decides(county, release, "hold", "cash2"),
        ]

    for schedule, outcomes in interleavings(county.sandbox, prepare):
        lost = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        assert [outcome.code for outcome in lost] == ["payments.not_now"], schedule
        (row,) = county.rows("release")
        assert row["state"] in {"released", "held"}
        listed = worklist.page([FINANCE_LIST])
        assert len(listed) == (row["state"] == "held")  # it is seen until the next is built


def test_a_decision_is_carried_out_once_by_the_stream_and_the_reconciler_together(county):
    decides(county, waiting(county), "release", "cash1")()
    (row,) = county.rows("release")

    def prepare():
        def carry_out():
            return service.carry_out_release(row["id"], 2, county.now, county.law)

        def overdue():
            return service.overdue_release(row["id"], county.now, county.law)

        return [carry_out, overdue]

    for schedule, outcomes in interleavings(county.sandbox, prepare):
        assert outcomes == [None, None], schedule
        assert [r["state"] for r in county.rows("release")] == ["carried_out"]
        assert [r["state"] for r in county.rows("run")] == ["released"]


def test_two_families_that_join_a_month_while_it_closes_are_both_paid_for_it(county):
    first, second = county.grants(), county.grants()
    service.open_entitlement(first.id, 1, county.now, county.law)
    (row,) = county.rows("run")

    def close():
        run = kind.load(store.RUN, row["id"])
        return moves(county, run, "close")

    def join():
        return service.open_entitlement(second.id, 1, county.now, county.law)

    seen = set()
    for schedule, outcomes in interleavings(county.sandbox, lambda: [close, join]):
        assert isinstance(outcomes[0], Version), schedule
        assert outcomes[1] is None, outcomes[1]
        joined = [store.gathered(kind.load(store.RUN, run["id"])) for run in county.rows("run")]
        assert sum(map(len, joined)) == 2, schedule
        gathering = [run for run in county.rows("run") if run["state"] == "gathering"]
        # who came too late stands in a second run of the month, which will be built
        seen.add(len(gathering))
    assert seen == {0, 1}


def test_who_came_while_a_run_was_built_is_paid_though_a_clerk_held_it(
    county, building, monkeypatch
):
    """It looked before that run claimed its money, and stands in the next, which had nothing to
    claim."""
    late = service._entitlement(county.grants(), county.now, county.law)
    real, run_id = runs._was_entered, building.run.id

    def build(id_, event=""):
        run = kind.load(store.RUN, id_)
        runs._build(moves(county, run, event) if event else run, county.now, county.law)

    def looks_before(entitlement, period):
        entered = real(entitlement, period)
        if (entitlement.id, period) == (late.id, "2023-01"):
            build(run_id)
        return entered

    with monkeypatch.context() as patched:
        patched.setattr(runs, "_was_entered", looks_before)
        runs.of_month(late, "2023-01", county.now, county.law)
    later = store.joined(COUNTY, "2023-01", late.id)
    assert later != run_id
    build(later, "close")
    held = moves(county, kind.load(store.RUN, run_id), "hold", held="")
    runs._give_up_lines(held, county.now, county.law)
    build(run_id)
    mine = [row["state"] for row in county.rows("payment") if row["entitlement"] == late.id]
    assert sorted(mine) == ["cancelled", "claimed"]

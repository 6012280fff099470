"""What is owed, when it is claimed, and whether the books add up."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.payments import rules
from chalicelib.payments.formats.documents import Terms
from chalicelib.payments.rules import Attempt, Balance, PaymentLine


@pytest.mark.parametrize(
    ("period", "owed"), [("2022-12", 0), ("2023-01", 130_000), ("2024-02", 130_000)]
)
def test_a_benefit_is_owed_from_its_first_month_on(period, owed):
    terms = Terms(amount_fen=130_000, from_month="2023-01")
    assert rules.due_fen(terms, "regular", period) == owed


@pytest.mark.parametrize(("period", "owed"), [("2022-11", 0), ("2022-12", 100_000), ("2023-01", 0)])
def test_one_off_aid_is_owed_in_its_month_alone(period, owed):
    terms = Terms(amount_fen=100_000, from_month="2022-12")
    assert rules.due_fen(terms, "instalment-1", period) == owed


@pytest.mark.parametrize("fen", [0, -1])
def test_an_entitlement_to_nothing_is_a_mistake_of_ours(fen):
    with pytest.raises(Broken, match=r"payments\.no_amount"):
        rules.granted_fen(fen)


def test_the_smallest_amount_is_one_fen():
    assert rules.granted_fen(1) == 1


def test_the_first_attempt_needs_nobody():
    assert rules.next_attempt(None) == 1


@pytest.mark.parametrize("state", ["claimed", "sending", "unknown", "credited"])
@pytest.mark.parametrize("approved", [False, True])
def test_nothing_is_claimed_beside_an_attempt_that_is_open_or_was_paid(state, approved):
    assert rules.next_attempt(Attempt(1, state), approved) is None


def test_what_came_back_is_paid_again_only_when_a_person_approved():
    assert rules.next_attempt(Attempt(1, "returned")) is None
    assert rules.next_attempt(Attempt(1, "returned"), approved=True) == 2


def test_what_was_cancelled_before_it_was_sent_may_be_claimed_again():
    assert rules.next_attempt(Attempt(4, "cancelled")) == 5


def test_a_benefit_is_paid_while_it_is_received_and_after_its_end_for_what_was_before():
    states = rules.payable_states("regular")
    assert {"receiving", "grace", "ended"} <= set(states)
    assert not {"confirming", "closed", "withdrawn"} & set(states)


@pytest.mark.parametrize(("period", "owed"), [("2023-02", 130_000), ("2023-03", 0), ("2024-01", 0)])
def test_of_a_benefit_that_ended_the_months_before_are_owed_and_none_after(period, owed):
    terms = Terms(amount_fen=130_000, from_month="2023-01", over_from="2023-03")
    assert rules.due_fen(terms, "regular", period) == owed


def test_one_off_aid_is_paid_while_its_papers_are_completed_and_not_after_a_withdrawal():
    states = rules.payable_states("instalment-1")
    assert {"waiting", "post_reviewing", "closed"} <= set(states)
    assert not {"ended", "withdrawn", "terminated", "refused"} & set(states)


def test_the_books_count_what_the_bank_was_ordered_and_nothing_else():
    states = ("claimed", "cancelled", "sending", "unknown", "credited", "returned")
    found = rules.balance(
        PaymentLine(state, state, 10 ** (n + 1)) for n, state in enumerate(states)
    )
    assert found == Balance(ordered_fen=1_111_000, paid_fen=100_000, returned_fen=1_000_000)
    assert found.difference_fen == 1_000 + 10_000


FIRST_NINE = datetime(2023, 1, 1, 1, tzinfo=UTC)  # 09:00 in Shanghai on the first day


@pytest.mark.parametrize(
    ("now", "check"),
    [
        (FIRST_NINE - timedelta(days=9), FIRST_NINE),
        (FIRST_NINE - timedelta(seconds=1), FIRST_NINE),
        (FIRST_NINE, FIRST_NINE),
        (FIRST_NINE + timedelta(seconds=1), FIRST_NINE + timedelta(seconds=1)),
    ],
)
def test_a_month_is_built_at_nine_on_its_first_day_in_shanghai_or_as_soon_as_it_is_known(
    now, check
):
    assert rules.run_check("2023-01", now) == check


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2022, 12, 31, 15, 59, 59, tzinfo=UTC), datetime(2023, 1, 1, 1, tzinfo=UTC)),
        (datetime(2022, 12, 31, 16, 0, tzinfo=UTC), datetime(2023, 1, 2, 1, tzinfo=UTC)),
    ],
)
def test_the_next_morning_is_that_of_shanghai(now, morning):
    assert rules.next_morning(now) == morning

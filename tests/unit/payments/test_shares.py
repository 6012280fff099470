"""What is held of a benefit, and what of it is paid later: nothing is lost and nothing paid twice.

Every month that is paid, whatever is reported and settled before, between and after: what was paid
with it, what is still held or owed no more, and what was paid as arrears come to what it amounts
to.
"""

from __future__ import annotations

import random

import pytest

from chalicelib.domain.dates import Month
from chalicelib.domain.money import equal_shares
from chalicelib.payments.formats.documents import AmountChange, Hold, Terms
from chalicelib.payments.parts import shares
from chalicelib.payments.parts.shares import HELD, LAPSED, RELEASED

MONTHS = [f"2023-{number:02d}" for number in range(1, 13)]
PEOPLE = ("a", "b", "c")


def opened(fen=130_000, people=PEOPLE):
    return Terms(amount_fen=fen, from_month=MONTHS[0], people=tuple(people))


@pytest.mark.parametrize("fen", [0, 1, 2, 3, 100, 130_000, 130_001])
@pytest.mark.parametrize("count", range(1, 8))
def test_equal_shares_sum_to_the_amount_and_differ_by_one_fen_at_most(fen, count):
    parts = equal_shares(fen, [*map(str, range(count))]).values()
    assert sum(parts) == fen
    assert max(parts) - min(parts) <= 1


class Household:
    """A benefit through a year: months are paid, deaths are reported and settled, as chance has
    it."""

    def __init__(self, chance):
        self.terms = opened(chance.randrange(1, 200_000), PEOPLE[: chance.randint(1, 3)])
        self.deaths, self.held, self.paid = [], {}, {}

    def pays(self, period):
        held, fen = shares.held_shares(self.terms, period), shares.regular_fen(self.terms, period)
        assert fen >= 0
        self.paid[period] = fen
        if fen:
            self.held[period] = held
        else:
            self.terms = shares.withheld(self.terms, period)

    def is_told(self, chance, period):
        living = [
            person
            for person in self.terms.people
            if all(one.person != person or one.state == RELEASED for one in self.deaths)
        ]
        if living:
            self.deaths.append(Hold(chance.choice(living), "told"))
            self.terms = shares.with_holds(self.terms, self.deaths)

    def is_settled(self, chance, period):
        waiting = [at for at, one in enumerate(self.deaths) if one.state == "told"]
        if not waiting:
            return
        at = chance.choice(waiting)
        person = self.deaths[at].person
        lapses = Hold(person, LAPSED, died_in=chance.choice(MONTHS))
        self.deaths[at] = chance.choice([Hold(person, RELEASED), lapses])
        held = self.terms.withheld | self.held
        self.terms = shares.with_settled(self.terms, self.deaths, held, period)

    def changes(self, chance, period):
        gone = {one.person for one in self.deaths if one.state == LAPSED}
        left = [person for person in self.terms.people if person not in gone]
        if left:
            amount_fen = chance.randrange(1, 200_000)
            change = AmountChange(str(Month.parse(period).next), amount_fen, tuple(left))
            self.terms = shares.adjusted(self.terms, [*self.terms.later, change])

    def adds_up(self):
        for period, fen in self.paid.items():
            later = sum(shares.paid_later(self.terms, period).values())
            held = self.held.get(period, self.terms.withheld.get(period, {}))
            owed_no_more = sum(
                fen
                for person, fen in held.items()
                if person not in shares.paid_later(self.terms, period)
            )
            assert fen + later + owed_no_more == shares.amount(self.terms, period), period
        arrears = sum(one.fen for one in self.terms.arrears)
        assert arrears == sum(
            sum(shares.paid_later(self.terms, period).values()) for period in self.paid
        )


@pytest.mark.parametrize("seed", range(300))
def test_paid_and_held_and_arrears_are_what_is_owed_whatever_happens(seed):
    chance = random.Random(seed)
    household = Household(chance)
    for period in MONTHS:
        for happens in chance.choices(
            [household.is_told, household.is_settled, household.changes], k=chance.randrange(3)
        ):
            happens(chance, period)
        household.pays(period)
        household.adds_up()


def test_who_is_found_alive_has_lost_nothing():
    for seed in range(100):
        chance = random.Random(seed)
        household = Household(chance)
        for period in MONTHS:
            if chance.random() < 0.3:
                household.is_told(chance, period)
            household.pays(period)
        live = [Hold(one.person, RELEASED) for one in household.deaths]
        held = household.terms.withheld | household.held
        terms = shares.with_settled(household.terms, live, held, MONTHS[-1])
        arrears = sum(one.fen for one in terms.arrears)
        assert sum(household.paid.values()) + arrears == 12 * terms.amount_fen


def test_a_share_that_lapsed_is_owed_up_to_the_month_of_the_death():
    terms = shares.with_holds(opened(), [Hold("b", "told")])
    held = {period: shares.held_shares(terms, period) for period in MONTHS[:3]}
    died = [Hold("b", LAPSED, died_in="2023-02")]
    after = shares.with_settled(terms, died, held, "2023-03")
    (arrears,) = after.arrears
    assert [*arrears.of] == ["2023-01", "2023-02"]
    assert arrears.fen == sum(held[period]["b"] for period in MONTHS[:2])
    assert shares.held_shares(after, "2023-03") == held["2023-03"]


def test_a_month_that_came_back_is_paid_again_without_what_is_paid_as_arrears():
    terms = shares.with_holds(opened(), [Hold("b", "told")])
    held = {"2023-01": shares.held_shares(terms, "2023-01")}
    after = shares.with_settled(terms, [Hold("b", RELEASED)], held, "2023-02")
    again = shares.regular_fen(after, "2023-01")
    assert again + shares.arrears_fen(after, "arrears-1") == 130_000


def test_somebody_who_has_no_part_in_the_benefit_holds_nothing():
    terms = shares.with_holds(opened(), [Hold("stranger", HELD)])
    assert shares.held_shares(terms, "2023-01") == {}
    assert shares.regular_fen(terms, "2023-01") == 130_000


def test_of_the_months_lost_by_mistake_whoever_is_still_reported_dead_is_owed_nothing_until_alive():
    """Two were found dead at once and the benefit ended; one lives, and later the other as well."""
    known = [Hold(person, LAPSED, died_in="2023-02") for person in "ab"]
    terms = shares.with_settled(
        shares.with_holds(opened(100_000, "ab"), known), known, {}, "2023-02"
    )
    known[0] = Hold("a", RELEASED, lost=("2023-03", "2023-04"))
    terms = shares.with_settled(terms, known, {}, "2023-04")
    assert shares.arrears_fen(terms, "arrears-1") == 2 * 50_000
    known[1] = Hold("b", RELEASED)
    terms = shares.with_settled(terms, known, {}, "2023-05")
    assert shares.arrears_fen(terms, "arrears-2") == 2 * 50_000
    assert shares.with_settled(terms, known, {}, "2023-06") == terms

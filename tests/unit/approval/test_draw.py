"""The draw of cases that the county checks itself: by a published seed, and at least 30 %."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.approval.confirmation import draw
from chalicelib.policy import load_pack

IDS = [f"c{number:04d}" for number in range(1000)]
LEAST = Decimal("0.30")
PACK = load_pack("jilin-city")
DAYS = [date(2021, 7, 1), *(date(year, 1, 1) for year in range(2022, 2027))]


def published(day):
    """The share and the seed of the pack on a day."""
    law = PACK.parameters_on(day)
    return law.value(draw.SHARE, scheme="tekun").amount, law.value(draw.SEED).amount


@pytest.mark.parametrize("day", DAYS)
def test_of_a_thousand_cases_at_least_thirty_in_a_hundred_are_drawn(day):
    share, seed = published(day)
    assert share >= LEAST
    drawn = [one for one in IDS if draw.is_drawn(one, seed, share)]
    assert LEAST * 1000 <= len(drawn) < 500


def test_every_period_draws_others():
    drawn = {
        frozenset(one for one in IDS if draw.is_drawn(one, *published(day)[::-1])) for day in DAYS
    }
    assert len(drawn) == len(DAYS)


@given(st.text(), st.text())
def test_the_same_case_always_comes_to_the_same_number(case_id, seed):
    number = draw.number(case_id, seed)
    assert number == draw.number(case_id, seed)
    assert 0 <= number < 1
    assert not draw.is_drawn(case_id, seed, number)
    assert draw.is_drawn(case_id, seed, number + Decimal("1e-19"))


def test_anybody_can_work_out_the_number():
    """`printf '2021\\nc1' | sha256sum` begins with 81325ccf12ea8d83."""
    assert draw.number("c1", "2021") == Decimal(0x81325CCF12EA8D83) / 2**64


def test_only_tekun_is_drawn():
    law = PACK.parameters_on(date(2024, 1, 1))
    held = {scheme for scheme in ("dibao", "tekun", "marginal", "temporary_aid")
            if any(one.holds({"scheme": scheme}) for one in law.every(draw.SHARE))}  # fmt: skip
    assert held == {"tekun"}

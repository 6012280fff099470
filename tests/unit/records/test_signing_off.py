"""How many others of an office sign before somebody does a task: by task, scheme and amount."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from chalicelib.policy import Value
from chalicelib.records import signing_off
from chalicelib.records.signing_off import SignOff


def value(amount, **where):
    since, where = date(2022, 1, 1), {"task": "confirm", **where}
    return Value("sign_offs", since, None, "count", amount, "规程", "1", "", "assumed", "", where)


def law(*values):
    return SimpleNamespace(parameters=SimpleNamespace(every=lambda _name: list(values)))


@pytest.mark.parametrize(
    ("task", "scheme", "fen", "needed"),
    [
        ("confirm", "dibao", 99_999, 1),
        ("confirm", "dibao", 100_000, 2),
        ("confirm", "dibao", 100_001, 2),
        ("confirm", "tekun", 100_000, 1),
        ("review", "dibao", 100_000, 0),
    ],
)
def test_as_many_sign_as_the_pack_asks_for(task, scheme, fen, needed):
    here = law(value(1), value(2, scheme=["dibao"], from_fen=100_000))
    assert signing_off.needed(here, task, scheme, fen) == needed


def test_nobody_signs_where_the_pack_says_nothing():
    assert signing_off.needed(law(), "confirm", "dibao", 10**9) == 0


def test_only_others_who_signed_this_upon_what_stands_now_count():
    signed = [
        SignOff("confirm", "confirm", "a", 7),
        SignOff("confirm", "confirm", "b", 5),  # before something that it rests on changed
        SignOff("confirm", "decline", "c", 7),
    ]
    assert signing_off.missing(2, "confirm", "d", signed, lambda version: version < 6) == 1
    assert signing_off.missing(1, "confirm", "a", signed, lambda version: version < 6) == 1
    assert signing_off.missing(1, "decline", "d", signed, lambda version: version < 6) == 0

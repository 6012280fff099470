"""Invented people, about whom every department answers in one known way.

Whoever connects a system tries each path by applying with one of these numbers; the names are
theirs. What is held on them, or how all departments behave about them, is said in `SAMPLE_PEOPLE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from local.population.residents import Held, Resident, resident
from local.simulators.behaviour import Behaviour

BORN = "1950-01-01"


@dataclass(frozen=True)
class SamplePerson:
    """Somebody, what to expect of a question about them, and how departments behave about them."""

    person: Resident
    expect: str
    how: Behaviour | None = None


def _held(order: int, name: str, expect: str, **held: int | bool) -> SamplePerson:
    one = resident(name, BORN, order)
    known = {**one.held, **{item: Held(value, f"M{order}") for item, value in held.items()}}
    return SamplePerson(replace(one, held=known), expect)


def _behaves(order: int, name: str, expect: str, **how: float | bool) -> SamplePerson:
    return SamplePerson(resident(name, BORN, order), expect, Behaviour(**how))  # type: ignore[arg-type]


_ALL = (
    _held(901, "清白", "everything agrees with a declaration of nothing"),
    _held(902, "存款", "the bank holds 900,000 yuan", deposits=90_000_000),
    _held(903, "养老", "a pension of 3,000 yuan a month", pension_monthly=300_000),
    _held(904, "车房", "two vehicles and two houses", vehicles=2, houses=2),
    _held(905, "公司", "a company", companies=1),
    _held(906, "已故", "registered as deceased", deceased=True),
    _held(907, "在监", "in prison", imprisoned=True),
    _behaves(911, "沉默", "no department answers in time", silent=True),
    _behaves(912, "故障", "every department fails", errors=1.0),
    _behaves(
        913, "重试", "every department fails once and answers the second try", failing_tries=1
    ),
    _behaves(914, "乱码", "nothing that anybody could read", malformed=True),
    _behaves(915, "无签", "answers without a signature", unsigned=True),
    _behaves(916, "他人", "answers about somebody else", wrong_person=True),
    _behaves(917, "单位", "amounts in a unit that was not agreed", wrong_unit=True),
    _behaves(918, "稍后", "a promise of an answer in two hours", delay=7_200.0),
    _behaves(919, "重复", "every line twice", repeats=True),
    _behaves(920, "缓慢", "answers after seven seconds", latency=7.0),
)
SAMPLE_PEOPLE: Mapping[str, SamplePerson] = MappingProxyType(
    {number: one for one in _ALL if (number := one.person.identity_number)}
)
"""Everybody by identity number."""

"""What is owed of a benefit, whose shares of it are held, and what of them is paid later. Pure.

An entitlement owes an amount a month to the people it counts, each an equal share. While a person
is reported dead, that share is held out of whatever is paid; the others are paid as before. Once it
is settled the share is owed for the months up to that of the death, or for all where the person
lives: what was held of those is paid as arrears. So for every month that was paid: paid + held +
arrears = owed, to the fen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from chalicelib.domain.dates import Month
from chalicelib.domain.money import equal_shares
from chalicelib.payments.formats.documents import AmountChange, Arrears, Hold, Terms

HELD, LAPSED, RELEASED = "held", "lapsed", "released"
ARREARS = "arrears-"

T = TypeVar("T", bound=Terms)
Shares = Mapping[str, int]


def amount(terms: Terms, period: str) -> int:
    """What the benefit comes to in a month (fen), before anything is held."""
    return 0 if is_over(terms, period) else _in_force(terms, period).amount_fen


def is_over(terms: Terms, period: str) -> bool:
    """Whether the benefit ended before the month, so that nothing is owed of it."""
    return period >= (terms.over_from or "~")


def _in_force(terms: Terms, period: str) -> Terms | AmountChange:
    later = [one for one in terms.later if one.from_month <= period]
    return later[-1] if later else terms


def held_shares(terms: Terms, period: str) -> dict[str, int]:
    """The shares that are not paid with the month, by person."""
    if is_over(terms, period):
        return {}
    now = _in_force(terms, period)
    own, moved = equal_shares(now.amount_fen, now.people), paid_later(terms, period)
    return {
        one.person: own[one.person]
        for one in terms.holds
        if one.person in own and one.person not in moved and _counts(one, period)
    }


def _counts(hold: Hold, period: str) -> bool:
    """Whether a hold bears on a month: what lapsed was owed up to the month of the death."""
    return hold.state == HELD or (hold.state == LAPSED and period > hold.died_in)


def paid_later(terms: Terms, period: str) -> dict[str, int]:
    """The shares of the month that are paid as arrears, by person."""
    return {person: fen for one in terms.arrears for person, fen in one.of.get(period, {}).items()}


def regular_fen(terms: Terms, period: str) -> int:
    """What is to be paid with a month (fen)."""
    not_paid = sum(held_shares(terms, period).values()) + sum(paid_later(terms, period).values())
    return amount(terms, period) - not_paid


def arrears_fen(terms: Terms, part: str) -> int:
    """What is owed under a part of arrears (fen); nothing under one that there is not."""
    return sum(one.fen for one in terms.arrears if one.part == part)


def newest_arrears(terms: Terms, people: Collection[str]) -> dict[str, int]:
    """The newest arrears (fen), where they are of these people: by month, and in all under "".

    What other months were less than they should have been is in the whole alone.
    """
    for one in terms.arrears[-1:]:
        of = one.of
        if not of or any(not shares.keys().isdisjoint(people) for shares in of.values()):
            return {"": one.fen, **{month: sum(of[month].values()) for month in sorted(of)}}
    return {}


def is_withheld(terms: Terms, period: str) -> bool:
    """Whether of a month nothing was left but held shares, so that its run had nothing to pay."""
    return period in terms.withheld


def withheld(terms: T, period: str) -> T:
    """The terms after a month of which nothing but held shares was left."""
    return replace(terms, withheld={**terms.withheld, period: held_shares(terms, period)})


def with_holds(terms: T, deaths: Sequence[Hold]) -> T:
    """The terms with a hold for every death that was reported; each has the number of its death."""
    fresh = deaths[len(terms.holds) :]
    return replace(terms, holds=(*terms.holds, *(Hold(one.person, HELD) for one in fresh)))


def with_settled(
    terms: T, deaths: Sequence[Hold], held_by_month: Mapping[str, Shares], month: str
) -> T:
    """The terms after what is settled of the deaths, with arrears of what was held by month.

    `deaths` say of each what it means for the share: its `state` is `told` (reported), lapsed or
    released.
    """
    after, fresh = [], set()
    for hold, death in zip(terms.holds, deaths, strict=False):
        changed = hold.state != death.state and death.state in {LAPSED, RELEASED}
        after.append(death if changed else hold)
        fresh |= {hold.person} if changed else set()
    owed = {hold.person: hold for hold in after if hold.person in fresh}
    of = dict(_owed_later(terms, owed, held_by_month))
    if owed:
        of |= _lost(terms, after)
    beside = sum(sum(hold.less.values()) for hold in owed.values())
    fen = sum(sum(shares.values()) for shares in of.values()) + beside
    part = f"{ARREARS}{len(terms.arrears) + 1}"
    more = (Arrears(part, month, fen, of),) if fen else ()
    return replace(terms, holds=tuple(after), arrears=(*terms.arrears, *more))


def _owed_later(
    terms: Terms, owed: Mapping[str, Hold], held_by_month: Mapping[str, Shares]
) -> Iterator[tuple[str, dict[str, int]]]:
    """What was held and is owed after all, by month and person, but for what is arrears already."""
    for period, held_then in held_by_month.items():
        mine = {
            person: fen
            for person, fen in held_then.items()
            if person in owed
            and person not in paid_later(terms, period)
            and not _counts(owed[person], period)
        }
        if mine:
            yield period, mine


def _lost(terms: Terms, holds: Sequence[Hold]) -> dict[str, dict[str, int]]:
    """What is owed of the months of which nothing was paid, because the benefit had ended by
    mistake: nothing to whoever is still reported dead, and what is arrears already once."""
    months = sorted({period for hold in holds for period in hold.lost})
    return {period: mine for period in months if (mine := _owed_of(terms, holds, period))}


def _owed_of(terms: Terms, holds: Sequence[Hold], period: str) -> dict[str, int]:
    now, moved = _in_force(terms, period), paid_later(terms, period)
    not_owed = {hold.person for hold in holds if _counts(hold, period)} | moved.keys()
    own = equal_shares(now.amount_fen, now.people)
    return {person: fen for person, fen in own.items() if person not in not_owed}


def adjusted(terms: T, changes: Iterable[AmountChange], over_from: str = "") -> T:
    """The terms with every later amount, and the month from which on nothing is owed ("": none)."""
    return replace(terms, later=tuple(changes) or terms.later, over_from=over_from)


def months(terms: Terms, until: Month) -> Iterator[str]:
    """Every month from the first of the benefit to `until`."""
    month = Month.parse(terms.from_month)
    while str(month) <= str(until):
        yield str(month)
        month = month.next

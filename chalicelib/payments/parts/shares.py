"""What is owed of a benefit, whose shares of it are held, and what of them is paid later. Pure.

An entitlement owes an amount a month to the people it counts, each an equal share. While a person
is told dead, that share is held out of whatever is paid; the others are paid as before. Once it is
settled the share is owed for the months up to that of the death, or for all where the person lives:
what was held of those is paid as arrears. So for every month that was paid: paid + held + arrears =
owed, to the fen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.domain.dates import Month
from chalicelib.domain.money import equal_shares

HELD, LAPSED, RELEASED = "held", "lapsed", "released"
ARREARS = "arrears-"

Terms = Mapping[str, Any]
"""The document of an entitlement: `amount_fen` for `people` from `from_month` on, `later` amounts,
the `holds`, what was `withheld` of months of which nothing else was owed, the `arrears`, and the
month `over_from` which on nothing is owed, once that is known."""
Shares = Mapping[str, int]


def amount(terms: Terms, period: str) -> int:
    """What the benefit comes to in a month (fen), before anything is held."""
    return 0 if is_over(terms, period) else int(_in_force(terms, period)["amount_fen"])


def is_over(terms: Terms, period: str) -> bool:
    """Whether the benefit ended before the month, so that nothing is owed of it."""
    return period >= str(terms.get("over_from", "~"))


def _in_force(terms: Terms, period: str) -> Terms:
    later = [one for one in terms.get("later", ()) if one["from_month"] <= period]
    return later[-1] if later else terms


def held(terms: Terms, period: str) -> dict[str, int]:
    """The shares that are not paid with the month, by person."""
    if is_over(terms, period):
        return {}
    now = _in_force(terms, period)
    own, moved = equal_shares(now["amount_fen"], now.get("people", ())), paid_later(terms, period)
    return {
        one["person"]: own[one["person"]]
        for one in terms.get("holds", ())
        if one["person"] in own and one["person"] not in moved and _counts(one, period)
    }


def _counts(hold: Mapping[str, Any], period: str) -> bool:
    """Whether a hold bears on a month: what lapsed was owed up to the month of the death."""
    return hold["state"] == HELD or bool(hold["state"] == LAPSED and period > hold["died_in"])


def paid_later(terms: Terms, period: str) -> dict[str, int]:
    """The shares of the month that are paid as arrears, by person."""
    return {
        person: fen
        for one in terms.get("arrears", ())
        for person, fen in one["of"].get(period, {}).items()
    }


def regular_fen(terms: Terms, period: str) -> int:
    """What is to be paid with a month (fen)."""
    kept = sum(held(terms, period).values()) + sum(paid_later(terms, period).values())
    return amount(terms, period) - kept


def arrears_fen(terms: Terms, part: str) -> int:
    """What is owed under a part of arrears (fen); nothing under one that there is not."""
    return sum(one["fen"] for one in terms.get("arrears", ()) if one["part"] == part)


def made_up(terms: Terms, people: Collection[str]) -> dict[str, int]:
    """The newest arrears (fen), where they are of these people: by month, and in all under "".

    What other months were less than they should have been is in the whole alone.
    """
    for one in terms.get("arrears", ())[-1:]:
        of = one["of"]
        if not of or any(not shares.keys().isdisjoint(people) for shares in of.values()):
            return {"": one["fen"], **{month: sum(of[month].values()) for month in sorted(of)}}
    return {}


def is_withheld(terms: Terms, period: str) -> bool:
    """Whether of a month nothing was left but held shares, so that its run had nothing to pay."""
    return period in terms.get("withheld", {})


def withheld(terms: Terms, period: str) -> dict[str, Any]:
    """The terms after a month of which nothing but held shares was left."""
    return {**terms, "withheld": {**terms.get("withheld", {}), period: held(terms, period)}}


def holding(terms: Terms, deaths: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The terms with a hold for every death that was told; each has the number of its death."""
    holds = list(terms.get("holds", ()))
    holds += [{"person": one["person"], "state": HELD} for one in deaths[len(holds) :]]
    return {**terms, "holds": holds}


def settled(
    terms: Terms, deaths: Sequence[Mapping[str, Any]], kept: Mapping[str, Shares], month: str
) -> dict[str, Any]:
    """The terms after what is settled of the deaths, with arrears of what was `kept` by month.

    `deaths` say of each its `state` (told, or lapsed or released) and, where it lapsed, in which
    month the person died. Of one that was settled by mistake they say the months that were `lost`
    with it, and by how much (fen) others were `less`.
    """
    after, fresh = [], set()
    for hold, death in zip(terms.get("holds", ()), deaths, strict=False):
        changed = hold["state"] != death["state"] and death["state"] in {LAPSED, RELEASED}
        after.append({**hold, **death} if changed else hold)
        fresh |= {hold["person"]} if changed else set()
    owed = {hold["person"]: hold for hold in after if hold["person"] in fresh}
    of = dict(_owed_later(terms, owed, kept))
    if owed:
        of |= _lost(terms, after)
    beside = sum(sum(hold.get("less", {}).values()) for hold in owed.values())
    fen = sum(sum(shares.values()) for shares in of.values()) + beside
    arrears = list(terms.get("arrears", ()))
    if fen:
        part = f"{ARREARS}{len(arrears) + 1}"
        arrears.append({"part": part, "period": month, "fen": fen, "of": of})
    return {**terms, "holds": after, **({"arrears": arrears} if arrears else {})}


def _owed_later(
    terms: Terms, owed: Mapping[str, Mapping[str, Any]], kept: Mapping[str, Shares]
) -> Iterator[tuple[str, dict[str, int]]]:
    """What was kept and is owed after all, by month and person, but for what is arrears already."""
    for period, held_then in kept.items():
        mine = {
            person: fen
            for person, fen in held_then.items()
            if person in owed
            and person not in paid_later(terms, period)
            and not _counts(owed[person], period)
        }
        if mine:
            yield period, mine


def _lost(terms: Terms, holds: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """What is owed of the months of which nothing was paid, because the benefit had ended by
    mistake: nothing to whoever is still told dead, and what is arrears already once."""
    months = sorted({period for hold in holds for period in hold.get("lost", ())})
    return {period: mine for period in months if (mine := _owed_of(terms, holds, period))}


def _owed_of(terms: Terms, holds: Sequence[Mapping[str, Any]], period: str) -> dict[str, int]:
    now, moved = _in_force(terms, period), paid_later(terms, period)
    kept = {hold["person"] for hold in holds if _counts(hold, period)} | moved.keys()
    own = equal_shares(now["amount_fen"], now.get("people", ()))
    return {person: fen for person, fen in own.items() if person not in kept}


def adjusted(
    terms: Terms, changes: Iterable[Mapping[str, Any]], over_from: str = ""
) -> dict[str, Any]:
    """The terms with every later amount, and the month from which on nothing is owed ("": none)."""
    later = [dict(one) for one in changes]
    known = {"later": later, "over_from": over_from}
    rest = {name: value for name, value in terms.items() if name != "over_from"}
    return {**rest, **{name: value for name, value in known.items() if value}}


def months(terms: Terms, until: Month) -> Iterator[str]:
    """Every month from the first of the benefit to `until`."""
    month = Month.parse(terms["from_month"])
    while str(month) <= str(until):
        yield str(month)
        month = month.next

"""What the letters about a death say to the family: who reported it, what follows, from when on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.case import benefit, contacts, deaths, grounds
from chalicelib.case.case import Case
from chalicelib.case.due import paying
from chalicelib.case.states import State
from chalicelib.directory.offices import routing
from chalicelib.domain.areas import county_of
from chalicelib.domain.dates import Month, last_day, parse_instant
from chalicelib.domain.money import Fen, equal_shares
from chalicelib.records.law import Law
from chalicelib.words import say
from chalicelib.words.days import day_words, month_words

REVIEW = "deadline.death_review"
"""The text by which a family is reviewed after a death, and nothing that was paid is asked back."""


def lines(name: str, case: Case, why: Mapping[str, Any], law: Law) -> list[str]:
    """The lines of a letter about deaths; `why` says of the event which ones are meant."""
    reported = deaths.reported(case.document)
    if name == "death_told":
        return _lines_reported(case, reported[why["death"]], law)
    if name == "death_settled":
        return [
            say("letter.death_settled"),
            *[_line_settled(reported[number]) for number in why["deaths"]],
            *_lines_after(
                case, [reported[number] for number in why["deaths"]], why.get("owed", {}), law
            ),
        ]
    if name in {"notice", "granted"}:
        return _lines_held(name, case, law)
    return []


def _lines_held(name: str, case: Case, law: Law) -> list[str]:
    """What is looked into of deaths while something is proposed or granted, and what of a benefit
    is held meanwhile; of those of which the family may not be informed, nothing."""
    reported = deaths.reported(case.document)
    held = [one for one in reported if one["family"] and one["stage"] != deaths.SETTLED]
    if name == "notice":
        return [say("letter.death_noticed", **_of_death(one, law)) for one in held]
    shares = equal_shares(benefit.amount_fen(case), benefit.people(case))
    mine = [one for one in held if one["person"] in shares]
    if not deaths.is_monthly(case.document) or not mine:
        return []
    amount = benefit.amount_fen(case) - sum(shares[one["person"]] for one in mine)
    lines = [say("letter.death_held", **_of_death(one, law)) for one in mine]
    return [*lines, say("letter.death_held_pays", amount=Fen(amount).yuan)]


def _of_death(death: deaths.Death, law: Law) -> dict[str, str]:
    """Who was registered dead, by whom, and on which day."""
    return {
        "name": death["name"],
        "day": day_words(date.fromisoformat(death["died_on"])),
        "source": law.parameters.catalogue.by_code[death["source"]].zh,
    }


def _lines_reported(case: Case, death: deaths.Death, law: Law) -> list[str]:
    alone = not [
        one for one in case.document.members if one not in deaths.reported_dead(case.document)
    ]
    monthly = deaths.is_monthly(case.document)
    kept = "ended" if deaths.is_ended(case) else "alone" if alone else "rest"
    figures = {
        **_of_death(death, law),
        "office": routing.contact_name(case.office),
        "until": day_words(last_day(parse_instant(death["decide_by"]))),
        "hotline": contacts.hotline(law),
        "from_month": _from_month(case),
    }
    codes = ["death_told", "death_told_next"]
    codes += [f"death_told_{kept}"] if monthly else []
    codes += ["death_told_open"] if not monthly and not alone else []
    codes += ["death_told_wrong" if monthly else "death_told_wrong_open"]
    if _owns_account(case, death["person"]) and not alone:
        codes.append("death_told_account")
    return [say(f"letter.{code}", **figures) for code in codes]


def _line_settled(death: deaths.Death) -> str:
    day = day_words(date.fromisoformat(death["died_on"]))
    found = "restored" if "restored_at" in death else death["finding"]
    return say(f"letter.death_found_{found}", name=death["name"], day=day)


def _lines_after(
    case: Case, settled: list[dict[str, Any]], owed: Mapping[str, int], law: Law
) -> list[str]:
    """What follows for the family: how it is paid from when on, what is made up for."""
    codes, monthly, ended = [], deaths.is_monthly(case.document), deaths.is_ended(case)
    dead = any(one["finding"] == deaths.DEAD for one in settled)
    if any(one["finding"] == deaths.ALIVE for one in settled) and monthly:
        anew = any(_is_calculated_anew(case, one) for one in settled)
        codes.append(f"death_arrears{'_ended' if ended else '_anew' if anew else ''}")
        codes += ["death_arrears_sum"] if owed else []
    if dead and not deaths.living(case.document):
        codes.append("death_ends" if monthly else "death_closes")
    elif dead and monthly and ended:
        codes.append("death_ended")
    elif dead and monthly:
        codes.append("death_anew" if case.doc("rest")["outcome"] == "eligible" else "death_review")
    elif dead:
        codes.append("death_goes_on")
    if dead and monthly:
        codes.append("death_not_back")
    was_reported = {"death_review", "death_arrears_anew"} & {*codes}
    if case.state in {State.RECHECKING, State.NOTICING_END} and not was_reported:
        codes.append("death_beside")
    figures = {
        **_made_up_text(case, settled, law),
        "owed": Fen(owed.get("", 0)).yuan,
        "of": _by_month(owed),
        "office": routing.contact_name(case.office),
        "from_month": _from_month(case),
        "before": Fen(benefit.amount_before_fen(case)).yuan,
        "amount": Fen(benefit.amount_fen(case)).yuan,
        "members": str(len(benefit.people(case))),
    }
    texts = [say(f"letter.{code}", **figures) for code in codes]
    return [*texts, *_basis_lines(codes, case, law)]


def _basis_lines(codes: Sequence[str], case: Case, law: Law) -> list[str]:
    """How the amount of the rest comes about, and by which text nothing is asked back."""
    sums = grounds.sum_of(benefit.lines(case)) if "death_anew" in codes else []
    basis = say("letter.basis", article=law.parameters.value(REVIEW).citation)
    return [*sums, *([basis] if "death_not_back" in codes else ())]


def _is_calculated_anew(case: Case, death: deaths.Death) -> bool:
    """Whether of somebody who lives after all it is still to be calculated what the benefit comes
    to: it changed otherwise since, or others of it are counted dead."""
    people, gone = {*benefit.granted_to(case)}, deaths.days_of_death(case.document).keys()
    return "restored_at" in death and (death["person"] not in people or bool(gone & people))


def _by_month(owed: Mapping[str, int]) -> str:
    """What is made up for of each month; "" where it is not of single months alone."""
    months = {month: fen for month, fen in owed.items() if month}
    if not months or sum(months.values()) != owed.get(""):
        return ""
    said = [
        say(
            "letter.death_arrears_month",
            month=month_words(Month.parse(month)),
            amount=Fen(fen).yuan,
        )
        for month, fen in months.items()
    ]
    return say("letter.death_arrears_months", months="、".join(said))


def _made_up_text(case: Case, settled: list[dict[str, Any]], law: Law) -> dict[str, str]:
    """Who pays what is made up for, and by when: it is given a run of its own at once."""
    said = [one.get("restored_at") or one["settled_at"] for one in settled]
    by = paying(parse_instant(max(said)), law, case.times) if said else None
    return {
        "finance": routing.office_name(county_of(case.office)),
        "release_by": day_words(last_day(by.release.due)) if by else "",
        "credit_by": day_words(last_day(by.credit.due)) if by else "",
    }


def _from_month(case: Case) -> str:
    """From which month on holds what was decided last of the benefit, in words."""
    changes = case.doc("benefit").get("changes")
    return month_words(Month.parse(changes[-1]["from_month"])) if changes else ""


def _owns_account(case: Case, person: str) -> bool:
    account = case.doc("application").get("account") or {}
    return bool(account) and case.document.members[account["holder"]] == person

"""`jiuzhu estimate`: a household in a file, judged as `POST /v1/estimates` judges it."""

from __future__ import annotations

import codecs
import sys
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from chalicelib.assessment.contract import Changed, Estimate, Trial
from chalicelib.assessment.service import estimate
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Broken, Refused
from chalicelib.domain.money import Fen
from chalicelib.platform.border import fields
from chalicelib.platform.runtime.clock import SystemClock
from chalicelib.policy import load_pack
from chalicelib.words import faults, say
from local.given import why_not


def run(file: Path, on: date | None, pack: str, as_json: bool) -> int:
    """Print what the household may have by the law of a day; 1 where it cannot be judged.

    `on` goes ahead of the day in the file, and today stands in where neither is given.
    """
    try:
        answer = _judged(file, on, pack)
    except OSError as unread:
        print(say("file.cannot_open", file=file, why=why_not(unread)), file=sys.stderr)
        return 1
    except Broken as broken:
        if broken.code != "policy.no_pack":
            raise
        print(say("simulation.no_pack", pack=pack), file=sys.stderr)
        return 1
    except Refused as refused:
        for fault in faults.field_errors(refused):
            told = [fault["pointer"], fault["detail"]]
            print(": ".join(filter(None, told)), file=sys.stderr)
        return 1
    print(answer.model_dump_json(indent=1) if as_json else _told(answer))
    return 0


def _judged(file: Path, on: date | None, pack: str) -> Estimate:
    content = file.read_bytes().removeprefix(codecs.BOM_UTF8)
    if b"\0" in content:  # UTF-16 without its mark
        raise Refused("request.not_utf8", pointer="")
    if content.lstrip().startswith(b"["):
        raise Refused("estimate.one_household", pointer="")
    try:
        content.decode()
        trial = Trial.model_validate_json(content)
    except UnicodeDecodeError:
        raise Refused("request.not_utf8", pointer="") from None
    except ValidationError as invalid:
        raise Refused("request.invalid", errors=fields.faults(invalid)) from None
    day = on or trial.day or day_of(SystemClock().now())
    return estimate(trial, day, load_pack(pack).parameters_on(day))


def _told(answer: Estimate) -> str:
    lines = [one.zh for one in answer.left_out]
    for one in answer.schemes:
        amount = f" {Fen(one.amount_fen).yuan} 元" if one.amount_fen else ""
        lines.append(f"{one.name}：{say(f'estimate.{one.outcome}')}{amount}")
        lines += [f"  {line.words}" for line in one.lines]
        lines += [f"  ✗ {one.why_not.zh}"] if one.why_not else []
        lines += [f"  ? {c.means}（{c.article}）" for c in one.conditions if c.status == "unknown"]
        lines += [f"  → {one.why_not.step_zh}"] if one.why_not else []
    lines += [f"{change.means}：{_after(change)}" for change in answer.changes]
    return "\n".join([*lines, *answer.ask, answer.next])


def _after(change: Changed) -> str:
    """What the family may have after a change."""
    has = [one for one in change.schemes if one.outcome == "eligible"]
    told = [
        f"{say(f'scheme.{one.scheme}')} {Fen(one.amount_fen).yuan} 元"
        if one.amount_fen
        else say(f"scheme.{one.scheme}")
        for one in has
    ]
    still_open = any(one.outcome == "indeterminate" for one in change.schemes)
    return "、".join(told) or say(f"estimate.{'indeterminate' if still_open else 'not_eligible'}")

"""`jiuzhu estimate`: a household in a file, assessed as by `POST /v1/estimates`."""

from __future__ import annotations

import codecs
import sys
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from chalicelib.assessment.contract import ChangeEffect, Estimate, EstimateRequest
from chalicelib.assessment.service import estimate
from chalicelib.domain.dates import day_of
from chalicelib.domain.errors import Broken, Refused
from chalicelib.domain.money import Fen
from chalicelib.platform.models import fields
from chalicelib.platform.runtime.clock import SystemClock
from chalicelib.policy import load_pack
from chalicelib.words import faults, say
from local.arguments import reason_of


def run(file: Path, on: date | None, pack: str, as_json: bool) -> int:
    """Print what the household may have by the law of a day; 1 where it cannot be assessed.

    `on` is used before the day in the file; where neither is given it is today.
    """
    try:
        answer = _estimate(file, on, pack)
    except OSError as unread:
        print(say("file.cannot_open", file=file, why=reason_of(unread)), file=sys.stderr)
        return 1
    except Broken as broken:
        if broken.code != "policy.no_pack":
            raise
        print(say("simulation.no_pack", pack=pack), file=sys.stderr)
        return 1
    except Refused as refused:
        for fault in faults.field_errors(refused):
            parts = [fault["pointer"], fault["detail"]]
            print(": ".join(filter(None, parts)), file=sys.stderr)
        return 1
    print(answer.model_dump_json(indent=1) if as_json else _text(answer))
    return 0


def _estimate(file: Path, on: date | None, pack: str) -> Estimate:
    content = file.read_bytes().removeprefix(codecs.BOM_UTF8)
    if b"\0" in content:  # UTF-16 without its mark
        raise Refused("request.not_utf8", pointer="")
    if content.lstrip().startswith(b"["):
        raise Refused("estimate.one_household", pointer="")
    try:
        content.decode()
        request = EstimateRequest.model_validate_json(content)
    except UnicodeDecodeError:
        raise Refused("request.not_utf8", pointer="") from None
    except ValidationError as invalid:
        raise Refused("request.invalid", errors=fields.faults(invalid)) from None
    day = on or request.day or day_of(SystemClock().now())
    return estimate(request, day, load_pack(pack).parameters_on(day))


def _text(answer: Estimate) -> str:
    lines = [one.zh for one in answer.excluded_members]
    for one in answer.schemes:
        amount = f" {Fen(one.amount_fen).yuan} 元" if one.amount_fen else ""
        lines.append(f"{one.name}：{say(f'estimate.{one.outcome}')}{amount}")
        lines += [f"  {line.words}" for line in one.calculation]
        lines += [f"  ✗ {one.reason.zh}"] if one.reason else []
        lines += [f"  ? {c.label}（{c.article}）" for c in one.conditions if c.status == "unknown"]
        lines += [f"  → {one.reason.next_step_zh}"] if one.reason else []
    lines += [f"{change.words}：{_after(change)}" for change in answer.changes]
    return "\n".join([*lines, *answer.questions, answer.next])


def _after(change: ChangeEffect) -> str:
    """What the family may have after a change."""
    has = [one for one in change.schemes if one.outcome == "eligible"]
    received = [
        f"{say(f'scheme.{one.scheme}')} {Fen(one.amount_fen).yuan} 元"
        if one.amount_fen
        else say(f"scheme.{one.scheme}")
        for one in has
    ]
    still_open = any(one.outcome == "indeterminate" for one in change.schemes)
    return "、".join(received) or say(
        f"estimate.{'indeterminate' if still_open else 'not_eligible'}"
    )

"""Arguments of commands: days and files, and in words what is wrong with them."""

from __future__ import annotations

import argparse
from datetime import date

from chalicelib.domain.dates import instant_text, parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.words import say


def parse_day(text: str) -> date:
    """A day as `2026-01-31`; argparse's error where there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(say("date.no_such_day", text=text)) from None


def parse_moment(text: str) -> str:
    """An instant as `2026-01-31T08:00:00Z`; argparse's error for other text."""
    try:
        return instant_text(parse_instant(text))
    except Refused as refused:
        raise argparse.ArgumentTypeError(say(refused.code)) from None


def reason_of(unread: OSError) -> str:
    """Why a file cannot be opened."""
    kind = {FileNotFoundError: "absent", PermissionError: "forbidden", IsADirectoryError: "folder"}
    return say(f"file.why_{kind.get(type(unread), 'other')}")

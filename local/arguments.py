"""Arguments of commands: days and files, and in words what is wrong with them."""

from __future__ import annotations

import argparse
from datetime import date

from chalicelib.words import say


def parse_day(text: str) -> date:
    """A day as `2026-01-31`; argparse's error where there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(say("date.no_such_day", text=text)) from None


def reason_of(unread: OSError) -> str:
    """Why a file cannot be opened."""
    kind = {FileNotFoundError: "absent", PermissionError: "forbidden", IsADirectoryError: "folder"}
    return say(f"file.why_{kind.get(type(unread), 'other')}")

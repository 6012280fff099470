"""What people write in their own words: kept as they wrote it, where others can read it."""

from __future__ import annotations

from chalicelib.domain.errors import Refused
from chalicelib.domain.unseen import control, turning, unseen


def readable(text: str, *, lines: bool) -> str:
    """`text` with a line feed at every end of a line, and a blank for a tab.

    Raises Refused: "form.one_line" where there are several `lines` and may not be,
    "form.text_marks" where it holds a control, or a mark that turns the direction of the page.
    """
    written = text.splitlines()
    if len(written) > 1 and not lines:
        raise Refused("form.one_line")
    told = "\n".join(written).replace("\t", " ")
    if any(turning(char) or (control(char) and char != "\n") for char in told):
        raise Refused("form.text_marks")
    return told


def seen(text: str) -> int:
    """How many characters of a text are seen: neither blanks nor unseen marks."""
    return sum(not (unseen(char) or char.isspace()) for char in text)

"""Free text that people write: stored as they wrote it, if it can be shown to others."""

from __future__ import annotations

from unicodedata import combining

from chalicelib.domain.errors import Refused
from chalicelib.domain.invisible import is_bidi_control, is_control, is_invisible


def readable(text: str, *, lines: bool) -> str:
    """`text` with a line feed at every end of a line, and a blank for a tab.

    Raises Refused: "form.one_line" where there are several `lines` and may not be,
    "form.text_marks" where it holds a control, or a mark that turns the direction of the page.
    """
    written = text.splitlines()
    if len(written) > 1 and not lines:
        raise Refused("form.one_line")
    normalized = "\n".join(written).replace("\t", " ")
    if any(is_bidi_control(char) or (is_control(char) and char != "\n") for char in normalized):
        raise Refused("form.text_marks")
    return normalized


def visible_length(text: str) -> int:
    """How many characters of a text are visible: neither blanks nor invisible marks, and an accent
    only with what it stands on."""
    return sum(not (is_invisible(char) or char.isspace() or combining(char)) for char in text)

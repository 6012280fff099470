"""How much of a text can be seen."""

import pytest

from chalicelib.domain.texts import visible_length


@pytest.mark.parametrize(
    ("text", "seen"),
    [("困难", 2), (" 困 难 ", 2), ("\u0301", 0), ("e\u0301", 1), ("\u200b\ufeff", 0), ("ท้อ", 2)],
)
def test_blanks_invisible_marks_and_accents_alone_do_not_count(text, seen):
    assert visible_length(text) == seen

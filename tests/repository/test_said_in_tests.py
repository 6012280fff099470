"""Words that a browser test does not see are such as could be seen: else it would always hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chalicelib.words import LANGUAGES, sentences

FOLDER = Path(__file__).parent.parent / "browser"
ABSENT = re.compile(r'does_not_see\("([^"]+)"\)')
OF_THE_SAMPLE = ("test_phone_calls.py", "test_phone_wx.py")
"""Tests of the phone itself, on pages of their own."""
FILES = [file for file in sorted(FOLDER.glob("*.py")) if file.name not in OF_THE_SAMPLE]


def may_be_said(text: str, script: str) -> bool:
    """Whether each part is in a sentence of the catalogue, or the test says it of its own."""
    said = [sentence for lang in LANGUAGES for sentence in sentences(lang).values()]
    typed = script.count(f'"{text}') > script.count(f'does_not_see("{text}")')
    return typed or all(any(part in one for one in said) for part in re.split("[ ：]", text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_not_seen_could_be_said(file):
    script = file.read_text("utf-8")
    assert [text for text in ABSENT.findall(script) if not may_be_said(text, script)] == []

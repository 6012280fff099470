"""What the READMEs show of the demo is what the demo says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chalicelib.policy import load_pack

ROOT = Path(__file__).parents[3]


def shown(page):
    """The lines of output in a README, without receipts and what stands in brackets after them."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = re.findall(r"^ *(?:20\d\d-\d\d-\d\d|→) .*$", text, re.MULTILINE)
    return [plain(re.sub(r"\s{2,}\([a-z].*\)$", "", line)) for line in lines]


def plain(line):
    line = re.sub(r"回执 [\d ]+", "回执 ", line)
    return re.sub(r"\s+", " ", line.replace("·", "")).strip()


@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_every_line_of_output_is_real(played, page):
    said = {plain(line) for line in played.lines}
    assert len(shown(page)) >= 5
    assert [line for line in shown(page) if line not in said] == []


def test_both_say_how_many_departments_are_asked_by_how_many_sources():
    held = load_pack("jilin-city").catalogue
    sources, departments = len(held.sources), len(held.departments)
    zh, en = ((ROOT / page).read_text("utf-8") for page in ("README.md", "README.en.md"))
    assert f"{departments} 个部门和单位的 {sources} 项数据来源" in zh
    assert f"{sources} sources of {departments} departments" in en

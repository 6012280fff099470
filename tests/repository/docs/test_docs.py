"""The documents lead where they say, name commands that exist, and are in step with the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local import cli
from tools import generate

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def dead_links(page, text):
    return [link for link in LINK.findall(text) if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    assert dead_links(page, page.read_text(encoding="utf-8")) == []


def test_a_dead_link_is_found():
    assert dead_links(PAGES[0], "[nowhere](nowhere/at-all.md)") == ["nowhere/at-all.md"]


def test_every_document_can_be_found_from_the_index():
    listed = set(LINK.findall((ROOT / "docs/README.md").read_text(encoding="utf-8")))
    listed |= {
        f"decisions/{link}"
        for link in LINK.findall((ROOT / "docs/decisions/README.md").read_text(encoding="utf-8"))
    }
    here = {
        page.relative_to(ROOT / "docs").as_posix()
        for page in PAGES
        if ROOT / "docs" in page.parents
    }
    assert here - listed == {"README.md"}


def test_every_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for page in PAGES
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    assert {"demo", "test", "serve", "package", "proof"} <= named
    assert named <= targets


def test_every_command_that_is_named_exists(capsys):
    named = {name for page in PAGES for name in re.findall(r"jiuzhu ([a-z]+)", page.read_text())}
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    offered = capsys.readouterr().out
    assert named
    assert [name for name in sorted(named) if name not in offered] == []


@pytest.mark.parametrize("name", generate.PAGES)
def test_every_page_drawn_from_the_code_is_what_the_code_says(name):
    assert (ROOT / name).read_text(encoding="utf-8") == generate.PAGES[name]()


DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
PARTS = ("**Context.**", "**Choice.**", "**Alternatives.**", "**To undo.**")


def test_no_two_decisions_have_one_number_and_the_index_lists_them_in_order():
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert len({*numbers}) == len(numbers)
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert [int(one) for one in re.findall(r"^\| \[(\d{4})\]", index, re.M)] == numbers


def missing_parts(text):
    return [part for part in PARTS if part not in text]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_a_decision_says_what_else_was_possible_and_how_to_undo_it(page):
    text = page.read_text(encoding="utf-8")
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert missing_parts(text) == []
    assert f"({page.name}) | {text.partition(chr(10))[0].removeprefix('# ')} |" in index


def test_a_decision_without_alternatives_is_seen():
    assert missing_parts("**Context.** **Choice.** **To undo.**") == ["**Alternatives.**"]


FILE = re.compile(r"`((?:chalicelib|local|tests|tools|stepfunctions|docs|\.chalice)/[\w./-]+)`")
TESTS = re.compile(r"pytest -q ([\w./ -]+)`")


def named_files(text):
    return [*FILE.findall(text), *(one for run in TESTS.findall(text) for one in run.split())]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_exists(page):
    named = named_files(page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_file_that_is_gone_is_found():
    assert named_files("`local/gone.py` and `pytest -q tests/gone`") == [
        "local/gone.py",
        "tests/gone",
    ]

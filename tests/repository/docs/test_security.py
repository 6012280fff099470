"""docs/security.md answers every requirement of OWASP ASVS 5.0, level 1 and 2, and names what is.

Some requirements are about what the suite never does; that it does not is shown here.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app import app
from chalicelib.platform.http import routes_of
from chalicelib.platform.pages.site import pages_of

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
LEVELS = dict(line.split() for line in (Path(__file__).parent / "asvs-5.0.txt").open())
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
WITHOUT = ("not applicable: ", "gap: ")


@cache
def code():
    """The syntax of every module of the suite, read when a test asks for it."""
    return {
        path: ast.parse(path.read_text("utf-8")) for path in (ROOT / "chalicelib").rglob("*.py")
    }


def rows(page=PAGE):
    """Every row: requirement, level, how it holds, and what is named."""
    return [
        (id_, level, holds, named.split("<br>")) for id_, level, holds, named in ROW.findall(page)
    ]


def wrong(page=PAGE):
    """Rows that name nothing and say no reason, name what is not there, or do both."""
    found = []
    for id_, _, holds, named in rows(page):
        told = [one for one in named if one]
        excused = holds.startswith(WITHOUT) and len(holds.split()) > 3
        if excused == bool(told) or not all(map(is_there, told)):
            found.append(id_)
    return found


def is_there(named):
    """Whether a file holds what a row names of it: a test as such, anything else as text."""
    path, _, what = named.strip("`").partition("::")
    file = ROOT / path
    if not what or not file.is_file():
        return False
    text = file.read_text(encoding="utf-8")
    return f"def {what}(" in text if what.startswith("test_") else what in text


def share(level):
    """How many of the requirements that apply have something that shows them, in a hundred."""
    of_level = [row for row in rows() if row[1] == level and not row[2].startswith(WITHOUT[0])]
    return 100 * sum(not row[2].startswith("gap") for row in of_level) / len(of_level)


def test_every_requirement_of_level_1_and_2_has_one_row():
    assert [(id_, level) for id_, level, *_ in rows()] == list(LEVELS.items())


def test_whatever_a_row_names_is_there_and_whatever_names_nothing_says_why():
    assert wrong() == []


@pytest.mark.parametrize(
    "row",
    [
        "| 1.1.1 | 2 | it holds | `tests/repository/docs/test_security.py::test_gone` |",
        "| 1.1.1 | 2 | it holds | `tests/repository/docs/gone.py::rows` |",
        "| 1.1.1 | 2 | it holds | `tests/repository/docs/test_security.py` |",
        "| 1.1.1 | 2 | it holds |  |",
        "| 1.1.1 | 2 | gap: |  |",
        "| 1.1.1 | 2 | gap: we do it all the same | `app.py::Chalice` |",
    ],
)
def test_a_row_that_names_nothing_or_what_is_gone_is_seen(row):
    assert wrong(row) == ["1.1.1"]


def test_level_1_is_shown_whole_and_nine_tenths_of_level_2():
    assert share("1") == 100
    assert share("2") >= 90
    for level in "12":
        assert f"of level {level} {share(level):.0f} %" in PAGE


# What the suite never does.


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            yield str(node.module)


def called(tree, names):
    """Calls of functions of these names, by themselves or of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in names:
                yield name, node


def test_the_suite_starts_no_process_and_opens_nothing_that_can_run():
    unsafe = {"subprocess", "pickle", "marshal", "shelve", "yaml", "xml.etree.ElementTree", "pty"}
    names = {name for tree in code().values() for name in imported(tree)}
    assert names & unsafe == set()
    assert not any(list(called(tree, {"os.system", "os.popen"})) for tree in code().values())


def test_nothing_is_run_but_the_rules_that_ship():
    running = {
        path.relative_to(ROOT).as_posix()
        for path, tree in code().items()
        if list(called(tree, {"exec", "eval", "compile", "__import__"}))
    }
    assert running == {"chalicelib/policy/rules/engine.py"}


def test_what_is_run_is_a_tree_that_was_built_and_no_text():
    for path, tree in code().items():
        for name, call in called(tree, {"exec", "eval", "compile"}):
            built = "ast.Module(" if name == "compile" else "compile("
            assert ast.unparse(call.args[0]).startswith(built), (path, name)


def test_no_pattern_is_made_from_what_comes_in():
    patterns = {
        f"re.{name}" for name in ("compile", "match", "fullmatch", "search", "sub", "split")
    }
    for path, tree in code().items():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for function in functions:
            for name, call in called(function, patterns):
                assert isinstance(call.args[0], ast.Constant), (path, name)


def test_no_weak_hash_is_used():
    used = {
        node.attr
        for tree in code().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "hashlib"
    }
    assert used == {"sha256", "sha1"}
    weak = {path for path, tree in code().items() if "hashlib.sha1" in ast.unparse(tree)}
    assert {Path(path).name for path in weak} == {"wecom_callbacks.py"}  # WeCom signs by it


QUERIES = {"lang", "helped", "after", "purpose", "list", "rounds", "sheet"}
QUERIES |= {"msg_signature", "timestamp", "nonce", "echostr"}  # WeCom's, of what it sealed
OF_PAGES = {"done", "to", "staff", "code", "scheme", "task"}
OF_PAGES |= {"place", "files", "bucket", "key", "etag", "receipt", "helper"}
IN_PATHS = re.compile(
    r"\w+_id|area|code|county|department|digest|form_name|office|period|source|step|task"
)
"""Ids of ours (none is made of a number or a name in clear), areas, and words of the suite."""


def test_no_address_of_ours_takes_anything_personal():
    for route in routes_of(app):
        assert set(route.query) <= QUERIES, route.path
        assert all(map(IN_PATHS.fullmatch, re.findall(r"{(\w+)}", route.path))), route.path
    for page in pages_of(app):
        assert set(page.query) <= QUERIES | OF_PAGES, page.path
        assert all(map(IN_PATHS.fullmatch, re.findall(r"{(\w+)}", page.path))), page.path

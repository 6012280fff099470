"""Imports go in the allowed directions alone, and each contract finds a module that breaks it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INJECTED = {
    "layers": [  # a lower part knows a higher one; two capabilities; the reactors are known
        ("directory/injected.py", "from chalicelib.case import states"),
        ("approval/service.py", "from chalicelib.payments import rules"),
        ("casefile/service.py", "from chalicelib import reactors"),
    ],
    "capability": [  # a service knows its routes, a store its service; rules know the API models
        ("approval/service.py", "from chalicelib.approval import routes"),
        ("approval/steps/visits.py", "from chalicelib.approval import tasks"),
        ("payments/store.py", "from chalicelib.payments import service"),
        ("applications/rules.py", "from chalicelib.applications import contract"),
    ],
    "pure": [  # rules read the clock, the law the environment; a noun calls AWS
        ("verification/rules.py", "from chalicelib.platform.runtime import clock"),
        ("policy/pack.py", "import os"),
        ("domain/money.py", "import boto3"),
    ],
    "platform": [  # a table knows the API, the clock a table
        ("platform/store/table.py", "from chalicelib.platform.http import route"),
        ("platform/runtime/clock.py", "from chalicelib.platform.store import table"),
    ],
    "workers": [  # a worker loads a route; a reaction loads the app
        ("verification/tasks.py", "from chalicelib.approval import routes"),
        ("monitoring/service.py", "from chalicelib.platform import http"),
    ],
    "composition": [  # the suite knows its sandbox, its composition, its tests, its tools
        ("platform/runtime/clock.py", "import local.cloud.clock"),
        ("platform/runtime/worker.py", "import app"),
        ("platform/store/table.py", "import tests"),
        ("platform/runtime/log.py", "import tools"),
    ],
}
BACK = {
    "payments": ("payments/store.py", "from chalicelib.payments.disbursement import runs"),
    "case": ("case/case.py", "from chalicelib.case import transitions"),
    "platform": ("platform/runtime/clock.py", "from chalicelib.platform import aws"),
}
"""Imports that lead back to where they came from, by the part in which."""
NOWHERE = {
    "layers": "elsewhere.py",
    "capability": "payments/elsewhere.py",
    "platform": "platform/elsewhere.py",
}
"""Modules that were given no place, in the contracts that must list all."""


@pytest.fixture
def copy(tmp_path):
    """A copy of the repository that a test may change."""
    for name in ("chalicelib", "local", "tools"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(copy, *options):
    """import-linter's answer about a copy: exit code and text, as if on one line."""
    main = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", main, "--no-cache", *options]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    return done.returncode, " ".join(done.stdout.split())


def inject(copy, place, line):
    """Add an import to a module: the two ends of it, as import-linter tells them."""
    module = copy / "chalicelib" / place
    before = module.read_text("utf-8") if module.exists() else ""
    module.write_text(f"{before}\n{line}\n", "utf-8")
    importer = f"chalicelib.{place.removesuffix('.py').replace('/', '.')}"
    _, source, *rest = line.split()
    return importer, f"{source}.{rest[1]}" if rest else source


def test_every_direction_holds(copy):
    assert lint(copy)[0] == 0


def test_no_contract_is_left_untried():
    held = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert {contract["id"] for contract in held["contracts"]} == {*INJECTED, "acyclic"}
    lists_all = (c for c in held["contracts"] if c.get("exhaustive") or c["type"] == "capability")
    assert {contract["id"] for contract in lists_all} == NOWHERE.keys()
    parts = {path.name for path in (ROOT / "chalicelib").iterdir() if path.is_dir()}
    below = {"case", "domain", "pdf", "platform", "policy", "records", "words", "__pycache__"}
    (capability,) = (c for c in held["contracts"] if c["type"] == "capability")
    assert {f"chalicelib.{one}" for one in parts - below} == {*capability["capabilities"]}


def test_a_way_back_is_seen_in_each_part(copy):
    for place, line in BACK.values():
        inject(copy, place, line)
    code, told = lint(copy, "--contract", "acyclic")
    assert code == 1
    for part in BACK:
        assert f"No cycles are allowed in chalicelib.{part}." in told, told


@pytest.mark.parametrize("contract", INJECTED)
def test_a_step_in_the_wrong_direction_is_seen(copy, contract):
    steps = [inject(copy, *injected) for injected in INJECTED[contract]]
    code, told = lint(copy, "--contract", contract)
    assert code == 1
    for importer, imported in steps:
        assert f"{importer} -> {imported}" in told, told


@pytest.mark.parametrize("contract", NOWHERE)
def test_a_module_that_was_given_no_place_is_seen(copy, contract):
    inject(copy, NOWHERE[contract], "import json")
    code, told = lint(copy, "--contract", contract)
    assert code == 1
    assert "elsewhere" in told

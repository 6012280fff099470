"""The directions of the house hold, and each contract sees a module that goes against it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLANTED = {
    "a lower part knows a higher one": (
        "storeys", "directory/planted.py", "from chalicelib.case import states",
    ),
    "a capability knows another": (
        "storeys", "approval/service.py", "from chalicelib.payments import rules",
    ),
    "somebody knows the reactors": (
        "storeys", "casefile/service.py", "from chalicelib import reactors",
    ),
    "a part that was given no place": (
        "storeys", "elsewhere.py", "",
    ),
    "a service knows its routes": (
        "rooms", "approval/service.py", "from chalicelib.approval import routes",
    ),
    "rules know what crosses the border": (
        "rooms", "applications/rules.py", "from chalicelib.applications import contract",
    ),
    "rules read the clock": (
        "pure", "verification/rules.py", "from chalicelib.platform import clock",
    ),
    "the law reads the environment": (
        "pure", "policy/pack.py", "import os",
    ),
    "a noun calls AWS": (
        "pure", "domain/money.py", "import boto3",
    ),
    "a worker loads a route": (
        "workers", "verification/tasks.py", "from chalicelib.verification import routes",
    ),
    "a reaction loads the front door": (
        "workers", "monitoring/service.py", "from chalicelib.platform import http",
    ),
    "the suite knows its sandbox": (
        "front_door", "platform/clock.py", "import local.clock",
    ),
    "the suite knows its front door": (
        "front_door", "platform/worker.py", "from app import app",
    ),
}  # fmt: skip


@pytest.fixture
def house(tmp_path):
    """A copy of the house that may be spoiled."""
    for name in ("chalicelib", "local"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "chalicelib/verification/routes.py").touch()
    return tmp_path


def lint(house, *options):
    """import-linter's answer about a house: exit code and text."""
    main = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", main, "--no-cache", *options]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_every_direction_holds(house):
    assert lint(house)[0] == 0


@pytest.mark.parametrize("wrong", PLANTED)
def test_a_step_in_the_wrong_direction_is_seen(house, wrong):
    contract, place, line = PLANTED[wrong]
    module = house / "chalicelib" / place
    module.write_text((module.read_text("utf-8") if module.exists() else "") + f"\n{line}\n")
    code, told = lint(house, "--contract", contract)
    assert (code, "BROKEN" in told) == (1, True), told

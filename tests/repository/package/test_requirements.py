"""What ships is pinned, hashed, tested, and what the project asks for."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from tools import requirements

ROOT = Path(__file__).parents[3]
FILES = ("pyproject.toml", "requirements.txt", "requirements-dev.txt", "requirements-bench.txt")


def test_requirements_agree_with_pyproject():
    assert requirements.faults() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("pyproject.toml", '"pyjwt>=2.15"', '"pyjwt>=99"', "pyjwt>=99 is pinned to"),
        ("pyproject.toml", '"tzdata', '"arrow>=1", "tzdata', "arrow>=1 is not pinned"),
        ("requirements-dev.txt", "\nholidays==", "\nholidays==0.1.", "is not what is tested"),
        ("requirements-bench.txt", "\nnumpy==", "\nnumpy==1.", "is measured, but is not"),
    ],
)
def test_a_step_out_of_line_is_seen(tmp_path, file, old, new, told):
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    assert requirements.faults(tmp_path) == []
    held = (tmp_path / file).read_text("utf-8")
    assert old in held
    (tmp_path / file).write_text(held.replace(old, new), "utf-8")
    assert any(told in fault for fault in requirements.faults(tmp_path))


def test_a_pin_without_a_hash_is_seen(tmp_path):
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path)
    with (tmp_path / "requirements.txt").open("a") as file:
        file.write("left-pad==1.0\n")
    assert "requirements.txt: left-pad has no hash" in requirements.faults(tmp_path)


def test_what_ships_is_what_the_project_needs_to_run():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = {re.split(r"[<>=\[]", line)[0].lower() for line in project["dependencies"]}
    assert direct <= set(requirements.pins(ROOT / "requirements.txt"))

"""A command whose reader has gone ends quietly, and one that takes long says that it has begun."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
HOUSEHOLD = """{"area": "220203", "setting": "urban",
 "members": [{"relation": "applicant", "born": "1950-01-01"}]}"""


def begun(*arguments):
    """A command, and a pipe from which what it prints can be read."""
    command = [sys.executable, "-m", "local.cli", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def unread(*arguments, lines=1):
    """How a command ends whose reader goes after so many lines: its code, and its complaints."""
    with begun(*arguments) as command:
        for _ in range(lines):
            command.stdout.readline()
        command.stdout.close()
        complaints = command.stderr.read()
        return command.wait(60), complaints


@pytest.mark.parametrize("lines", [0, 1])
def test_a_long_list_that_nobody_reads_to_its_end_ends_quietly(lines):
    assert unread("households", "--count", "3000", lines=lines) == (141, "")


def test_an_estimate_of_which_the_head_is_read_ends_quietly(tmp_path):
    file = tmp_path / "household.json"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    for options in ((), ("--json",)):
        code, complaints = unread("estimate", str(file), *options, lines=0)
        assert (code in {0, 1, 141}, complaints) == (True, "")


def test_help_of_which_nothing_is_read_ends_quietly():
    code, complaints = unread("estimate", "--help", lines=0)
    assert (code in {0, 141}, complaints) == (True, "")


def test_serving_says_at_once_that_it_begins():
    with begun("serve", "--port", "0") as command:
        first = command.stdout.readline()
        command.terminate()
        command.stdout.close()
        command.stderr.close()
        command.wait(30)
    assert first == "救助沙箱正在启动，请稍候……\n"

"""What the operations page tries by hand works, line by line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.sandbox.conftest import served

PAGE = Path(__file__).parents[2] / "docs/operations.md"


def commands():
    """The commands of the page with which one tries things."""
    (script,) = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return script


@pytest.mark.skipif(
    not shutil.which("curl") and os.environ.get("CI") != "true",
    reason="the commands are written for curl: apt-get install curl",
)
def test_every_command_works_and_only_the_photos_that_nobody_can_open_are_sent_back(tmp_path):
    with served() as address:
        run = subprocess.run(
            [
                "bash",
                "-euo",
                "pipefail",
                "-c",
                commands().replace("http://127.0.0.1:8000", address),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert (run.returncode, run.stderr) == (0, "")
    assert re.findall(r"urn:jiuzhu:problem:([a-z_.]+)", run.stdout) == ["request.invalid"]
    assert '"code":"paper.heic"' in run.stdout.replace('": "', '":"')
    assert '"state":"passed_on"' in run.stdout

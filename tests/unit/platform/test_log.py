"""The suite's log keeps its own form whatever is loaded after it."""

from __future__ import annotations

import subprocess
import sys

REPLACED_OUTPUT = """
import io, logging, sys
from chalicelib.platform.runtime import log
kept = logging.getLogger("jiuzhu").handlers[:]
sys.stdout = io.StringIO()  # as a runtime or a test may do in between
import app
logger = logging.getLogger("jiuzhu")
sys.exit(logger.level != logging.INFO or logger.handlers != kept)
"""


def test_creating_the_app_leaves_the_log_as_it_is():
    assert subprocess.run([sys.executable, "-c", REPLACED_OUTPUT], check=False).returncode == 0

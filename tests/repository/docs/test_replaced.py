"""The decision about moto lists what is replaced in its interpreter, each thing by its name."""

from __future__ import annotations

import re
from pathlib import Path

from local.cloud import interpreter

DECISION = next((Path(__file__).parents[3] / "docs/decisions").glob("0061-*.md"))


def test_the_decision_lists_what_is_replaced():
    names = {f"{owner.__name__.rpartition('.')[2]}.{name}" for owner, name in interpreter._REPLACED}
    table = DECISION.read_text("utf-8").partition("Beside the interpreter")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
    assert listed == names

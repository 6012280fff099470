"""The demo, run once for everything that is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from app import app
from local.cloud import logs
from local.demo import demo
from local.demo.result import Result
from tests.support.searches import search


@dataclass(frozen=True)
class Played:
    """The demo as it was played: what it printed, and the folder of what it left."""

    result: Result
    out: Path
    lines: list[str]

    def read(self, name):
        """The text of one artefact."""
        return (self.out / name).read_text(encoding="utf-8")


def pytest_collection_modifyitems(items):
    """The demo plays every family to its end, so whatever is asked of it is left to the search."""
    for item in items:
        if "played" in getattr(item, "fixturenames", ()):
            item.add_marker(search)


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """The demo on its first day."""
    out = tmp_path_factory.mktemp("out")
    lines: list[str] = []
    with logs.captured():
        return Played(demo.run(app, out, demo.FIRST_DAY, lines.append), out, lines)

"""What every test may ask for: a deployment in this process, and people who act in it."""

from __future__ import annotations

import gc
import logging
import os
import secrets
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from chalicelib.directory import store
from chalicelib.domain.actors import Actor, Post, Role
from local.cloud import memory
from local.cloud.engine import Sandbox

MONDAY = datetime(2022, 12, 19, 1, tzinfo=UTC)  # 09:00 in Jilin
TOWNSHIP, COUNTY, CITY = "220203007000", "220203000000", "220200000000"
FUNCTIONS = [
    "verification_verify",
    "approval_wait",
    "approval_overdue",
    "assessment_assess",
    "approval_conclude",
    "drive",
    "spread",
    "reconcile",
]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """One seed for all processes of a run, Hypothesis's too; JIUZHU_SEED chooses it. No example has
    a deadline."""
    settings.register_profile("suite", deadline=None)
    settings.load_profile("suite")
    os.environ.setdefault("JIUZHU_SEED", str(secrets.randbelow(2**32)))
    if vars(config.option).get("hypothesis_seed") is None:
        vars(config.option)["hypothesis_seed"] = os.environ["JIUZHU_SEED"]


def pytest_collection_finish():
    """What was imported stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter):
    """Say the seed, so that the run can be repeated."""
    terminalreporter.write_line(f"JIUZHU_SEED={os.environ['JIUZHU_SEED']}")


ONE_PROCESS = {"journeys", "package"}
"""Folders whose tests share what takes long to build: one process runs all of them."""

LONG = ("faults", "payments", "workflows")
"""Folders of long tests: they come first, one by one, so that no process waits for the last."""


class FolderScheduling(LoadScopeScheduling):
    """Gives a process a module at a time, a whole folder, or a single long test."""

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        folder = Path(path).parent.name
        return nodeid if folder in LONG else folder if folder in ONE_PROCESS else path


def pytest_xdist_make_scheduler(config, log):
    """Tests go out in the order in which they are collected, shared as `FolderScheduling` says."""
    config.option.loadscopereorder = False
    return FolderScheduling(config, log)


def pytest_collection_modifyitems(items):
    """What takes longest begins first."""
    items.sort(key=lambda item: _rank(item.path.parent.name))


def _rank(folder):
    return LONG.index(folder) if folder in LONG else len(LONG) + (folder not in ONE_PROCESS)


def nothing(_event, _context):
    return {"batchItemFailures": []}


@pytest.fixture
def quiet():
    """A deployment whose functions do nothing: the record and the case by themselves."""
    with Sandbox(dict.fromkeys(FUNCTIONS, nothing), MONDAY, threaded=False) as sandbox:
        employ()
        yield sandbox


_entered = {}


def employ():
    """Two case workers at the township, two people at the county, a leader at the city: in the
    first sandbox of a process entered one by one, then as a copy."""
    if _entered:
        memory.restore(_entered)
        return
    for id_, office, posts in (
        ("town1", TOWNSHIP, {Post.CASE_WORKER}),
        ("town2", TOWNSHIP, {Post.CASE_WORKER, Post.LEADER}),
        ("county1", COUNTY, {Post.CASE_WORKER}),
        ("county2", COUNTY, {Post.CASE_WORKER, Post.LEADER, Post.FINANCE}),
        ("city1", CITY, {Post.LEADER}),
    ):
        store.save(store.Staff(id_, id_, office, frozenset(posts), date(2020, 1, 1)))
    _entered["jiuzhu-directory"] = memory.snapshot()["jiuzhu-directory"]


def staff(id_):
    """A member of staff as the directory has them."""
    return store.actor_of(id_)


FAMILY = Actor("afamily", Role.CITIZEN)


@pytest.fixture
def lines():
    """Every line that is logged."""
    written = []

    class Keeping(logging.Handler):
        def emit(self, entry):
            written.append(entry.getMessage())

    handler = Keeping()
    logging.getLogger("jiuzhu").addHandler(handler)
    yield written
    logging.getLogger("jiuzhu").removeHandler(handler)

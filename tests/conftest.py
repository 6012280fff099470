"""What every test may ask for: a deployment in this process, and people who act in it."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, date, datetime

import pytest

from chalicelib.directory import store
from chalicelib.domain.actors import Actor, Post, Role
from local.engine import Sandbox

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


def pytest_configure():
    """One seed for all processes of a run; JIUZHU_SEED chooses it."""
    os.environ.setdefault("JIUZHU_SEED", str(secrets.randbelow(1000)))


def pytest_terminal_summary(terminalreporter):
    """Say the seed, so that the run can be repeated."""
    terminalreporter.write_line(f"JIUZHU_SEED={os.environ['JIUZHU_SEED']}")


BUILT_ONCE = {"journeys": "folder", "package": "folder", "api": "module", "tables": "module"}
"""What is dear to build there is built for the folder or the module, so one process takes it."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep together in one process whatever shares what is dear to build."""
    for item in items:
        folder = item.path.parent.name
        if folder in BUILT_ONCE:
            whole = folder if BUILT_ONCE[folder] == "folder" else f"{folder}/{item.path.stem}"
            item.add_marker(pytest.mark.xdist_group(whole))


def nothing(_event, _context):
    return {"batchItemFailures": []}


@pytest.fixture
def quiet():
    """A deployment whose functions do nothing: the record and the case by themselves."""
    with Sandbox(dict.fromkeys(FUNCTIONS, nothing), MONDAY, threaded=False) as sandbox:
        employ()
        yield sandbox


def employ():
    """Two case workers at the township, two people at the county, a leader at the city."""
    for id_, office, posts in (
        ("town1", TOWNSHIP, {Post.CASE_WORKER}),
        ("town2", TOWNSHIP, {Post.CASE_WORKER, Post.LEADER}),
        ("county1", COUNTY, {Post.CASE_WORKER}),
        ("county2", COUNTY, {Post.CASE_WORKER, Post.LEADER, Post.FINANCE}),
        ("city1", CITY, {Post.LEADER}),
    ):
        store.save(store.Staff(id_, id_, office, frozenset(posts), date(2020, 1, 1)))


def staff(id_):
    """A member of staff as the directory has them."""
    return store.actor_of(id_, Role.STAFF)


FAMILY = Actor("afamily", Role.CITIZEN)

"""A worker loads what it works with: not the app, not a route, and AWS only when asked."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOST_MODULES = 505  # of all kinds: our own, the libraries', Python's
LOADED = "import {module}, json, sys; print(json.dumps([*sys.modules]))"
WORKERS = "from app import app; print(*(f.handler_string for f in app.pure_lambda_functions))"


def fresh(code):
    """What a new process prints."""
    return subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True)


@cache
def loaded(module):
    """Every module in a new process that imported one."""
    return frozenset(json.loads(fresh(LOADED.format(module=module))))


def routes(modules):
    return {name for name in modules if name.endswith(".routes")}


@pytest.fixture(scope="module")
def workers():
    """The module of every function but the API's."""
    return {handler.rpartition(".")[0] for handler in fresh(WORKERS).split()}


def test_a_worker_loads_neither_the_app_nor_a_route(workers):
    for module in workers:
        modules = loaded(module)
        assert "app" not in modules
        assert not routes(modules), module
        assert "chalicelib.platform.http" not in modules


def test_a_worker_loads_little_and_no_aws(workers):
    for module in workers:
        modules = loaded(module)
        assert len(modules) < MOST_MODULES, module
        assert modules.isdisjoint({"boto3", "botocore"}), module


def test_the_app_loads_every_route():
    """So the two tests above would see one."""
    modules = loaded("app")
    assert len(routes(modules)) >= 4
    assert "chalicelib.platform.http" in modules
    assert "chalicelib.platform.http.openapi" not in modules  # drawn when somebody asks

"""When a function starts it loads no route, no page, no AWS, and little else."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from app import WORKERS, app
from chalicelib.platform.http import listed, routes_of
from tools import cold_start

ROOT = Path(__file__).parents[3]
MOST_OF_A_CAPABILITY_CALLED = 24
"""Once every entry of a worker was called: the reactors need most of payments."""
MOST_OTHERS_OF_THE_API = 110
MOST_OURS_OF_THE_API = 56


@pytest.fixture(scope="module")
def starts(places):
    return {module: cold_start.started(place, module) for module, place in places.items()}


@pytest.fixture(scope="module")
def workers(places, starts):
    """What each worker loads once every one of its entries was called."""
    return {
        module: cold_start.started(places[module], module, *cold_start.called(module))
        for module in starts
        if module != "app"
    }


def test_every_function_is_counted(starts):
    assert starts.keys() == {"app", *(one.rpartition(".")[0] for one in WORKERS.values())}


def test_a_function_loads_few_modules_that_are_not_ours(starts):
    for module, start in starts.items():
        assert len(start.others) <= start.goal.modules, (module, len(start.others))


def test_a_function_loads_few_modules_of_a_capability(starts):
    for module, start in starts.items():
        assert start.most[1] <= cold_start.MOST_OF_A_CAPABILITY, (module, start.most)
    assert len(starts["app"].ours) <= MOST_OURS_OF_THE_API
    assert len(starts["app"].others) <= MOST_OTHERS_OF_THE_API


def test_what_the_entries_of_a_worker_load_when_they_are_called_is_bounded_too(workers):
    assert len(workers["chalicelib.tasks"].ours) > 200  # it is seen
    for module, start in workers.items():
        assert len(start.others) <= start.goal.modules, (module, len(start.others))
        assert start.most[1] <= MOST_OF_A_CAPABILITY_CALLED, (module, start.most)


def test_a_worker_loads_neither_the_app_nor_a_route_nor_a_page(workers):
    for module, start in workers.items():
        assert "app" not in start.names
        assert not [name for name in start.names if name.endswith((".routes", ".pages"))], module
        assert not {"chalice", "chalicelib.platform.http"} & start.names, module


def test_a_worker_loads_no_models_of_the_api(workers):
    for module, start in workers.items():
        assert "pydantic" not in start.names, module
        assert not [name for name in start.names if name.endswith(".contract")], module


def test_nothing_that_is_loaded_on_use_is_loaded_at_the_start(starts):
    for module, start in starts.items():
        on_use = {"boto3", "botocore", "cryptography", "jwt", "stdnum", "holidays", "openpyxl"}
        on_use |= {"pydantic", "uuid"}
        assert not on_use & start.names, module


def test_what_a_function_loads_beyond_that_is_seen(places):
    start = cold_start.started(places["app"], "chalicelib.casefile.routes")
    assert {"chalicelib.casefile.contract", "pydantic"} <= start.names
    assert start.most[1] > cold_start.MOST_OF_A_CAPABILITY


# Routes are loaded when one of them is asked for.


@cache
def loaded_after(code):
    """The modules of ours in a new process that ran some lines."""
    told = subprocess.check_output(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], cwd=ROOT, text=True
    )
    return {name for name in told.split() if name.startswith("chalicelib.")}


def test_a_request_loads_the_routes_of_its_capability_alone():
    ask = "from app import app; from chalicelib.platform.http import route_of\n"
    ask += "assert route_of(app, 'GET /v1/tasks').path == '/v1/tasks'"
    routes = {name for name in loaded_after(ask) if name.endswith(".routes")}
    assert routes == {"chalicelib.worklists.routes"}


def test_every_route_of_every_capability_is_in_the_table_once():
    told = listed()
    names = [name for listed in told.values() for name in listed]
    assert len(names) == len(set(names))
    assert {route.name for route in routes_of(app)} == set(names)
    modules = {
        f"chalicelib.{file.parent.name}.routes" for file in ROOT.glob("chalicelib/*/routes.py")
    }
    assert told.keys() == modules | {"chalicelib.platform.http.about"}

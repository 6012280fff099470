"""What the API says of itself to anybody: that it answers, and what can be asked of it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import urllib3

from app import app
from chalicelib import VERSION
from chalicelib.platform.http import about, openapi, routes_of

ROOT = Path(__file__).parents[3]


def asked(town, path):
    answer = urllib3.request("GET", town.url + path, retries=False)
    return answer.status, json.loads(answer.data)


def test_whoever_watches_over_the_api_is_told_that_it_answers_and_which_version_it_is(town):
    assert asked(town, "/v1/health") == (200, {"status": "ok", "version": VERSION})


def test_the_version_is_the_one_that_is_packaged():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    version = project["tool"]["setuptools"]["dynamic"]["version"]
    assert version == {"attr": "chalicelib.VERSION"}
    assert VERSION.count(".") == 2


def test_the_answer_costs_one_call_to_a_table(town):
    asked(town, "/v1/health")
    town.sandbox.calls.clear()
    asked(town, "/v1/health")
    assert [(call.service, call.operation) for call in town.sandbox.calls] == [
        ("dynamodb", "UpdateItem")
    ]


def test_where_the_table_does_not_answer_it_is_not_well(town):
    def fails(phase, call):
        if (phase, call.operation) == ("before", "UpdateItem"):
            raise ConnectionError

    town.sandbox.hooks.append(fails)
    status, problem = asked(town, "/v1/health")
    assert status >= 500
    assert problem["next"]


def test_the_description_that_is_served_is_that_of_the_routes_there_are(town):
    status, document = asked(town, "/openapi.json")
    assert status == 200
    assert document == json.loads(json.dumps(openapi.document(routes_of(app))))
    assert "/openapi.json" in document["paths"]


def test_the_description_is_drawn_when_it_is_first_asked_for_and_then_kept(town, monkeypatch):
    drawn = []
    drawing = openapi.document
    monkeypatch.setattr(openapi, "document", lambda routes: drawn.append(1) or drawing(routes))
    about._description.cache_clear()
    assert asked(town, "/openapi.json") == asked(town, "/openapi.json")
    assert drawn == [1]

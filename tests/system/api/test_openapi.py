"""The API's own description is valid OpenAPI, and says of each route what is true of it."""

from __future__ import annotations

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from app import app
from chalicelib.platform.http import Audience, openapi, routes_of


@pytest.fixture(scope="module")
def document():
    return json.loads(json.dumps(openapi.document(routes_of(app))))


def test_it_is_valid(document):
    validate(document, cls=OpenAPIV31SpecValidator)


def test_what_is_not_valid_is_seen(document):
    path = document["paths"]["/v1/cases/{case_id}"]
    nameless = path["get"] | {"parameters": []}
    broken = document | {"paths": {"/v1/cases/{case_id}": {"get": nameless}}}
    with pytest.raises(OpenAPIValidationError):
        validate(broken, cls=OpenAPIV31SpecValidator)


def test_every_route_is_in_it_with_what_it_does_and_whether_it_needs_a_session(document):
    for route in routes_of(app):
        operation = document["paths"][route.path][route.method.lower()]
        assert operation["summary"]
        assert ("security" in operation) is (route.audience is not Audience.PUBLIC)
        assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_a_key_is_asked_for_wherever_something_changes(document):
    for route in routes_of(app):
        operation = document["paths"][route.path][route.method.lower()]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert ("Idempotency-Key" in names) is (route.repeated is not None)


def test_no_two_operations_have_one_name(document):
    names = [op["operationId"] for path in document["paths"].values() for op in path.values()]
    assert len(names) == len(set(names))


def test_every_body_refuses_what_it_does_not_know(document):
    schemas = document["components"]["schemas"]
    bodies = [
        content["schema"]["$ref"].split("/")[-1]
        for path in document["paths"].values()
        for operation in path.values()
        for content in operation.get("requestBody", {"content": {}})["content"].values()
    ]
    assert bodies
    assert all(schemas[name]["additionalProperties"] is False for name in bodies)


def test_every_schema_has_one_plain_name(document):
    unclear = [
        name
        for name in document["components"]["schemas"]
        if not re.fullmatch(r"([A-Z][a-z]+)+", name)
    ]
    assert unclear == []

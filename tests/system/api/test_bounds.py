"""The public doors, asked too often over HTTP."""

from __future__ import annotations

import json

import pytest
import urllib3

from app import app
from chalicelib.platform.http import Audience, routes_of
from local.population import families
from local.town.client import Declined
from local.town.people import Citizen

AREA = families.MOTHER_OF_TWO.registered_area
TRIAL = {
    "area": "220203",
    "setting": "urban",
    "members": [{"relation": "applicant", "born": "1950-01-01"}],
}
COMPLAINT = {"area": AREA, "about": "村里的公示栏", "statement": "公示没有贴满七天"}
ROUTES = {
    "estimates": ("POST", "/v1/estimates", TRIAL, 200),
    "signing in": ("POST", "/v1/sessions/citizen", {"code": "made-up"}, 401),
    "signing in of staff": ("POST", "/v1/sessions/staff", {"code": "made-up"}, 401),
    "notices": ("GET", f"/v1/notices/{AREA}", None, 200),
    "grants": ("GET", f"/v1/notices/{AREA}/grants", None, 200),
    "health": ("GET", "/v1/health", None, 200),
    "the description": ("GET", "/openapi.json", None, 200),
}
NO_BOUND = {
    "GET /v1/forms/{form_name}": "it reads no table",
    "GET /v1/areas/{code}": "it reads a file of the package",
    "GET /v1/offices/{area}": "it reads files of the package",
    "GET /v1/consent-text": "it reads a file of the package",
    "POST /v1/sources/{source}/answers": "what is not signed by a department is refused at once",
    "POST /v1/sources/{source}/deaths": "what is not signed by a department is refused at once",
}


def asks(town, route, address="127.0.0.1"):
    """One request from a network address of this machine."""
    method, path, body, _ = route
    pool = urllib3.PoolManager(retries=False, source_address=(address, 0))
    headers = {"Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    answer = pool.request(method, town.url + path, body=content, headers=headers)
    return answer.status, json.loads(answer.data), answer.headers


@pytest.mark.parametrize("name", ROUTES)
def test_a_public_route_answers_a_hundred_a_minute_of_one_address(town, name):
    route = ROUTES[name]
    assert {asks(town, route)[0] for _ in range(100)} == {route[-1]}
    status, problem, headers = asks(town, route)
    assert (status, problem["code"], headers["Retry-After"]) == (429, "request.rate_limited", "60")
    assert problem["detail"] == "请求过于频繁，请在 2022-12-19 09:01 以后再试"
    assert asks(town, route, "127.0.0.2")[0] == route[-1]
    town.clock.sleep_until(town.clock.now().replace(minute=1))
    assert asks(town, route)[0] == route[-1]


def test_refused_sign_ins_beyond_the_bound_are_not_put_on_record(town):
    for _ in range(103):
        asks(town, ROUTES["signing in"])
    rows = town.sandbox.table_items("people")
    assert sum(row["pk"]["S"].startswith("SIGNIN#") for row in rows) == 100


def test_one_account_complains_ten_times_a_day(town):
    family = Citizen(town, "complains-often", families.MOTHER_OF_TWO)
    keys = [f"a-key-of-complaint-{number}" for number in range(11)]
    said = [family.client.post("/v1/complaints", COMPLAINT, key) for key in keys[:10]]
    assert len({one["complaint_id"] for one in said}) == 10
    status, problem, headers = complains(town, family, keys[10])
    assert (status, problem["code"]) == (429, "request.rate_limited")
    assert int(headers["Retry-After"]) == 15 * 3600  # until midnight
    other = Citizen(town, "complains-too", families.MOTHER_OF_TWO)
    assert other.client.post("/v1/complaints", COMPLAINT)["complaint_id"]


def complains(town, family, key):
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "Authorization": f"Bearer {family.sign_in()['token']}",
    }
    body = json.dumps(COMPLAINT).encode()
    answer = urllib3.request("POST", town.url + "/v1/complaints", body=body, headers=headers)
    return answer.status, json.loads(answer.data), answer.headers


def test_whoever_mistypes_loses_none_of_the_day(town):
    family = Citizen(town, "complains-in-haste", families.MOTHER_OF_TWO)
    for _ in range(11):
        with pytest.raises(Declined) as declined:
            family.client.post("/v1/complaints", COMPLAINT | {"statement": ""})
        assert declined.value.status == 422
    assert family.client.post("/v1/complaints", COMPLAINT)["complaint_id"]


def test_every_public_route_has_its_rate_limit_or_a_reason_for_none():
    public = [route for route in routes_of(app) if route.audience is Audience.PUBLIC]
    assert {f"{r.method} {r.path}" for r in public if not r.rate_limits} == NO_BOUND.keys()

"""What the gateway answers by itself, in the sandbox as on AWS: a problem that says what to do."""

import pytest
from werkzeug.test import Client

from app import app
from local.cloud import api


def dead(_name, _event):
    raise MemoryError


TOO_MUCH = b"x" * (api.MOST_BYTES + 1)
REQUESTS = {
    "no such path": (404, "request.not_found", {"path": "/v1/nothing/here"}),
    "no such method": (404, "request.not_found", {"path": "/v1/cases", "method": "DELETE"}),
    "too large": (413, "request.too_large", {"path": "/v1/cases", "data": TOO_MUCH}),
    "a function that died": (502, "request.failed", {"path": "/v1/me"}),
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_what_the_app_does_not_answer_is_answered_as_a_problem(request_):
    status, code, sent = REQUESTS[request_]
    answer = Client(api.gateway(app, dead)).open(**sent)
    assert answer.status_code == answer.json["status"] == status
    assert answer.json["code"] == code
    assert answer.json["next"]
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"

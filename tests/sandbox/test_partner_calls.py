"""What functions ask of partners over HTTP is given to the hooks, and nothing else is."""

from __future__ import annotations

import pytest
import urllib3
from werkzeug import Request, Response

from local.cloud.api import gateway
from local.cloud.calls import AwsCall
from local.cloud.loopback import serving
from local.town.client import Client, Declined


class Gone(BaseException):
    """The process is gone."""


@pytest.fixture
def partner():
    """A partner that writes down what it was asked."""
    asked = []

    @Request.application
    def answer(request):
        asked.append(request.full_path)
        return Response("{}")

    with serving(answer) as address:
        yield address, asked


def asking(toy, address):
    """A deployment whose function `verify` asks the partner."""

    def verify(_event, _context):
        urllib3.PoolManager(retries=False).request("GET", f"{address}/token?secret=word")
        return {}

    toy.handlers["verify"] = verify
    return toy.deploy(threaded=False)


def test_a_call_is_observed_without_its_query(toy, partner):
    address, _ = partner
    observed = []
    with asking(toy, address) as sandbox:
        sandbox.hooks.append(lambda *what: observed.append(what))
        sandbox.invoke("verify", {})
    call = AwsCall("verify", "http", "GET", "127.0.0.1/token")
    assert observed == [("before", call), ("after", call)]


def test_what_the_sandbox_itself_asks_is_nobodys_call(toy, partner):
    address, asked = partner
    observed = []
    with asking(toy, address) as sandbox:
        sandbox.hooks.append(lambda *what: observed.append(what))
        urllib3.PoolManager().request("GET", address)
    assert (observed, len(asked)) == ([], 1)


@pytest.mark.parametrize(("when", "received"), [("before", 0), ("after", 1)])
def test_a_process_can_die_before_or_after_the_partner_received_it(toy, partner, when, received):
    address, asked = partner

    def die(phase, _call):
        if phase == when:
            raise Gone

    with asking(toy, address) as sandbox:
        sandbox.hooks.append(die)
        with pytest.raises(Gone):
            sandbox.invoke("verify", {})
    assert len(asked) == received


class Dying:
    """A function that dies so many times before it answers."""

    def __init__(self, times):
        self.left, self.keys = times, []

    def __call__(self, _name, event):
        self.keys.append(event["headers"]["idempotency-key"])
        if self.left:
            self.left -= 1
            raise Gone
        return {"statusCode": 200, "body": '{"done": true}', "headers": {}}


def test_a_request_that_was_not_answered_is_sent_again_under_its_key():
    from app import app

    dying = Dying(2)
    with serving(gateway(app, dying)) as url:
        assert Client(url).post("/v1/cases", {}) == {"done": True}
    assert len(dying.keys) == 3
    assert len(set(dying.keys)) == 1


def test_a_client_gives_up_in_the_end():
    from app import app

    with serving(gateway(app, Dying(9))) as url, pytest.raises(Declined) as declined:
        Client(url).post("/v1/cases", {})
    assert declined.value.status == 502

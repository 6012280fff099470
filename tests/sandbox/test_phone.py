"""What the served sandbox gives a browser for the phone, without a browser."""

from __future__ import annotations

import json
import urllib.request

import pytest
from werkzeug.test import Client as Browser

from app import app
from local.cloud.real_clock import RealClock
from local.serve import Front
from local.simulators.wechat import phone_number
from local.town.client import Client, Declined
from local.town.world import world
from tests.conftest import MONDAY

PROOF = {"name": "田某", "identity_number": "220201195605041229"}


@pytest.fixture(scope="module")
def town():
    with world(app, RealClock(MONDAY)) as town:
        yield town


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "app.json").write_text('{"pages": []}', "utf-8")
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.svg").write_text("<svg/>", "utf-8")
    (tmp_path / "notes.txt").write_text("nothing", "utf-8")
    return tmp_path


@pytest.fixture
def browser(town, folder):
    return Browser(Front(app, town, town.clock, folder))


@pytest.fixture
def ask(browser):
    def ask_(act, phone="granny", **content):
        return browser.post(f"/sandbox/phone/{phone}/{act}", json=content).json

    return ask_


def test_the_mini_program_s_texts_come_in_one_document(browser):
    assert browser.get("/phone/files.json").json == {"app.json": '{"pages": []}'}


@pytest.mark.parametrize("path", ["/phone/", "/phone/screen.html", "/phone/files/images/a.svg"])
def test_the_phone_and_its_pictures_are_served(browser, path):
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "wechat.py",
        "vendor/VENDORED.toml",
        "files/notes.txt",
        "files/../../secret.svg",
        "nothing.js",
    ],
)
def test_nothing_else_is(browser, path):
    assert browser.get(f"/phone/{path}").status_code == 404


def test_the_folder_is_named_with_a_stroke(browser):
    assert browser.get("/phone").headers["Location"].endswith("/phone/")


def test_the_compiler_is_served_as_what_it_is(browser):
    assert browser.get("/phone/vendor/compiler.wasm").content_type == "application/wasm"


def test_a_login_code_signs_the_phone_s_user_in(town, ask):
    session = Client(town.url).post("/v1/sessions/citizen", ask("login"))
    assert session["token"]


def begun(town, ask, phone):
    """A proof of the person begun on a phone: the client, and the number of WeChat's."""
    client = Client(
        town.url, lambda: Client(town.url).post("/v1/sessions/citizen", ask("login", phone))
    )
    return client, client.post("/v1/proofs", PROOF)


@pytest.mark.parametrize(
    ("who", "code", "said"),
    [
        ("person", 0, "proved"),
        ("another", 10004, "proof.another_face"),
        ("cancel", 90004, "proof.cancelled"),
        ("refused", 90008, "proof.permission"),
    ],
)
def test_who_is_before_the_camera_decides(town, ask, who, code, said):
    client, proof = begun(town, ask, who)
    assert ask("film", who, verify_id=proof["verify_id"], who=who) == {"errCode": code}
    assert outcome(client, proof) == said
    assert town.wechat.faces.troubles == {}


def outcome(client, proof):
    try:
        client.post(f"/v1/proofs/{proof['proof_id']}/result")
    except Declined as declined:
        return declined.code
    return "proved"


def test_nobody_is_filmed_for_an_id_that_wechat_never_gave(ask):
    assert ask("film", verify_id="none", who="person") == {"errCode": 10017}


def test_messages_are_refused_and_wanted_again(town, ask):
    ask("subscribe", accepted=False)
    assert "openid-granny" in town.wechat.refusing
    ask("subscribe", accepted=True)
    assert "openid-granny" not in town.wechat.refusing


def test_a_phone_number_s_code_gives_the_number_once(town, ask):
    address, secrets = town_address(town), town.wechat.secrets
    token = post(
        f"{address}/cgi-bin/stable_token",
        {
            "grant_type": "client_credential",
            "appid": secrets["appid"],
            "secret": secrets["secret"],
        },
    )["access_token"]
    path = f"{address}/wxa/business/getuserphonenumber?access_token={token}"
    code = ask("phone-number")
    assert post(path, code)["phone_info"]["phoneNumber"] == phone_number("openid-granny")
    assert post(path, code)["errcode"] == 40029


def town_address(town):
    return town.sandbox.environment["WECHAT_BASE_URL"]


def post(url, content):
    request = urllib.request.Request(url, json.dumps(content).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def test_the_phone_s_clock_is_the_sandbox_s(town, browser):
    shown = browser.get("/sandbox/phone/granny/clock").json["now_ms"]
    assert abs(shown / 1000 - town.clock.now().timestamp()) < 5


def test_a_door_that_there_is_not_names_those_that_there_are(browser):
    answer = browser.post("/sandbox/phone/granny/nothing")
    assert answer.status_code == 404
    assert "/sandbox/phone/granny/login" in answer.json["try"]

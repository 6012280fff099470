"""What WeCom tells us: sealed XML in, plain text out, and whoever leaves there is signed out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.platform.partners.wecom_callbacks import SIGNED, Callbacks, Envelope
from chalicelib.platform.runtime import xml
from local.cloud import loopback
from tests.support.desk import Desk
from tests.system.api.conftest import MONDAY

HERE = "/v1/wecom/messages"
LEAVES = {"MsgType": "event", "Event": "change_contact", "UserID": "shanqian1"}
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>'


def sent(town, body, kind="text/xml", query=""):
    headers = {"Content-Type": kind}
    return loopback.request("POST", f"{town.url}{HERE}{query}", body, headers)


def test_the_address_opens_what_wecom_sealed_and_answers_it_as_plain_text(town):
    assert town.wecom.proves(town.url + HERE)
    envelope = town.wecom._seals(b"1616140317555161061")
    query = "&".join(f"{name}={value}" for name, value in envelope.query.items())
    sealed = envelope.sealed.replace("+", "%2B").replace("=", "%3D")
    answer = loopback.request("GET", f"{town.url}{HERE}?{query}&echostr={sealed}")
    assert (answer.status, answer.data) == (200, b"1616140317555161061")
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "change",
    [{"ChangeType": "delete_user"}, {"ChangeType": "update_user", "Status": "2"},
     {"ChangeType": "update_user", "Status": "5"}],
)  # fmt: skip
def test_whoever_leaves_at_wecom_is_signed_out_at_once(town, change):
    desk, colleague = Desk(town), Desk(town)
    desk.signs_in("shanqian1")
    colleague.signs_in("shanqian2")
    assert town.wecom.tells(**LEAVES, **change) == 200
    assert desk.get("/desk").status == 401
    assert colleague.get("/desk").status == 200
    assert town.wecom.tells(**LEAVES, **change) == 200  # told again


def test_whom_an_administrator_deletes_does_not_come_back(town):
    desk = Desk(town)
    desk.signs_in("shanqian1")
    assert town.wecom.deletes("shanqian1") == 200
    assert desk.get("/desk").status == 401
    assert desk.signs_in("shanqian1").status == 403


RENAMES = {**LEAVES, "ChangeType": "update_user", "NewUserID": "Zhang.San@2"}


def test_whoever_has_another_userid_keeps_their_entry_and_their_sessions(town):
    desk = Desk(town)
    desk.signs_in("shanqian1")
    assert town.wecom.tells(**RENAMES) == 200
    assert desk.get("/desk").status == 200
    again, before = Desk(town), Desk(town)
    assert again.signs_in("Zhang.San@2").status == 200
    assert "shanqian1" in again.get("/desk/sessions").text  # the same entry
    assert before.signs_in("shanqian1").status == 403
    assert town.wecom.tells(**RENAMES) == 200  # told again
    assert again.get("/desk").status == 200


def test_a_userid_is_the_same_whatever_its_capitals(town):
    desk = Desk(town)
    assert desk.signs_in("ShanQian1").status == 200
    assert town.wecom.tells(**{**RENAMES, "UserID": "SHANQIAN1", "NewUserID": "Shanqian1"}) == 200
    assert Desk(town).signs_in("shanqian1").status == 200
    assert town.wecom.tells(**{**LEAVES, "UserID": "sHANQIAN1"}, ChangeType="delete_user") == 200
    assert desk.get("/desk").status == 401


def test_nobody_takes_the_userid_of_a_colleague(town):
    assert town.wecom.tells(**{**RENAMES, "NewUserID": "Shanqian2"}) == 200
    for userid in ("shanqian1", "shanqian2"):
        assert f">{userid}<" in Desk(town).signs_in(userid, to="/desk/sessions").text


def test_whoever_leaves_under_a_new_userid_is_signed_out(town):
    desk = Desk(town)
    desk.signs_in("shanqian1")
    assert town.wecom.tells(**RENAMES, Status="2") == 200
    assert desk.get("/desk").status == 401
    assert town.wecom.tells(**{**LEAVES, "UserID": "zhang.san@2"}, ChangeType="delete_user") == 200


@pytest.mark.parametrize(
    "message",
    [{**LEAVES, "ChangeType": "update_user", "Status": "1"},
     {**LEAVES, "ChangeType": "delete_user", "UserID": "nobody-we-know"},
     {"MsgType": "text", "Content": "你好"}, {**LEAVES, "Event": "enter_agent"}],
)  # fmt: skip
def test_whatever_else_wecom_tells_is_taken_and_changes_nothing(town, message):
    desk = Desk(town)
    desk.signs_in("shanqian1")
    assert town.wecom.tells(**message) == 200
    assert desk.get("/desk").status == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(BOMB, "text/xml", 400), (OUTSIDE, "text/xml", 400), (b"<xml>", "text/xml", 400),
     (b"<xml><a>1</a><a>2</a></xml>", "text/xml", 400), (b"\xff\xfe", "text/xml", 400),
     (b"<x>" * 40 + b"</x>" * 40, "application/xml", 400), (b"<xml/>", "text/xml", 422),
     (b"<xml><Encrypt>" + b"a" * 300_000 + b"</Encrypt></xml>", "text/xml", 413),
     (b"{}", "application/json", 415), (b"a=b", "application/x-www-form-urlencoded", 415)],
)  # fmt: skip
def test_what_is_no_message_is_refused_before_anything_of_it_is_expanded(town, body, kind, status):
    answer = sent(town, body, kind)
    assert answer.status == status
    assert b"root:" not in answer.data


def test_what_wecom_did_not_sign_just_now_is_refused(town):
    said = {"ToUserName": "ww-sandbox", "Encrypt": town.wecom._seals(b"<xml/>").sealed}
    body = "".join(f"<{name}>{text}</{name}>" for name, text in said.items())
    unsigned = sent(town, f"<xml>{body}</xml>".encode())
    assert (unsigned.status, b"wecom.signature" in unsigned.data) == (401, True)


SEALING = Callbacks("a-token", "k" * 43, "ww-corp")
NOW = MONDAY


def refusal(sealing, envelope, now=NOW, **changed):
    with pytest.raises(Refused) as refused:
        sealing.opened({**envelope.query, **changed}, envelope.sealed, now)
    return refused.value.code


def test_a_message_is_opened_as_it_was_sealed_and_by_nobody_else():
    envelope = SEALING.sealed("离职".encode(), NOW)
    assert SEALING.opened(envelope.query, envelope.sealed, NOW).decode() == "离职"
    assert refusal(Callbacks("other", "k" * 43, "ww-corp"), envelope) == "wecom.signature"
    assert refusal(Callbacks("a-token", "j" * 43, "ww-corp"), envelope) == "wecom.sealed"
    assert refusal(Callbacks("a-token", "k" * 43, "ww-other"), envelope) == "wecom.sealed"


@pytest.mark.parametrize("name", SIGNED)
def test_whatever_is_signed_cannot_be_changed(name):
    envelope = SEALING.sealed(b"<xml/>", NOW)
    assert (
        refusal(SEALING, envelope, **{name: envelope.query[name][:-1] + "x"}) == "wecom.signature"
    )


def test_what_was_recorded_cannot_be_played_again_later():
    envelope = SEALING.sealed(b"<xml/>", NOW)
    later = NOW.replace(minute=NOW.minute + 11)
    assert refusal(SEALING, envelope, later) == "wecom.signature"


@pytest.mark.parametrize("timestamp", ["", "-5", "1e5", "99999999999", "9" * 12])
def test_a_time_that_is_none_is_refused_though_it_was_signed(timestamp):
    named = Envelope("", timestamp, "nonce", SEALING.sealed(b"<xml/>", NOW).sealed)
    signed = replace(named, signature=SEALING._signature(named))
    assert refusal(SEALING, signed) == "wecom.signature"


def test_the_parts_of_a_message_are_read_and_what_lies_deeper_is_left_out():
    text = "<xml><A><![CDATA[一 <b>]]></A><B><C>x</C></B><D/></xml>"
    assert xml.parsed(text.encode()) == {"A": "一 <b>", "B": "", "D": ""}

"""Sessions: whose token it is, until when, and which tokens are none."""

import base64
import json
from datetime import timedelta

import jwt
import pytest

from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Refused
from chalicelib.platform import aws
from chalicelib.platform.aws import secrets
from chalicelib.platform.http import sessions
from chalicelib.platform.http.sessions import Session
from tests.conftest import MONDAY

OLD, NEW = b"o" * 48, b"n" * 48
SECOND = timedelta(seconds=1)


def claims(**more):
    begins = int(MONDAY.timestamp())
    plain = {"iss": "jiuzhu", "sub": "town1", "aud": "staff", "sid": "one", "auth_time": begins}
    return plain | {"iat": begins, "nbf": begins, "exp": begins + 60} | more


def hold(sandbox, current, **keys):
    """Rotate: the secret now holds these keys, and this process has seen it."""
    text = {kid: base64.b64encode(key).decode() for kid, key in keys.items()}
    aws.client("secretsmanager").put_secret_value(
        SecretId=sandbox.names["SESSION_SECRET_ARN"],
        SecretString=json.dumps({"current": current, "keys": text}),
    )
    secrets.forget()


@pytest.fixture
def old_key(quiet):
    hold(quiet, "old", old=OLD)
    return quiet


def issued():
    return sessions.issue(sessions.begun("town1", Role.STAFF, MONDAY), MONDAY)


def forged(key=OLD, kid="old", algorithm="HS256", **more):
    return jwt.encode(claims(**more), key, algorithm, headers={"kid": kid} if kid else None)


@pytest.mark.parametrize(("role", "minutes"), [(Role.CITIZEN, 120), (Role.STAFF, 30)])
def test_a_token_lasts_as_long_as_its_role_says(old_key, role, minutes):
    session = sessions.begun("somebody", role, MONDAY)
    token, ends = sessions.issue(session, MONDAY)
    assert ends == MONDAY + timedelta(minutes=minutes)
    assert sessions.session_of(token, MONDAY) == session
    assert sessions.session_of(token, ends - SECOND) == session
    with pytest.raises(Refused, match=r"session\.expired"):
        sessions.session_of(token, ends)


def test_a_renewed_token_lasts_no_longer_than_its_session_may(old_key):
    session = sessions.begun("town1", Role.STAFF, MONDAY)
    late = MONDAY + timedelta(hours=11, minutes=45)
    token, ends = sessions.issue(session, late)
    assert ends == session.ends == MONDAY + timedelta(hours=12)
    assert sessions.session_of(token, late).began == MONDAY


def test_a_session_does_not_begin_before_it_was_given(old_key):
    token, _ = issued()
    with pytest.raises(Refused, match=r"session\.invalid"):
        sessions.session_of(token, MONDAY - SECOND)


def test_a_token_made_as_ours_are_is_opened(old_key):
    assert sessions.session_of(forged(), MONDAY) == Session("one", "town1", Role.STAFF, MONDAY)


@pytest.mark.parametrize(
    "made",
    [
        {"key": NEW},
        {"kid": "new"},
        {"kid": ""},
        {"algorithm": "HS384"},
        {"iss": "somebody else"},
        {"aud": "system"},
        {"aud": None},
        {"sub": None},
        {"exp": None},
        {"auth_time": None},
        {"sid": None},
        {"nbf": int(MONDAY.timestamp()) + 1},
        {"iat": int(MONDAY.timestamp()) + 1},
    ],
)
def test_a_token_that_differs_in_one_thing_is_none(old_key, made):
    token = forged(**made) if None not in made.values() else without(*made)
    with pytest.raises(Refused, match=r"session\.invalid"):
        sessions.session_of(token, MONDAY)


def without(name):
    left = {key: value for key, value in claims().items() if key != name}
    return jwt.encode(left, OLD, "HS256", headers={"kid": "old"})


def test_an_unsigned_token_is_none(old_key):
    unsigned = jwt.encode(claims(), None, "none", headers={"kid": "old"})
    for token in (unsigned, "", "a.b.c", forged()[:-1], "中文.中文.中文"):
        with pytest.raises(Refused, match=r"session\.invalid"):
            sessions.session_of(token, MONDAY)


def test_a_rotation_ends_no_session_and_removing_the_key_does(old_key):
    before, _ = issued()
    hold(old_key, "new", old=OLD, new=NEW)
    after, _ = issued()
    assert jwt.get_unverified_header(after)["kid"] == "new"
    for token in (before, after):
        assert sessions.session_of(token, MONDAY).holder == "town1"
    hold(old_key, "new", new=NEW)
    assert sessions.session_of(after, MONDAY).holder == "town1"
    with pytest.raises(Refused, match=r"session\.invalid"):
        sessions.session_of(before, MONDAY)

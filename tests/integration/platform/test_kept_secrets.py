"""How long a process keeps a secret, and when it reads it anew."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.platform import aws
from chalicelib.platform.aws import secrets
from chalicelib.platform.partners import clients, tencent
from chalicelib.platform.runtime.settings import settings

MINUTE = timedelta(minutes=1)


def changed(arn, **values):
    client = aws.client("secretsmanager")
    held = json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
    client.put_secret_value(SecretId=arn, SecretString=json.dumps(held | values))


def later(quiet, length):
    quiet.clock.sleep_until(quiet.clock.now() + length)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("session", 5 * MINUTE), ("sources", 5 * MINUTE), ("index", 60 * MINUTE)],
)
def test_a_secret_is_read_anew_after_its_time(quiet, name, kept):
    arn = settings().need(f"{name}_secret_arn")
    assert "mark" not in secrets.secret(arn, kept)
    changed(arn, mark="new")
    later(quiet, kept - MINUTE)
    assert "mark" not in secrets.secret(arn, kept)
    later(quiet, MINUTE)
    assert secrets.secret(arn, kept)["mark"] == "new"


def test_whoever_keeps_a_secret_shorter_reads_it_anew_sooner(quiet):
    arn = settings().need("index_secret_arn")
    secrets.secret(arn, secrets.SELDOM_CHANGED)
    changed(arn, mark="new")
    later(quiet, secrets.CACHED_FOR)
    assert "mark" not in secrets.secret(arn, secrets.SELDOM_CHANGED)
    assert secrets.secret(arn)["mark"] == "new"


def test_refused_credentials_are_read_anew_by_the_next_call(quiet, monkeypatch):
    monkeypatch.setenv("WECHAT_BASE_URL", "https://wechat.invalid")
    settings.cache_clear()
    arn = settings().need("wechat_secret_arn")
    with quiet.as_function("api_handler"):
        api = clients.wechat()._api
    changed(arn, secret="new")
    with quiet.as_function("api_handler"):
        assert secrets.secret(arn)["secret"] != "new"
        with pytest.raises(Broken, match="credentials"):
            api.checked({"errcode": min(tencent.CREDENTIALS)}, {})
        assert secrets.secret(arn)["secret"] == "new"

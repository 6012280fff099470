"""A secret belongs to one partner: of a whole case nobody is shown that of another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import app
from chalicelib.platform.aws import objects
from chalicelib.platform.aws.secrets import secret
from chalicelib.platform.runtime.settings import settings
from chalicelib.policy import load_pack
from local.cloud import deployment, logs
from local.cloud.clock import LogicalClock
from local.demo import demo
from local.demo.narrator import Part
from local.demo.plays import injured_worker
from local.demo.plays.scene import Scene
from local.population.families import INJURED_WORKER
from local.town.people import Citizen
from local.town.world import world
from tests.conftest import MONDAY
from tests.support.shown import could_read

PARTNERS = deployment.PARTNER_SECRETS
SOURCES = [s for s in load_pack("jilin-city").catalogue.sources if s.answers != "file"]
SECRETS = {
    "wechat": PARTNERS["WECHAT"]["secret"],
    "wecom": PARTNERS["WECOM"]["corpsecret"],
    **PARTNERS["SOURCES"]["keys"],
}
SHOWN = {"wechat", "wecom", *(source.code for source in SOURCES if source.signing == "oauth")}
"""Who is shown the secret that we share: whoever gives tokens for it. Keys that sign stay here."""


@pytest.fixture(scope="module")
def town_heard():
    """All that each partner got of a case, from the application to the money and after, and the
    keys that only we have."""
    with logs.captured(), world(app, LogicalClock(MONDAY)) as town:
        family = Citizen(town, "worker", INJURED_WORKER)
        scene = Scene(town, None, Part("worker", "worker", "某*"), family)
        demo.play_all(town.clock, [(injured_worker.play, scene, timedelta())])
        received = {
            "wechat": town.wechat.received,
            "wecom": town.wecom.received,
            "bank": [objects.read(name) for name in objects.names("orders/")],
            **town.departments.received,
        }
        own = (settings().session_secret_arn, settings().index_secret_arn)
        return received, [secret(arn)["keys"]["1"] for arn in own]


@pytest.fixture(scope="module")
def heard(town_heard):
    return town_heard[0]


def test_every_partner_had_something_to_read(heard):
    assert {name for name, requests in heard.items() if requests} == {*SECRETS, "bank"}


def test_nobody_is_shown_the_secret_of_another_and_the_bank_is_shown_none(heard):
    shown = {
        (owner, partner)
        for owner, secret in SECRETS.items()
        for partner, requests in heard.items()
        if could_read(secret, requests)
    }
    assert shown == {(owner, owner) for owner in SHOWN}


def test_the_keys_of_our_sessions_and_hashes_are_shown_to_nobody(town_heard):
    heard, own = town_heard
    assert len(own) == 2
    assert not [name for name in heard for key in own if could_read(key, heard[name])]

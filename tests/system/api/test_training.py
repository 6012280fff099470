"""A deployment for training: every partner is played, no real one is asked, each page says so."""

from __future__ import annotations

import os

import pytest

from chalicelib.platform.partners import addresses
from chalicelib.platform.runtime.settings import settings
from local.cloud import permissions
from tests.support.desk import Desk

PLAYED = "https://training.example"


@pytest.fixture
def training(town, monkeypatch):
    """The town, told that it is for training."""
    monkeypatch.setitem(os.environ, "TRAINING_URL", PLAYED)
    settings.cache_clear()
    yield town
    settings.cache_clear()


def test_no_partner_is_asked_at_its_own_address(training):
    names = [name for name in vars(settings()) if name.endswith(("_base_url", "_sign_in_url"))]
    assert {*names} == {*addresses.AT_TRAINING}
    assert all(getattr(settings(), name) for name in names)  # the real ones were given, too
    assert {addresses.address(name) for name in names} == {
        f"{PLAYED}/wechat", f"{PLAYED}/wecom", f"{PLAYED}/sources",
    }  # fmt: skip
    assert Desk(training).get("/desk/sign-in").to.startswith(f"{PLAYED}/wecom/connect/")


def test_every_page_says_that_it_is_training(training):
    for path in ("/desk", "/desk/signed-out", "/desk/nowhere"):
        page = Desk(training).get(path).text
        assert "训练环境" in page
        assert "<title>训练：" in page


def test_no_page_says_so_elsewhere(town):
    assert "训练" not in Desk(town).get("/desk/signed-out").text


def test_every_function_is_told():
    assert {told["TRAINING_URL"] for told in permissions.variables().values()} == {"${TrainingUrl}"}

"""How a browser is found, and what happens where there is none."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.browser import chromium, conftest


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine without a browser; its PATH is `tmp_path`."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JIUZHU_BROWSER", raising=False)
    monkeypatch.setattr(chromium, "PLACES", ())
    return tmp_path


def playwright(path="/nowhere/chrome"):
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(path)))


def program(path):
    path.write_text("#!/bin/sh\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def test_none_is_found_where_there_is_none(machine):
    assert chromium.find(playwright()) == ""


def test_the_one_that_is_named_comes_first(machine, monkeypatch):
    program(machine / "chromium")
    monkeypatch.setenv("JIUZHU_BROWSER", "/opt/mine")
    assert chromium.find(playwright()) == "/opt/mine"


def test_then_the_path(machine):
    found = program(machine / "google-chrome")
    assert chromium.find(playwright()) == found


def test_then_the_usual_places(machine, monkeypatch, tmp_path_factory):
    usual = program(tmp_path_factory.mktemp("usual") / "chrome")
    monkeypatch.setattr(chromium, "PLACES", (usual,))
    assert chromium.find(playwright()) == usual


def test_then_playwright_s_own(machine):
    downloaded = program(machine / "downloaded")
    assert chromium.find(playwright(downloaded)) == downloaded


def test_without_one_the_tests_skip_and_name_the_command(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium-headless-shell"):
        conftest.no_browser()


def test_without_one_they_fail_where_everything_must_hold(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium-headless-shell"):
        conftest.no_browser()

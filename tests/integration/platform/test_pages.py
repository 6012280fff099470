"""The door for pages: forms from our own pages alone, once, and never lost; nothing is a script."""

import html
import re
import subprocess
import sys

import pytest

from chalicelib.domain.actors import Role
from chalicelib.platform.http import sessions
from chalicelib.platform.pages import answering, reading
from chalicelib.platform.store import record
from tests.integration.platform import toy_pages
from tests.integration.platform.toy_api import case_id
from tests.integration.platform.toy_pages import Browser

OWN, STRANGE = case_id("a"), case_id("b")
URL = f"/desk/boxes/{OWN}"
SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7919 * 7907 }}{% raw %}",
    "<!--<script>--&gt;&#60;script&#62;",
    "\u2028</title><script>",
)


@pytest.fixture
def app(quiet, boxes):
    return toy_pages.make(boxes)


@pytest.fixture
def token(quiet):
    now = quiet.clock.now()
    return sessions.issue(sessions.begun("aciti", Role.CITIZEN, now), now)[0]


@pytest.fixture
def browser(app, token):
    """Somebody who is signed in, with the form of their own box before them."""
    opened = Browser(app, token)
    assert opened.get(URL).status == 200
    return opened


# Forms.


def test_a_form_is_taken_and_leads_on(browser, boxes):
    answer = browser.send(URL, {"name": "x"})
    assert (answer.status, answer.headers["Location"]) == (303, f"{URL}?done=claim")
    assert (answer.text, boxes.acted) == ("", 1)


def test_a_form_that_is_sent_twice_is_done_once(browser):
    answers = [browser.send(URL, {"name": "x"}) for _ in range(2)]
    assert [one.status for one in answers] == [303, 303]
    assert record.load("case", OWN).seq == 1
    browser.get(URL)
    browser.send(URL, {"name": "x"})
    assert record.load("case", OWN).seq == 2


def test_a_form_that_is_sent_again_with_something_else_is_told_that_it_was_taken(browser):
    browser.send(URL, {"name": "x"})
    answer = browser.send(URL, {"name": "y"})
    assert (answer.status, record.load("case", OWN).seq) == (409, 1)
    assert "已经交过一次" in answer.text
    assert "Idempotency-Key" not in answer.text


def test_what_was_typed_comes_back_with_what_is_wrong(browser, boxes):
    answer = browser.send(URL, {"name": "x", "parts.0.weight": "多", "surplus": "1"})
    assert (answer.status, boxes.acted) == (422, 0)
    assert 'name="name" value="x"' in answer.text
    assert 'role="alert"' in answer.text
    assert "应为整数" in answer.text
    assert "<title>有误：" in answer.text


def test_a_form_with_a_mistake_keeps_its_key(browser, boxes):
    key = re.search(r'name="_key" value="(\w+)"', browser.page.text)[1]
    assert f'value="{key}"' in browser.send(URL, {"surplus": "1"}).text


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "x"])
def test_what_another_site_sends_is_refused(browser, boxes, site):
    answer = browser.send(URL, {"name": "x"}, site=site)
    assert (answer.status, boxes.acted) == (403, 0)
    assert "不是从本系统的页面发出的" in answer.text


@pytest.mark.parametrize("forged", [None, "", "1.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "中"])
def test_a_forged_token_is_refused(browser, boxes, forged):
    fields = {"name": "x", "_key": "key-of-a-test"} | ({} if forged is None else {"_token": forged})
    assert browser.post(URL, fields).status == 403
    assert boxes.acted == 0


def test_the_token_of_another_session_is_refused_and_nothing_typed_is_lost(
    quiet, app, browser, boxes
):
    now = quiet.clock.now()
    later, _ = sessions.issue(sessions.begun("aciti", Role.CITIZEN, now), now)
    browser.cookies["__Host-session"] = later
    answer = browser.send(URL, {"name": "typed"})
    assert (answer.status, boxes.acted) == (403, 0)
    assert 'value="typed"' in answer.text
    browser.page = answer
    assert browser.send(URL, {"name": "typed"}).status == 303


def test_without_its_token_a_form_would_be_taken_from_anywhere(browser, boxes, monkeypatch):
    monkeypatch.setattr(reading.PageReader, "admit", lambda _reader, _session: None)
    browser.post(URL, {"name": "x", "_key": "key-of-a-test"}, **{"sec-fetch-site": "cross-site"})
    assert boxes.acted == 1


def test_nobody_gets_in_without_a_cookie(app, boxes):
    nobody = Browser(app)
    answer = nobody.get(f"{URL}?after=1")
    assert answer.status == 401
    assert f"/desk/sign-in?to=%2Fdesk%2Fboxes%2F{OWN}%3Fafter%3D1" in answer.text
    assert nobody.post(URL, {"name": "x"}).status == 401
    assert boxes.acted == 0


def test_a_bearer_opens_no_page_and_a_cookie_no_route(app, token):
    assert Browser(app).get(URL, authorization=f"Bearer {token}").status == 401
    assert Browser(app, token).get("/v1/citizens").status == 401


def test_not_found_and_not_yours_look_the_same(browser):
    answers = [browser.get(f"/desk/boxes/{case_id(one)}") for one in "bd"]
    assert [one.status for one in answers] == [404, 404]
    assert answers[0].text == answers[1].text


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff=1",
        b"name=%ff",
        b"a" * 10**6,
        b"a.b=1&a=2",
        b"=1",
        b"a..b=1",
        b"&".join([b"a=1"] * 2001),
    ],
)
def test_what_no_browser_sends_is_refused(browser, boxes, raw):
    token = re.search(r'name="_token" value="([^"]+)"', browser.page.text)[1]
    content = raw + f"&_token={token}&_key=key-of-a-test".encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = browser._ask("POST", URL, headers, content)
    assert answer.status in {400, 413, 422}
    assert boxes.acted == 0


def test_a_form_is_no_json(browser):
    assert browser._ask("POST", URL, {"content-type": "application/json"}, b"{}").status == 415


# What is shown.


@pytest.mark.parametrize("script", SCRIPTS)
def test_whatever_is_stored_is_text(quiet, boxes, token, script):
    page = Browser(toy_pages.make(boxes, at_first=script), token).get(URL)
    assert page.status == 200
    assert script not in page.text or not set(script) & set("<>\"'&")
    assert html.unescape(re.search(r'name="name" value="([^"]*)"', page.text)[1]) == script


@pytest.mark.parametrize("script", SCRIPTS[:-1])
def test_whatever_is_typed_or_asked_is_text(browser, script):
    for answer in (
        browser.send(URL, {"name": script, "surplus": script, script.replace("=", ""): "1"}),
        browser.get(f"{URL}?after={html.escape(script)}".replace("&", "%26").replace("#", "%23")),
    ):
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert "<svg" not in answer.text
        assert "62615533" not in answer.text


def test_without_escaping_a_stored_script_would_be_one(quiet, boxes, token, monkeypatch):
    from chalicelib.platform.pages import rendering

    rendering._environment.cache_clear()
    monkeypatch.setattr(rendering, "Environment", lambda **more: plain(**more))
    page = Browser(toy_pages.make(boxes, at_first=SCRIPTS[1]), token).get(URL)
    rendering._environment.cache_clear()
    assert SCRIPTS[1] in page.text


def plain(**more):
    import jinja2

    return jinja2.Environment(**{**more, "autoescape": False})


def test_a_page_is_kept_by_nobody_and_bears_the_guards(browser):
    headers = browser.page.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    for inline in ("<script", " style=", "<style", " onclick"):
        assert inline not in browser.page.text


def test_the_session_is_a_cookie_that_no_script_reads(browser):
    (cookie,) = browser.page.cookies
    name, *rest = cookie.split("; ")
    assert name.startswith("__Host-session=")
    assert {*rest} == {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"}


@pytest.mark.parametrize(
    "other",
    ['a={"x":1}', "k[0]=1", "a b=c", "a@b=1", "alone", 'a="x', "expires=1", "统计=甲", "=x"],
)
def test_whatever_other_sites_of_the_same_domain_keep_ends_no_session(app, token, other):
    session = f"__Host-session={token}"
    for sent in (f"{other}; {session}", f"{session}; {other}", f"{session};{other}"):
        assert Browser(app).get(URL, cookie=sent).status == 200


def test_a_browser_that_sends_a_line_for_each_cookie_is_signed_in(app, token):
    """By HTTP/2 it may; API Gateway names the last line alone beside the list of them."""
    lines = [f"__Host-session={token}", "Hm_lvt_1=1,2"]
    for sent in (lines, lines[::-1]):
        assert Browser(app).get(URL, cookie=sent).status == 200


def test_a_session_goes_on_while_somebody_works_and_ends_when_nobody_does(quiet, browser):
    for _ in range(1):
        quiet.clock.wait(object(), 3600)
        assert browser.get(URL).status == 200
    quiet.clock.wait(object(), 2 * 3600)
    assert browser.get(URL).status == 401


def test_the_style_sheet_is_kept_for_ever_under_a_name_of_its_content(browser):
    path = re.search(r'rel="stylesheet" href="([^"]+)"', browser.page.text)[1]
    sheet = browser.get(path)
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert browser.get("/desk/static/desk.css").status == 404
    assert browser.get("/desk/static/..%2Fpage.py").status == 404


def test_the_prefix_of_the_stage_stands_before_every_address(app, token):
    browser = Browser(app, token, stage="/api")
    page = browser.get(URL)
    links = re.findall(r'(?:href|action)="(/[^"]*)"', page.text)
    assert links
    assert all(link.startswith("/api/desk") for link in links)
    assert browser.send(URL, {"name": "x"}).headers["Location"] == f"/api{URL}?done=claim"


def test_a_value_of_the_query_may_be_chinese_in_one_spelling(browser):
    assert "王小明" in browser.get(f"{URL}?after=王小明").text
    assert "caf\u00e9" in browser.get(f"{URL}?after=cafe%CC%81").text
    assert browser.get(f"{URL}?after={'王' * 2001}").status == 400
    assert browser.get(f"{URL}?after=%00").status == 400
    assert browser.get(f"{URL}?other=1").status == 400


def test_a_failure_is_a_page_that_says_what_happens_next(browser, boxes, monkeypatch):
    monkeypatch.setattr(answering, "_asked", lambda *_: 1 / 0)
    answer = browser.get(URL)
    assert answer.status == 500
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "同一次提交不会重复办理" in answer.text
    assert "request-1" in answer.text
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize("path", ["/desk/nowhere", "/desk/a/b/c/d/e/f", "/desk/boxes/x"])
def test_an_address_without_a_page_is_a_page_that_says_so(browser, path):
    answer = browser.get(path)
    assert answer.status == 404
    assert "没有找到" in answer.text


# Leaving for a partner.


def test_whoever_leaves_for_a_partner_takes_a_state_along_that_nobody_can_guess(app):
    first, second = Browser(app), Browser(app)
    left = [
        one.get("/desk/leave", host="desk.invalid").headers["Location"] for one in (first, second)
    ]
    states = [re.search(r"s=([\w-]+)", one)[1] for one in left]
    assert states[0] != states[1]
    assert min(map(len, states)) >= 22
    assert first.cookies["__Host-sign-in"].startswith(f"{states[0]}.")
    assert first.page.status == 303


def test_a_request_of_the_api_loads_no_page_and_nothing_that_draws_one():
    code = "import app, json, sys; print(json.dumps([*sys.modules]))"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert '"chalicelib.platform.pages.entry"' in loaded
    for name in ("jinja2", "markupsafe", "chalicelib.directory.pages", "pages.answering"):
        assert name not in loaded

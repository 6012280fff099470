"""Whatever a real phone does not have is a problem, by name and place."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import SAMPLE
from tests.browser.phone import Phone

WXML, SCRIPT, SHEET = (f"pages/home/home.{ending}" for ending in ("wxml", "js", "wxss"))
COMPONENT = "components/row/row"


@pytest.fixture
def problems(browser, addresses):
    """The problems of a sample whose files are altered: `problems(path, change of the text)`."""
    taken = []

    def found(path, change):
        def alter(files):
            files[path] = change(files.get(path, ""))

        phone = Phone(browser, addresses[SAMPLE], "faulty")
        taken.append(phone)
        phone.with_files(alter)
        phone.open()
        return phone.all_problems()

    yield found
    for phone in taken:
        phone.close()


ASK = "wx.request({ url: 'http://127.0.0.1:8000/v1/consent-text', fail: () => {} })"


def asks(times):
    return f"for (let at = 0; at < {times}; at += 1) {ASK}"


def with_more(text):
    return lambda before: before + text


def in_on_load(code):
    return lambda before: before.replace("onLoad() {", f"onLoad() {{ {code};")


def with_key(key, value):
    return lambda before: json.dumps({**json.loads(before), key: value})


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("<swiper></swiper>", "<swiper> is not in the phone"),
        ("<view elevation='2'></view>", "<view elevation>: the property is not in the phone"),
        ("<view onclick='open'></view>", "<view onclick>: the property is not in the phone"),
        ("<view bindscroll='open'></view>", "<view bindscroll>: the event is not in the phone"),
        ("<view bindtap='nothing'></view>", "there is no method nothing"),
        ("<row name='a' colour='b' />", "has no such property"),
        ("<row name='a' bind:closed='open' />", "never triggers it"),
        ("<input type='email' aria-label='a' />", 'input type="email" is not in the phone'),
        ("<picker mode='region'>地区</picker>", 'picker mode="region" is not in the phone'),
        ("<button open-type='share'>分享</button>", 'open-type="share" is not in the phone'),
        ("<view>{{ 1 + }}</view>", "home.wxml:"),
    ],
)
def test_templates(problems, tag, said):
    assert any(said in problem for problem in problems(WXML, with_more(tag)))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("wx.chooseImage({})", "wx.chooseImage is not in the phone"),
        ("window.scrollTo(0, 0)", "Cannot read properties of undefined"),
        ("document.title = 'a'", "Cannot set properties of undefined"),
        ("fetch('/v1/me')", "fetch is not a function"),
        ("localStorage.setItem('a', 'b')", "Cannot read properties of undefined"),
        ("new URL('http://a')", "URL is not a constructor"),
        ("globalThis.wx = 1", "Cannot set properties of undefined"),
        ("this.setData({ a: undefined })", "setData a holds undefined"),
        ("this.setData({ a: { b: new Date() } })", "setData a holds a Date"),
        ("wx.navigateTo({ url: '/pages/none/none' })", 'page "pages/none/none" is not found'),
        ("wx.request({ url: 'https://example.org/' })", "is not an address of the sandbox"),
        ("wx.getFileSystemManager().readdir({})", "FileSystemManager.readdir is not in the phone"),
        ("wx.getFileSystemManager().access({ path: 'a' })", "access answers no promise"),
        ("requirePlugin('Other')", "plugin Other is not in the phone"),
        (asks(11), "request http://127.0.0.1:8000/v1/consent-text: more than 10 at once"),
        ("this.setData({ a: 'x'.repeat(1048576) })", "bytes, at most 1048576"),
        ("this.setData({ a: '字'.repeat(350000) })", "bytes, at most 1048576"),
        ("Promise.reject(new Error('lost'))", "lost"),
    ],
)
def test_scripts(problems, code, said):
    assert any(said in problem for problem in problems(SCRIPT, in_on_load(code)))


@pytest.mark.parametrize("code", [asks(10), "this.setData({ a: '字'.repeat(340000) })"])
def test_as_much_as_wechat_takes_is_no_problem(problems, code):
    assert problems(SCRIPT, in_on_load(code)) == []


def test_a_package_larger_than_wechat_takes(problems):
    found = problems("words/long.js", lambda _: f"// {'字' * 700_000}")
    assert any("the package has 2" in one and "at most 2097152" in one for one in found)


def test_a_script_may_use_names_that_a_browser_has_for_its_own(problems):
    assert (
        problems(SCRIPT, lambda text: "const find = 1, name = 2, top = find + name;" + text) == []
    )


def test_hooks_that_the_phone_does_not_call(problems):
    change = lambda before: before.replace("onLoad()", "onReachBottom() {}, onLoad()")  # noqa: E731
    assert "onReachBottom is not in the phone" in problems(SCRIPT, change)[0]


@pytest.mark.parametrize(
    ("path", "rule", "said"),
    [
        (f"{COMPONENT}.wxss", "view { color: red }", "a component's selectors are classes"),
        (f"{COMPONENT}.wxss", "#a { color: red }", "a component's selectors are classes"),
        (f"{COMPONENT}.wxss", ".a[b] { color: red }", "a component's selectors are classes"),
        (SHEET, "* { color: red }", "WXSS has no *"),
        (SHEET, ".a { background: url(/a.png) }", "WXSS takes no file of the package"),
        (SHEET, "@import './none.wxss';", "there is no ./none.wxss"),
    ],
)
def test_style_sheets(problems, path, rule, said):
    assert any(said in problem for problem in problems(path, with_more(rule)))


@pytest.mark.parametrize(
    ("path", "key", "value", "said"),
    [
        ("app.json", "subpackages", [], "app.json: subpackages is not in the phone"),
        ("app.json", "tabBar", {"list": []}, "two to five tabs"),
        ("pages/more/more.json", "enablePullDownRefresh", True, "is not in the phone"),
        (f"{COMPONENT}.json", "componentGenerics", {}, "is not in the phone"),
    ],
)
def test_configuration(problems, path, key, value, said):
    assert any(said in problem for problem in problems(path, with_key(key, value)))


def test_a_page_that_nobody_can_open(problems):
    found = problems("app.json", with_key("pages", ["pages/home/home", "pages/more/more"]))
    assert "pages/form/form is not in the pages of app.json" in found


def test_selectors_that_components_may_use(problems):
    good = ".a .b { color: red } .a > .b::after { color: red } :host { margin: 0 } .a.b { top: 0 }"
    assert problems(f"{COMPONENT}.wxss", with_more(good)) == []

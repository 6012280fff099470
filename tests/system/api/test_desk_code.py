"""The code of an authenticator in a browser: set up at the first sign-in, asked for at the next,
and what was lost reset by two."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from chalicelib.directory.pages import scannable
from tests.support.authenticator import Authenticator, asked_by_policy
from tests.support.desk import Desk

HOLDER, LEADER, ABOVE = "longtan", "longtan-leader", "jilin-leader"


@pytest.fixture
def strict(town, tmp_path):
    """A town whose policy asks a second factor from the county on."""
    with asked_by_policy(tmp_path):
        yield town


def comes_in(town, who, to="/desk"):
    """Somebody's browser after signing in and being led on."""
    desk = Desk(town)
    answer = desk.signs_in(who, to)
    if answer.status == 303:
        desk.get(answer.to)
    return desk


def sets_up(town, desk):
    """The authenticator that somebody sets up as the page says."""
    assert "第一次" in desk.page.text
    desk.get(desk.page.link("设置验证器"))
    page = desk.sends("/desk/authenticator")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)[1]
    assert f"secret={secret.replace(' ', '')}" in page.text
    desk.get("/desk/code")
    return Authenticator(secret, town.clock)


def proves(town, who, to="/desk"):
    """Somebody who is in, with their authenticator."""
    desk = comes_in(town, who, to)
    phone = sets_up(town, desk)
    desk.sends("/desk/code", authenticator_code=phone.code())
    return desk, phone


def test_a_reviewer_sets_up_an_authenticator_and_comes_to_where_they_wanted_to_go(strict):
    desk, _ = proves(strict, HOLDER, to="/desk?list=mine")
    assert desk.page.status == 200
    assert 'aria-current="page">待我处理' in desk.page.text
    assert set(desk.cookies) == {"__Host-session"}


def test_the_secret_is_there_to_be_scanned_and_in_fours_to_be_typed(strict):
    desk = comes_in(strict, HOLDER)
    desk.get(desk.page.link("设置验证器"))
    page = desk.sends("/desk/authenticator")
    assert scannable(unescape(re.search(r'href="(otpauth:[^"]+)"', page.text)[1])) in page.text
    assert re.search(r"<code>([A-Z2-7]{4} ){7}[A-Z2-7]{4}</code>", page.text)


def test_who_may_reset_a_lost_one_finds_it_in_the_menu_where_it_is_asked_for(strict):
    desk, _ = proves(strict, LEADER)
    page = desk.get(desk.get("/desk/more").link("有人丢了验证器"))
    assert f'href="/desk/authenticator/{HOLDER}"' in page.text.replace("/api", "")
    assert desk.get("/desk/authenticators?staff=shanqian1").to.endswith("/authenticator/shanqian1")
    assert "验证器" not in comes_in(strict, "shanqian1", "/desk/more").page.text


def test_until_the_code_every_page_leads_to_it(strict):
    desk = comes_in(strict, HOLDER)
    for path in ("/desk", "/desk/search", "/desk/sessions", "/desk/code"):
        page = desk.follow(path)
        assert (page.status, "输入验证码" in page.text) == (200, True), path
        assert "我的待办" not in page.text
    desk.get("/desk/sign-out")
    assert "已经退出登录" in desk.sends("/desk/sign-out").text


def test_the_next_sign_in_asks_for_the_code_alone(strict):
    _, phone = proves(strict, HOLDER)
    strict.clock.sleep_until(strict.clock.now() + timedelta(minutes=1))
    desk = comes_in(strict, HOLDER)
    assert "第一次" not in desk.page.text
    assert "我的待办" in desk.sends("/desk/code", authenticator_code=phone.code()).text


def test_a_wrong_code_is_said_beside_the_field_and_a_lock_in_words(strict):
    desk = comes_in(strict, HOLDER)
    phone = sets_up(strict, desk)
    for left in (4, 3, 2, 1):
        page = desk.sends("/desk/code", authenticator_code=phone.wrong())
        assert (page.status, f"还可以再试 {left} 次" in page.text) == (422, True)
    page = desk.sends("/desk/code", authenticator_code=phone.wrong())
    assert (page.status, "已经锁住" in page.text, "重设" in page.text) == (429, True, True)


def test_the_secret_stands_on_no_page_but_that_which_made_it(strict):
    desk = comes_in(strict, HOLDER)
    phone = sets_up(strict, desk)
    for path in ("/desk/code", "/desk/authenticator"):
        text = desk.get(path).text.replace(" ", "")
        assert phone.text not in text, path


def test_the_page_names_the_address_at_which_two_colleagues_reset_it(strict):
    holder, _ = proves(strict, HOLDER)
    leader, _ = proves(strict, LEADER)
    above, _ = proves(strict, ABOVE)
    strict.clock.sleep_until(strict.clock.now() + timedelta(minutes=1))
    lost = comes_in(strict, HOLDER)
    where = f"/desk/authenticator/{HOLDER}"
    assert where in lost.page.text
    leader.get(where)
    assert "还要另一个人再办一次" in leader.sends(where).text
    assert "魏东（负责人） 已经在" in above.get(where).text
    assert "已经重设" in above.sends(where).text
    assert holder.get("/desk").status == 401
    _, phone = proves(strict, HOLDER)
    assert phone


def test_nothing_is_asked_where_the_policy_asks_nobody(town):
    desk = comes_in(town, HOLDER)
    assert "我的待办" in desk.page.text
    for path in ("/desk/code", "/desk/authenticator"):
        assert "这次登录不用验证码" in desk.get(path).text

"""A clerk's own work: views of lists, many tasks at once, who acts while somebody is away."""

from __future__ import annotations

import json
import re

import pytest

from chalicelib.domain.actors import Post
from chalicelib.platform.store import trail
from chalicelib.records import worklist
from local.checks.desk import fill
from local.cloud.capacity import Meter
from local.cloud.functions import API
from local.population.families import MOTHER_OF_TWO
from tests.support.desk import Desk
from tests.support.searches import search
from tests.system.api.conftest import MONDAY, ask, scene
from tests.system.api.scenes import declined
from tests.system.api.test_worklist import tasks


@pytest.fixture
def stage(town):
    """The mother of two, who has applied."""
    stage = scene(town, "mother", MOTHER_OF_TWO)
    stage.applies()
    return stage


@pytest.fixture
def desk(town, stage):
    """A clerk's browser, at the list of their office."""
    desk = Desk(town)
    desk.signs_in("shanqian1")
    return desk


def chosen(page):
    """The tasks that can be chosen on a list."""
    return re.findall(r'name="tasks" value="([^"]+)"', page.text)


# Many tasks.


def test_a_clerk_takes_all_tasks_of_a_list_at_once(desk):
    page = desk.get("/desk")
    every = chosen(page)
    assert len(every) > 1
    page = desk.sends("/desk/assignment", tasks=every, to="shanqian1")
    assert f"办成 {len(every)} 件，没有办成 0 件" in page.text
    assert sorted(chosen(desk.get("/desk?list=mine"))) == sorted(every)


def test_whoever_hands_tasks_over_is_asked_to_whom_and_keeps_what_was_chosen(desk, town):
    page = desk.get("/desk")
    every = chosen(page)
    page = desk.sends("/desk/assignment", tasks=every, _ask="1")
    assert page.status == 200
    assert "有误" not in page.text
    assert f"已选 {len(every)} 件" in page.text
    page = desk.sends("/desk/assignment", tasks=chosen(page), to="shanqian2")
    assert f"办成 {len(every)} 件" in page.text
    colleague = Desk(town)
    colleague.signs_in("shanqian2")
    assert sorted(chosen(colleague.get("/desk?list=mine"))) == sorted(every)


def test_whoever_chose_nothing_is_told_so(desk):
    desk.get("/desk")
    page = desk.sends("/desk/assignment", to="shanqian1")
    assert page.status == 422
    assert "所选的事" in page.text


def test_each_task_has_an_outcome_of_its_own(town, stage):
    clerk = stage.clerk(stage.family.case()["office"])
    case_id = stage.family.case_id
    clerk.waits_for_task(case_id, "accept")
    unknown, other = f"{'c' * 33}/accept", f"{case_id}/confirm"
    body = {"tasks": [f"{case_id}/accept", other, unknown], "to": clerk.persona.userid}
    outcomes = clerk.client.post("/v1/tasks/assignment", body)["outcomes"]
    assert [one["done"] for one in outcomes] == [True, False, False]
    assert all(one["detail"] for one in outcomes[1:])
    assert outcomes[2]["label"] == outcomes[2]["receipt"] == ""
    assert tasks(clerk, "mine") == [("case", "accept", case_id)]


def test_a_request_that_comes_twice_hands_each_task_over_once(town, stage):
    clerk = stage.clerk(stage.family.case()["office"])
    case_id = stage.family.case_id
    clerk.waits_for_task(case_id, "accept")
    body = {"tasks": [f"{case_id}/accept"], "to": "shanqian2"}
    first = clerk.client.post("/v1/tasks/assignment", body, "one-key-for-both")
    assert clerk.client.post("/v1/tasks/assignment", body, "one-key-for-both") == first
    stage.later(minutes=1)
    happened = trail.history("case", case_id)
    assert [one["event"] for one in happened].count("hand_over") == 1


def test_a_leader_reminds_whoever_has_a_task_once_a_day(town, stage):
    case_id = stage.family.case_id
    boss = stage.county("220203000000", Post.LEADER)
    clerk = stage.clerk(stage.family.case()["office"])
    clerk.waits_for_task(case_id, "accept")
    clerk.client.post(f"/v1/cases/{case_id}/tasks/accept/claim", {})
    before = len(town.wecom.cards)
    body = {"tasks": [f"{case_id}/accept"]}
    assert boss.client.post("/v1/tasks/reminder", body)["outcomes"][0]["done"]
    stage.later(minutes=1)
    (card,) = town.wecom.cards[before:]
    assert clerk.persona.userid in str(card)
    assert stage.family.case()["receipt"] in str(card)
    again = boss.client.post("/v1/tasks/reminder", body)["outcomes"][0]
    assert not again["done"]
    assert "今天已经催办过" in again["detail"]
    refused = clerk.client.post("/v1/tasks/reminder", body)["outcomes"][0]
    assert "只有负责人" in refused["detail"]


def test_a_clerk_is_not_offered_to_remind(desk, town):
    assert "催办所选" not in desk.get("/desk").text


def test_no_more_than_fifty_tasks_go_at_once(stage):
    clerk = stage.clerk(stage.family.case()["office"])
    many = [
        f"{stage.family.case_id}/task_{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(51)
    ]
    assert declined(clerk.client.post, "/v1/tasks/assignment", {"tasks": many, "to": "x"})[0] == 422


# Views.


def test_a_clerk_keeps_a_view_and_deletes_it(desk):
    page = desk.get("/desk?list=overdue&scheme=dibao")
    assert "/desk/views?list=overdue&amp;scheme=dibao" in page.text
    desk.get("/desk/views?list=overdue&scheme=dibao")
    page = desk.sends("/desk/views", name="超时的低保")
    assert "已经存好" in page.text
    assert "/desk?list=overdue&amp;scheme=dibao" in page.text
    removal = re.search(r'action="(/desk/views/[^"]+/removal)"', page.text)[1]
    page = desk.sends(removal, of=removal)
    assert "已经删除" in page.text
    assert "超时的低保" not in page.text


def test_views_are_ones_own_and_so_many(town, desk):
    clerk, other = (town.staff_session(one)["token"] for one in ("shanqian1", "shanqian2"))
    post = lambda name: ask_views(town, clerk, name)  # noqa: E731
    assert [post(f"第{at}个")[0] for at in range(20)] == [200] * 20
    assert post("第0个")[0] == 200  # the same one
    assert post("多一个")[0] == 422
    assert ask_views(town, other)[1]["views"] == []


def ask_views(town, token, name=""):
    body = json.dumps({"name": name, "list": "mine"}).encode()
    return ask(town, token, "POST" if name else "GET", "/v1/me/views", body)


# Who acts while somebody is away.


def test_a_clerk_names_a_deputy_and_a_leader_does_it_for_another(town, desk):
    page = desk.get("/desk/absence")
    assert "现在没有登记" in page.text
    days = {"since": "2022-12-19", "until": "2022-12-30"}
    page = desk.sends("/desk/absence", **days, deputy="shanqian2")
    assert "2022-12-19 到 2022-12-30，由 郑凯（经办人） 代办" in page.text
    page = desk.sends("/desk/absence", **days, deputy="")
    assert "现在没有登记" in page.text
    boss = Desk(town)
    boss.signs_in("longtan-leader")
    boss.get("/desk/absence/shanqian1")
    page = boss.sends("/desk/absence/shanqian1", **days, deputy="shanqian2")
    assert "由 郑凯（经办人） 代办" in page.text
    assert boss.get("/desk/absence/changyi-finance").status == 404


# What a list costs.


def cost(town, desk, path):
    """The AWS calls of a list, the bytes read from the tables, and those of the page."""
    desk.get(path)
    before = len(town.sandbox.calls)
    page = desk.get(path)
    return [one for one in town.sandbox.calls[before:] if one.function == API], page


@pytest.mark.parametrize("userid", ["shanqian1", "longtan-leader", "changyi-finance"])
def test_every_list_takes_three_calls_whoever_reads_it(town, stage, userid):
    desk = Desk(town)
    desk.signs_in(userid)
    for name in ("mine", "office", "overdue", "done"):
        calls, _ = cost(town, desk, f"/desk?list={name}")
        assert len(calls) <= 3, (userid, name)


@search
def test_a_list_reads_as_much_among_a_hundred_thousand_tasks_as_among_a_thousand(town, stage, desk):
    """The same items, bytes, units and calls, and a page of the same size."""
    meter = Meter()
    town.sandbox.meters.append(meter)

    def read():
        before = meter.total.read
        calls, page = cost(town, desk, "/desk?list=office")
        units = (meter.total.read - before) / 2  # it is asked for twice
        besides = re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', page.text)
        sent = [page.text, *(desk.get(path).text for path in besides)]
        assert len(sent) == 3
        return len(calls), units, page.text.count("<tr>"), sum(len(one.encode()) for one in sent)

    fill("220203007000", range(1_000), MONDAY)
    few = read()
    fill("220203007000", range(1_000, 100_000), MONDAY)
    assert read() == few
    assert few[0] == 2
    assert few[2] == worklist.PAGE + 1
    assert few[3] <= 60_000, few


def test_a_script_is_served_from_our_own_address_and_no_other_is_allowed(desk):
    page = desk.get("/desk")
    path = re.search(r'<script src="([^"]+)" defer>', page.text)[1]
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    script = desk.get(path)
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert len(script.text.splitlines()) <= 50

"""Messages: a WeChat note to the family, a WeCom card to whoever got a task that was escalated.

A message says that something is there to be read, never what. What came of it is kept, with the
letter or by itself, so that a repetition sends nothing twice and a failure is seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from chalicelib.case import case as cases
from chalicelib.case import helping, keys
from chalicelib.case.case import Case
from chalicelib.directory import store
from chalicelib.directory.offices import routing
from chalicelib.domain.actors import Post
from chalicelib.domain.dates import SHANGHAI, day_of, instant_text, last_day
from chalicelib.domain.errors import Refused
from chalicelib.platform.partners import clients
from chalicelib.platform.store import table, trail
from chalicelib.records.assignment import posts_for
from chalicelib.records.law import Law
from chalicelib.records.tasks import OpenTask
from chalicelib.words import say

MOST_THING = 20  # characters of a template's `thing`


def announce(case: Case, letter: str, now: datetime) -> str:
    """Tell the family on WeChat that a letter is there: "sent", or the code where they declined;
    "" where nobody has WeChat. Where a helper acts for them, both are told.

    After the applicant's death it is told on the phones on which the others signed.
    """
    outcome = ""
    for openid in filter(None, map(store.openid_of, helping.accounts(case, now))):
        try:
            clients.wechat().subscribe_message(openid, _template(case, letter, now))
            outcome = "sent"
        except Refused as refused:
            outcome = outcome or refused.code
    return outcome


def warn_of_time_limit(case_id: str, seq: int, now: datetime, _law: Law) -> None:
    """Tell everybody whose office has a task of the case by when it must be decided."""
    case = cases.load(case_id)
    offices = _with_tasks(case) or {case.office}
    _send_about_time_limit("total", case, seq, now, offices, (Post.CASE_WORKER, Post.LEADER))


def inform_of_time_limit(case_id: str, seq: int, now: datetime, _law: Law) -> None:
    """Tell every leader of the offices with its tasks that the time for its decision is over."""
    case = cases.load(case_id)
    offices = _with_tasks(case)
    if not offices:
        offices = {case.office if case.document.county_only else routing.superior(case.office)}
    _send_about_time_limit("total_over", case, seq, now, offices, (Post.LEADER,))


def _with_tasks(case: Case) -> set[str]:
    """The offices that the case's tasks of staff lie with."""
    return {office for task in case.document.tasks for office in task.offices}


def _send_about_time_limit(
    what: str, case: Case, seq: int, now: datetime, offices: Iterable[str], posts: Iterable[Post]
) -> None:
    place = keys.message(case.id, seq, "wecom")
    if table.get(place):
        return
    found = (routing.wecom_users(office, post) for office in sorted(offices) for post in posts)
    receivers = list(dict.fromkeys(user for users in found for user in users))
    if receivers:
        text = say(f"message.{what}", receipt=case.record.clear["receipt"], by=case.decide_by)
        clients.wecom().send_card(receivers, title=say(f"message.{what}_title"), text=text)
    table.put(place, {"kind": "message", "outcome": "sent", "at": instant_text(now)})


def inform_superior(case_id: str, seq: int, now: datetime, _law: Law) -> None:
    """Tell the leaders of every office that got a task because somebody else did not do it in
    time."""
    case = cases.load(case_id)
    place = keys.message(case_id, seq, "wecom")
    escalated = [task for task in case.document.tasks if task.escalations]
    if not escalated or table.get(place):
        return
    for task in escalated:
        leaders = routing.wecom_users(task.office, Post.LEADER)
        if leaders:
            clients.wecom().send_card(
                leaders,
                title=say("message.escalated_title"),
                text=say(
                    "message.escalated",
                    task=say(f"task.{task.name}"),
                    receipt=case.record.clear["receipt"],
                ),
            )
    table.put(place, {"kind": "message", "outcome": "sent", "at": instant_text(now)})


def remind_holders(case_id: str, seq: int, now: datetime, _law: Law) -> None:
    """Tell those who have a task that a leader reminds them of it."""
    case = cases.load(case_id)
    place = keys.message(case_id, seq, "wecom")
    task = case.document.task(trail.why("case", case_id, seq, case.key)["task"])
    if task is None or table.get(place):
        return
    receivers = _holders(task, day_of(now))
    if receivers:
        receipt, words = case.record.clear["receipt"], say(f"task.{task.name}")
        text = say(
            "message.leader_reminds", task=words, receipt=receipt, by=last_day(task.due).isoformat()
        )
        clients.wecom().send_card(receivers, title=say("message.leader_reminds_title"), text=text)
    table.put(place, {"kind": "message", "outcome": "sent", "at": instant_text(now)})


def _holders(task: OpenTask, today: date) -> list[str]:
    """The WeCom users who have a task: of whom it is asked, who claimed it or was drawn, else who
    may do it."""
    asked = [one for one in map(store.find, task.named) if one and one.works_on(today)]
    if asked:
        return [one.wecom_userid for one in asked]
    named = {*task.persons, task.claimed_by} - {""}
    return [
        one.wecom_userid
        for office in task.offices
        for one in store.of_office(office, today)
        if (one.id in named if named else one.posts & posts_for(task, office))
    ]


def _template(case: Case, letter: str, now: datetime) -> dict[str, str]:
    """The fields of WeChat's template, in the forms that it takes (subscribe/send)."""
    local = now.astimezone(SHANGHAI)
    return {
        "thing1": say(f"letter.{letter}_title")[:MOST_THING],
        "character_string2": str(case.record.clear["receipt"]),
        "time3": f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}",
    }

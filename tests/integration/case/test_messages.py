"""Messages: the family is told that a letter is there, a superior that a task was escalated."""

from datetime import timedelta

import pytest

from chalicelib.case import keys as case_keys
from chalicelib.case import letters, messages, overdue
from chalicelib.directory import keys as directory_keys
from chalicelib.directory import store
from chalicelib.domain.errors import Unavailable
from chalicelib.platform.store import table
from chalicelib.records.law import law_on
from local.cloud.clock import LogicalClock
from local.cloud.deployment import PARTNER_SECRETS
from local.cloud.engine import Sandbox
from local.cloud.loopback import serving
from local.simulators.wechat import WeChatSimulator
from local.simulators.wecom import WeComSimulator
from tests.conftest import FAMILY, FUNCTIONS, MONDAY, employ, nothing
from tests.support.cases import submitted

OPENID = "openid-of-the-mother"


class Post:
    """A submitted case whose family signed in, and everybody who may be written to."""

    def __init__(self, sandbox, wechat, wecom):
        self.sandbox, self.wechat, self.wecom = sandbox, wechat, wecom
        self.law = law_on(MONDAY)
        self.case = submitted(sandbox, self.law)
        wechat.issue_code(OPENID)
        store.open_account(FAMILY.id, OPENID)

    def send(self):
        now = self.sandbox.clock.now()
        letters.write(self.case.id, 1, now, self.law, announce=messages.announce)

    def outcome(self):
        return table.get(case_keys.letter(self.case.id, 1, "receipt")).get("announced", "")


@pytest.fixture
def post():
    clock = LogicalClock(MONDAY)
    wechat = WeChatSimulator(clock, PARTNER_SECRETS["WECHAT"])
    wecom = WeComSimulator(clock, PARTNER_SECRETS["WECOM"])
    with serving(wechat) as wechat_url, serving(wecom) as wecom_url:
        partners = {"WECHAT_BASE_URL": wechat_url, "WECOM_BASE_URL": wecom_url}
        functions = dict.fromkeys(FUNCTIONS, nothing)
        with Sandbox(functions, MONDAY, partners, threaded=False, clock=clock) as sandbox:
            employ()
            yield Post(sandbox, wechat, wecom)


def test_the_family_is_informed_that_a_letter_is_there_and_not_what_it_says(post):
    post.send()
    (note,) = post.wechat.notes
    assert note.openid == OPENID
    assert note.fields == {
        "thing1": "申请回执",
        "character_string2": post.case.record.clear["receipt"],
        "time3": "2022年12月19日 09:00",
    }
    assert post.outcome() == "sent"


def test_a_repetition_sends_nothing_twice(post):
    for _ in range(2):
        post.send()
    assert len(post.wechat.notes) == 1


def test_a_family_that_declined_is_left_alone_and_that_is_noted(post):
    post.wechat.refusing.add(OPENID)
    post.send()
    post.wechat.refusing.clear()
    post.send()
    assert (post.wechat.notes, post.outcome()) == ([], "wechat.declined")


def test_a_message_that_wechat_could_not_take_is_sent_later(post):
    post.wechat.down = True
    with pytest.raises(Unavailable, match=r"wechat\.unavailable"):
        post.send()
    post.wechat.down = False
    assert post.outcome() == ""  # the letter is there all the same
    post.send()
    assert len(post.wechat.notes) == 1
    assert post.outcome() == "sent"


def test_a_message_of_release_1_that_was_sent_is_not_sent_again(post):
    letters.write(post.case.id, 1, post.sandbox.clock.now(), post.law)
    sent = {"kind": "message", "outcome": "sent", "at": "2022-12-19T01:00:00Z"}
    table.put(case_keys.message(post.case.id, 1, "wechat"), sent)
    post.send()
    assert post.wechat.notes == []


def test_an_account_that_is_gone_gets_no_message(post):
    table.delete(directory_keys.account(FAMILY.id))
    post.send()
    assert (post.wechat.notes, post.outcome()) == ([], "")


def test_the_leaders_of_the_office_above_are_informed_of_a_task_that_was_escalated(post):
    late = post.case.document.task("accept").due + timedelta(days=1)
    overdue.overdue_case(post.case.id, late, post.law)
    seq = overdue.cases.load(post.case.id).record.seq
    for _ in range(2):
        messages.inform_superior(post.case.id, seq, late, post.law)
    assert {card.userid for card in post.wecom.cards} == {"county2"}
    assert post.wecom.cards[0].title == "任务逾期"
    assert post.case.record.clear["receipt"] in post.wecom.cards[0].text

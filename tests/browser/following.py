"""Cases that stand somewhere, of the people whose phones are used in tests."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from local.population.families import MOTHER_OF_TWO, PAPER_MISSING, RETIRED_COUPLE
from local.town.client import Declined
from tests.system.api.conftest import scene

REASON = "人均月收入高于标准"
CARD = {"paper": "identity_card", "note": "身份证背面看不清，请再拍一张。"}


class MovedClock:
    """The sandbox's real clock for people who act in a test: instead of waiting they move it on."""

    def __init__(self, clock):
        self._clock = clock

    def sleep_until(self, instant):
        """Move on to an instant."""
        self._clock.forward((instant - self._clock.now()).total_seconds())

    def __getattr__(self, name):
        return getattr(self._clock, name)


class Families:
    """Families whose cases stand somewhere; `name` is the phone's that is used for them."""

    def __init__(self, town, name):
        self._town = replace(town, clock=MovedClock(town.clock))
        self.phone, self._user = name, f"openid-{name}"
        self._begun = []

    def end(self):
        """Withdraw what is open still, so that the same people may apply in another test."""
        for stage in self._begun:
            with suppress(Declined):
                stage.family.does("withdrawal", reason="测试结束")

    def applied(self, household=MOTHER_OF_TWO, user="", **changed):
        """A case that was just handed in."""
        stage = scene(self._town, f"openid-{user}" if user else self._user, household)
        self._begun.append(stage)
        stage.family.apply(**changed)
        return stage

    def told(self):
        """The couple of whom a deposit was found that they did not declare."""
        stage = self.applied(RETIRED_COUPLE)
        stage.accepts(stage.clerk(stage.family.receipt["office"]))
        stage.family.waits_for("explaining")
        return stage

    def asked(self):
        """A case of which the office asked for a better photo."""
        stage = self.applied(PAPER_MISSING)
        clerk = stage.clerk(stage.family.receipt["office"])
        said = {"decision": "ask_correction", "missing": [CARD]}
        clerk.does(stage.family.case_id, "acceptance", **said)
        return stage

    def refused(self):
        """A case that the county refused, with its letter."""
        stage = self.told()
        office = stage.family.receipt["office"]
        clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)
        stage.phones(clerk, "药费负担重")
        stage.family.does("explanation", statement="没有想到要填", complete=True)
        stage.family.waits_for("reviewing")
        stage.visits(clerk, colleague, "自有住房一套")
        stage.gives_opinion(clerk, "propose_refusal", REASON)
        stage.family.waits_for("proposing")
        clerk.waits_for_task(stage.family.case_id, "propose")
        clerk.does(stage.family.case_id, "opinion", decision="propose_refusal", reason=REASON)
        stage.family.waits_for("confirming")
        stage.decides(stage.county(office[:6] + "000000"), "decline", REASON)
        stage.family.waits_for("refused")
        stage.later(minutes=1)
        return stage


def signs_from_afar(phone, receipt, person):
    """Somebody of a family signs on a phone of their own, from the page that asks for the number of
    the application."""
    phone.type("编号", receipt)
    phone.tap("下一步")
    phone.type("姓名", person.name)
    phone.type("身份证号码", person.identity_number)
    phone.tap("下一步")
    phone.tap("开始刷脸")
    phone.tap("本人（身份证上的人）")
    phone.sees("已经证明是本人")
    phone.tap("下一步")
    phone.sign("签名的框")
    phone.tap("签好了")
    phone.tap("交上去")
    phone.sees("回首页")

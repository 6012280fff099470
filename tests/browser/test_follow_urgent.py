"""Urgent aid was paid: what it asked for after that is given on the phone."""

from __future__ import annotations

from chalicelib.domain.actors import Post
from local.population.families import INJURED_WORKER
from tests.browser.following import Families
from tests.browser.paper import sharp
from tests.system.api.conftest import URGENT

NAME = "whose-house-burnt"


def paid(town):
    """A worker after a fire, whose urgent aid was decided and paid the same day."""
    stage = Families(town, NAME).applied(INJURED_WORKER)
    office, case = stage.family.receipt["office"], stage.family.case_id
    clerk = stage.clerk(office)
    clerk.waits_for_task(case, "decide")
    clerk.does(case, "decision", **URGENT)
    stage.family.waits_for("waiting")
    stage.releases(stage.county(office, Post.FINANCE))
    stage.waits_for_money()
    return stage


def test_the_rest_is_given_after_the_money_came(phones, town, tmp_path):
    stage, phone = paid(town), phones(NAME)
    person = stage.family.household.residents[0]
    phone.open("/pages/cases/cases")
    phone.tap("看办到哪一步", exact=False)
    phone.sees("到账")
    phone.tap("看谁要签字、刷脸")
    phone.is_at("correction")
    phone.sees("补一张照片：身份证")
    phone.choose_photo("拍照", sharp(tmp_path))
    phone.sees("已经传好了")
    phone.tap("交上去")
    phone.sees("收到了。")
    phone.does_not_see("补一张照片：身份证")
    phone.tap("去签字", exact=False)
    phone.is_at("sign")
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
    assert stage.family.case()["still_missing"] == []
    phone.open(f"/pages/progress/progress?case={stage.family.case_id}")
    phone.does_not_see("看谁要签字、刷脸")

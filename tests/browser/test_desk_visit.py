"""A visit on a phone: signatures are drawn, and what was filled in waits for the network."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.case import case as cases
from local.population.families import MOTHER_OF_TWO
from local.population.photos import photo
from local.population.residents import resident
from local.town.people import Citizen

PEOPLE = ("车永福", "白玉兰", "田守义", "谷香兰", "冷秀芝", "丛树森")
BOXES = ("我的签名", "同事的签名", "家庭签名")


def applied(town, number):
    """Somebody who lives alone and has applied."""
    alone = (resident(PEOPLE[number], f"195{number}-03-09", 40 + number),)
    family = Citizen(town, f"visited-{number}", replace(MOTHER_OF_TWO, residents=alone))
    family.apply()
    return family


def accepted(town, office, number):
    """A family whose case was accepted, and the phone of its clerk, at the form of the visit."""
    family = applied(town, number)
    at = office(width=360).signs_in("shanqian1")
    at.open(f"/desk/cases/{family.case_id}/acceptance")
    at.page.get_by_label("受理", exact=True).check()
    at.press("答复申请")
    at.open(f"/desk/cases/{family.case_id}/visit")
    return family, at


def box(at, name):
    return at.page.get_by_role("group", name=name)


def fills_in(at):
    at.page.get_by_label("郑凯（经办人）").check()
    at.page.get_by_label("入户情况").fill("家里三口人，与申报一致")
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo("the room")}
    box(at, "照片").locator("input[type=file]").set_input_files(file)
    for number, name in enumerate(BOXES):
        at.draws(name, 30 + 10 * number)


def recorded(family):
    return cases.load(family.case_id).doc("visit")


def test_a_visit_is_signed_on_a_phone_and_confirmed_on_another(town, office):
    family, at = accepted(town, office, 0)
    fills_in(at)
    assert at.axe() == []
    assert at.overflow() <= 0
    at.picture("visit-signed-360")
    at.press("记录入户调查")
    at.page.get_by_text("等同事确认").wait_for()
    visit = recorded(family)
    assert len({*visit["visitor_signatures"], visit["family_signature"]}) == 3
    assert len(visit["photos"]) == 1
    other = office(width=360).signs_in("shanqian2")
    other.open(f"/desk/cases/{family.case_id}/countersignature")
    assert other.page.get_by_text("家里三口人").is_visible()
    other.picture("countersignature-360")
    other.page.get_by_label("是", exact=True).check()
    other.press("确认共同入户")
    other.page.get_by_text("已经确认").wait_for()


def test_what_was_filled_in_without_a_network_is_sent_when_it_is_back(town, office):
    family, at = accepted(town, office, 1)
    fills_in(at)
    at.context.set_offline(True)
    at.press("记录入户调查")
    at.page.get_by_text("现在没有网络").wait_for()
    at.errors.clear()  # the browser notes that there is no network
    assert recorded(family) == {}
    at.context.set_offline(False)
    at.page.get_by_text("等同事确认").wait_for()
    assert recorded(family)["findings"] == "家里三口人，与申报一致"
    at.open(f"/desk/cases/{family.case_id}/visit")
    assert at.page.get_by_label("入户情况").input_value() == ""


def test_a_phone_that_was_switched_off_has_what_was_filled_in_and_sends_it_once(town, office):
    family, at = accepted(town, office, 2)
    fills_in(at)
    key = at.page.locator("[name=_key]").input_value()
    at.context.set_offline(True)
    at.press("记录入户调查")
    at.page.get_by_text("现在没有网络").wait_for()
    at.errors.clear()
    at.context.set_offline(False)
    keys = []
    at.page.on(
        "request", lambda one: keys.append(one.post_data or "") if one.method == "POST" else None
    )
    at.open(f"/desk/cases/{family.case_id}/visit")
    at.page.get_by_text("等同事确认").wait_for()
    assert any(f"_key={key}" in one for one in keys)
    assert recorded(family)["findings"] == "家里三口人，与申报一致"


def test_what_another_filled_in_is_not_kept_on_a_device_that_somebody_else_uses(town, office):
    family, at = accepted(town, office, 3)
    fills_in(at)
    at.page.get_by_text("已存在这台设备上").first.wait_for()
    town.wecom.person = "shanqian2"
    at.open("/desk/sign-out").press("退出")
    at.open("/desk/sign-in?to=/desk")
    at.open(f"/desk/cases/{family.case_id}/visit")
    at.page.wait_for_function("caches.open('drafts').then(c => c.keys()).then(k => k.length === 0)")
    assert at.page.get_by_label("入户情况").input_value() == ""


def test_what_is_refused_comes_back_with_its_files(town, office):
    family, at = accepted(town, office, 4)
    fills_in(at)
    at.page.get_by_label("入户情况").fill("")
    at.press("记录入户调查")
    at.page.get_by_role("alert").wait_for()
    at.errors.clear()  # the browser notes the 422
    assert box(at, "照片").get_by_role("checkbox").is_checked()
    at.picture("visit-refused-360")
    at.page.get_by_label("入户情况").fill("家里三口人，与申报一致")
    at.press("记录入户调查")
    at.page.get_by_text("等同事确认").wait_for()
    assert len(recorded(family)["photos"]) == 1


def test_without_scripts_the_signed_paper_is_uploaded(town, office):
    family = applied(town, 5)
    at = office(scripts=False, width=360).signs_in("shanqian1")
    at.open(f"/desk/cases/{family.case_id}/visit")
    at.picture("visit-without-scripts-360")
    at.page.get_by_role("link", name="上传照片： 家庭签名").click()
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo("signed")}
    at.page.get_by_label("照片（JPEG 或 PNG）").set_input_files(file)
    at.picture("upload-360")
    at.press("上传")
    assert box(at, "家庭签名").get_by_role("checkbox").is_checked()

"""What is typed, chosen, photographed and drawn on the phone."""

from __future__ import annotations

import json

import pytest

from local.population.photos import photo

FORM = "/pages/form/form"


def notes(phone):
    return phone.page.evaluate("phone.page().notes")


def submitted(phone):
    phone.tap("提交")
    phone.page.wait_for_function("phone.page().data.said.startsWith('{')")
    return json.loads(phone.data("said"))


def test_chinese_is_composed_and_only_the_word_arrives(sample):
    sample.open(FORM)
    sample.type("姓名", "田某")
    sample.sees("写了 田某")
    assert [note for note in notes(sample) if "py" in note] == []


def test_letters_and_digits_arrive_one_by_one(sample):
    sample.open(FORM)
    sample.type("姓名", "a1")
    assert notes(sample)[-2:] == ["input a", "input a1"]


def test_a_field_says_when_it_is_entered_left_and_confirmed(sample):
    sample.open(FORM)
    sample.type("姓名", "甲")
    sample.field("姓名").press("Enter")
    assert [notes(sample)[0], *notes(sample)[-2:]] == ["focus", "confirm 甲", "blur 甲"]


def test_a_tap_elsewhere_leaves_the_field(sample):
    sample.open(FORM)
    sample.type("姓名", "甲")
    sample.leave_field("姓名")
    assert notes(sample)[-1] == "blur 甲"


def test_a_form_gathers_every_named_control(sample):
    sample.open(FORM)
    sample.type("姓名", "田某")
    sample.type("原因", "残疾在家")
    sample.tap("租的房子")
    sample.tap("有人生大病")
    sample.tap("有老人")
    sample.tap("由别人代填")
    assert submitted(sample) == {
        "name": "田某",
        "why": "残疾在家",
        "lives": "rent",
        "has": ["ill", "old"],
        "helped": True,
    }


def test_a_tap_on_a_label_is_one_change(sample):
    sample.open(FORM)
    sample.tap("有老人")
    sample.sees("有 old")


def test_a_list_and_a_day_are_chosen_by_the_browser_s_own_choosers(sample):
    sample.open(FORM)
    sample.choose("申请哪一种", "低保")
    sample.sees("申请：低保")
    sample.choose("出生日期", "1960-05-04")
    sample.sees("出生日期：1960-05-04")


def test_a_list_that_is_scrolled_to_its_end_says_so(sample):
    sample.open(FORM)
    sample.page.get_by_role("region", name="清单").evaluate("one => one.scrollTo(0, 9999)")
    sample.sees("到底了")


def test_a_photo_is_taken_compressed_saved_and_still_there_after_the_app_was_closed(
    sample, tmp_path
):
    file = tmp_path / "card.jpg"
    file.write_bytes(photo("card"))
    sample.open(FORM)
    sample.choose_photo("拍照", file)
    sample.sees("true 64")
    saved = sample.data("photo")
    sample.close_and_open(FORM)
    sample.page.evaluate("path => phone.page().setData({ photo: path })", saved)
    sample.page.wait_for_function(
        "(phone.page().notes ?? []).some((one) => one.startsWith('load'))"
    )


def test_a_person_signs_on_a_canvas_and_the_signature_is_a_picture(sample):
    sample.open()
    sample.tap("签名")
    sample.sign("签名处")
    sample.sees("写了一笔")
    dark = sample.page.get_by_label("签名处").evaluate(
        "pad => pad.getContext('2d').getImageData(0, 0, pad.width, pad.height)"
        ".data.filter((value, at) => at % 4 === 3 && value > 0).length"
    )
    assert dark > 300
    sample.tap("写好了")
    sample.sees("png true")


@pytest.mark.parametrize(("who", "said"), [("本人（身份证上的人）", "10017"), ("取消", "10017")])
def test_wechat_films_nobody_for_an_id_that_it_never_gave(sample, who, said):
    sample.open()
    sample.tap("签名")
    sample.tap("人脸核身")
    sample.tap(who)
    sample.sees(said)

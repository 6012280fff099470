"""Photos that are heavy, and networks that are slow."""

from __future__ import annotations

from playwright.sync_api import expect

from chalicelib.words import say
from tests.browser import paper
from tests.browser.applying import begins, opens

AS_IT_IS = """() => {
  phone.wx.compressImage = ({ src, success }) => success({ tempFilePath: src });
}"""
"""A phone that makes no photo smaller."""


def test_a_heavy_photo_is_made_small_and_where_the_phone_cannot_it_is_warned_of(person, tmp_path):
    begins(person)
    opens(person, "identity_card")
    person.page.evaluate(AS_IT_IS)
    person.choose_photo("拍照", paper.heavy(tmp_path))
    person.sees(say("phone.photo.large"))
    person.sees(say("phone.photo.large_next"))
    opens(person, "identity_card")
    person.choose_photo("拍照", paper.heavy(tmp_path))
    person.sees("已经传好了")
    person.does_not_see("照片太大，传不上去。")


def test_how_much_of_a_photo_is_sent_is_shown_while_the_network_is_slow(person, tmp_path):
    begins(person)
    opens(person, "identity_card")
    person.network("slow", "papers", ms=2500)
    person.choose_photo("拍照", paper.sharp(tmp_path))
    bar = person.page.get_by_role("progressbar", name="照片 1")
    expect(bar).to_have_attribute("value", "0")
    expect(bar).to_have_attribute("value", "10")
    person.sees("已经传好了")
    expect(bar).to_have_count(0)

"""A phone that has no room left: whoever has it goes on, and is told."""

from __future__ import annotations

from tests.browser import paper
from tests.browser.applying import begins, goes_on, opens
from tests.browser.test_core_network import answers_at_the_service, is_saved

HARDSHIP = "家里有什么难处？"
FULL = """() => {
  const fill = (size) => {
    for (let n = 0; ; n += 1) {
      const key = `phone/another/${size}/${n}`;
      try { localStorage.setItem(key, 'x'.repeat(size)); } catch { return; }
    }
  };
  [1000000, 10000, 100, 1].forEach(fill);
}"""


def answers(person, phones) -> None:
    """Give an answer, which is said to be on its way, and comes to the service."""
    person.type(HARDSHIP, "没有收入")
    goes_on(person)
    person.sees("手机存满了。您填的正在发出去，请先别关。")
    person.page.wait_for_load_state("networkidle")
    assert "没有收入" in answers_at_the_service(person, phones)


def test_on_a_phone_that_is_full_from_the_beginning_one_signs_in_and_answers(phones, person):
    person.open()
    person.page.evaluate("localStorage.clear()")
    person.page.evaluate(FULL)
    person.tap("长辈版")
    person.sees("普通版")
    person.tap("申请救助", exact=False)
    person.tap("开始填")
    person.is_at("step")
    answers(person, phones)


def test_a_session_that_ended_is_renewed_on_a_full_phone(phones, person):
    begins(person)
    is_saved(person)
    person.page.evaluate(FULL)
    person.network("status", "/answers/", times=1, status=401)
    answers(person, phones)


def test_on_a_full_phone_answers_are_sent_and_it_says_so(phones, person):
    begins(person)
    is_saved(person)
    person.page.evaluate(FULL)
    answers(person, phones)


def test_a_photo_for_which_the_phone_has_no_room_is_said(person, tmp_path):
    begins(person)
    opens(person, "identity_card")
    person.page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new Error() } }")
    person.choose_photo("拍照", paper.sharp(tmp_path))
    person.sees("手机存满了，放不下这张照片。")

"""What the mini program asks of wx, and what a bad network does to it."""

from __future__ import annotations

import pytest

from local.population.photos import photo

MORE = "/pages/more/more"


@pytest.fixture
def more(sample):
    return sample.open(MORE)


def test_a_request_reaches_the_suite(more):
    more.tap("问服务器")
    more.sees("200 object")
    assert more.calls("request")[0]["url"].endswith("/v1/consent-text")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("cut before", "request:fail network interrupted error"),
        ("cut after", "request:fail network interrupted error"),
        ("status", "503 string"),
        ("garbage", "200 string"),
    ],
)
def test_a_bad_network_shows_itself_as_on_a_phone(more, how, said):
    more.network(how, "/v1/consent-text", times=1)
    more.tap("问服务器")
    more.sees(said)
    more.tap("问服务器")
    more.sees("200 object")


def test_a_phone_without_a_network_says_so_and_notices_when_it_is_back(more):
    more.offline()
    more.sees("false none")
    more.tap("问服务器")
    more.sees("request:fail net::ERR_INTERNET_DISCONNECTED")
    more.online("4g")
    more.sees("true 4g")
    more.tap("问服务器")
    more.sees("200 object")


def test_nothing_is_sent_that_is_cut_before_and_all_is_answered_that_is_cut_after(more):
    sent = []
    more.page.on("request", lambda request: sent.append(request.url))
    more.network("cut before", "/v1/consent-text", times=1)
    more.tap("问服务器")
    more.sees("network interrupted error")
    assert sent == []
    more.network("cut after", "/v1/consent-text", times=1)
    more.tap("问服务器")
    more.page.wait_for_function("phone.page().data.text !== '等待'")
    assert len(sent) == 1


def test_a_slow_network_only_takes_longer(more):
    more.network("slow", ms=300)
    more.tap("问服务器")
    more.does_not_see("200 object")
    more.sees("200 object")


def test_a_network_that_is_good_again_sends_everything(more):
    more.network("cut before")
    more.tap("问服务器")
    more.sees("network interrupted error")
    more.network_is_good()
    more.tap("问服务器")
    more.sees("200 object")


def test_whoever_asks_too_often_is_told_when_to_come_back(more):
    more.network("status", status=429, header={"retry-after": "2"})
    more.tap("问服务器")
    more.sees("429 string")


def test_login_gives_a_code_of_this_phone_s_user(more):
    more.tap("登录")
    more.sees("code")


@pytest.mark.parametrize(
    ("entry", "choice", "said"),
    [
        ("给手机号", "允许", "getPhoneNumber:ok"),
        ("给手机号", "不允许", "getPhoneNumber:fail user deny"),
        ("接收通知", "允许", "accept"),
        ("接收通知", "不允许", "reject"),
        ("打电话", "取消", "makePhoneCall:fail cancel"),
        ("问一句", "确定", "交"),
        ("问一句", "取消", "不交"),
        ("选一项", "相册", "选了 1"),
        ("选一项", "取消", "showActionSheet:fail cancel"),
    ],
)
def test_wechat_asks_the_person_and_the_page_hears_the_answer(more, entry, choice, said):
    more.tap(entry)
    assert more.axe() == []
    more.tap(choice)
    more.sees(said)


def test_who_takes_no_messages_gets_none_from_wechat(more, town):
    more.tap("接收通知")
    more.tap("不允许")
    more.sees("reject")
    assert f"openid-{more.name}" in town.wechat.refusing


def test_a_toast_is_read_aloud_by_screen_readers(more):
    more.tap("提示")
    assert more.page.get_by_role("status").inner_text() == "好了"


def test_a_text_is_read_aloud_to_its_end(more):
    more.tap("朗读")
    more.sees("读完了")


def test_a_query_measures_what_is_on_the_page(more):
    more.tap("量一量")
    more.sees("true 0")


def test_storage_holds_as_much_as_on_a_phone(more):
    store = "(size) => { try { return phone.wx.setStorageSync('big', 'a'.repeat(size)) ?? 'kept' }"
    store += " catch (error) { return error.message } }"
    assert more.page.evaluate(store, 1000) == "kept"
    assert "limit" in more.page.evaluate(store, 1024 * 1024)


def test_the_phone_knows_the_time_of_the_sandbox(more, town):
    town.clock.forward(86_400)
    more.look_at_the_clock()
    shown = more.page.evaluate("phone.now()")
    assert abs(shown / 1000 - town.clock.now().timestamp()) < 5


UPLOAD = """async () => {
  const { wx } = phone;
  const call = (name, given) => new Promise((resolve) =>
    phone.wx[name]({ ...given, success: resolve, fail: resolve }));
  const post = async (path, data, header = {}) => (await call('request', {
    url: `http://127.0.0.1:8000${path}`, method: 'POST', data,
    header: { 'Idempotency-Key': crypto.randomUUID(), ...header },
  })).data;
  const { code } = await call('login', {});
  const { token } = await post('/v1/sessions/citizen', { code });
  const header = { Authorization: `Bearer ${token}` };
  const filePath = phone.addTemporary(new Blob([phone.bytes], { type: 'image/jpeg' }));
  const info = await new Promise((resolve) => wx.getFileSystemManager().getFileInfo(
    { filePath, digestAlgorithm: 'sha256', success: resolve }));
  const { url, fields } = await post('/v1/papers',
    { digest: info.digest, media_type: 'image/jpeg' }, header);
  const answer = await call('uploadFile', { url, filePath, name: 'file', formData: fields });
  return [answer.statusCode, answer.errMsg, url];
}"""


def test_a_photo_is_uploaded_where_the_suite_says(more):
    more.page.evaluate("bytes => { phone.bytes = new Uint8Array(bytes) }", list(photo("card")))
    status, message, _ = more.page.evaluate(UPLOAD)
    assert (status, message) == (204, "uploadFile:ok")

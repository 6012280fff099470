"""Calls of wx that pages make now and then: each answers as WeChat's documentation says."""

from __future__ import annotations

import pytest

CALLS = """
request uploadFile downloadFile login requestFacialVerify checkIsSupportFacialRecognition
requestSubscribeMessage chooseMedia compressImage getImageInfo getFileSystemManager openDocument
previewImage navigateTo redirectTo navigateBack switchTab reLaunch getStorageSync setStorageSync
removeStorageSync getStorageInfoSync clearStorageSync showToast hideToast showLoading hideLoading
showModal showActionSheet getAppBaseInfo getWindowInfo getDeviceInfo getNetworkType
onNetworkStatusChange offNetworkStatusChange makePhoneCall setClipboardData setNavigationBarTitle
pageScrollTo createSelectorQuery nextTick createInnerAudioContext canvasToTempFilePath
getAccountInfoSync
"""
FILES = ("readFile", "getFileInfo", "saveFile", "unlink", "access")
CALL = """([name, given]) => new Promise((resolve) => {
  phone.wx[name]({ ...given, success: resolve, fail: resolve });
})"""
FILE_CALL = """([name, given]) => new Promise((resolve) => {
  phone.wx.getFileSystemManager()[name]({ ...given, success: resolve, fail: resolve });
})"""
ADD = "([text, type]) => phone.addTemporary(new Blob([text], { type }))"


@pytest.fixture
def wx(sample):
    """Call wx on the first page: `wx("getNetworkType", key=value)` answers what success gets."""
    sample.open()

    def call(name, **given):
        return sample.page.evaluate(FILE_CALL if name in FILES else CALL, [name, given])

    call.phone = sample
    return call


def at_once(phone, code):
    return phone.page.evaluate(f"(() => {{ const {{ wx }} = phone; return {code}; }})()")


def test_every_call_is_there(wx):
    names = CALLS.split()
    there = wx.phone.page.evaluate("names => names.filter((one) => one in phone.wx)", names)
    assert there == names


def test_pages_are_replaced_left_and_started_anew(wx):
    assert wx("navigateTo", url="/pages/form/form")["errMsg"] == "navigateTo:ok"
    assert wx("redirectTo", url="../form/form?again=1")["errMsg"] == "redirectTo:ok"
    assert at_once(wx.phone, "phone.page().options") == {"again": "1"}
    assert wx("navigateBack", delta=1)["errMsg"] == "navigateBack:ok"
    assert at_once(wx.phone, "phone.route()") == "pages/home/home"
    assert wx("reLaunch", url="/pages/form/form")["errMsg"] == "reLaunch:ok"
    assert "first page" in wx("navigateBack")["errMsg"]


def test_tabs_are_switched_and_pages_are_not(wx):
    assert "tabbar page" in wx("navigateTo", url="/pages/more/more")["errMsg"]
    assert "no-tabBar page" in wx("switchTab", url="/pages/form/form")["errMsg"]


def test_ten_pages_lie_one_upon_another_and_no_more(wx):
    for _ in range(9):
        wx("navigateTo", url="/pages/form/form")
    assert "limit exceed" in wx("navigateTo", url="/pages/form/form")["errMsg"]


def test_values_are_kept_by_name(wx):
    at_once(wx.phone, "wx.setStorageSync('a', { b: [1] })")
    assert at_once(wx.phone, "wx.getStorageSync('a')") == {"b": [1]}
    assert "a" in at_once(wx.phone, "wx.getStorageInfoSync()")["keys"]
    at_once(wx.phone, "wx.removeStorageSync('a')")
    assert at_once(wx.phone, "wx.getStorageSync('a')") == ""
    at_once(wx.phone, "wx.clearStorageSync()")
    assert at_once(wx.phone, "wx.getStorageInfoSync()")["keys"] == []


def test_phones_do_not_share_what_they_keep(wx):
    at_once(wx.phone, "wx.setStorageSync('a', 1)")
    wx.phone.name = "another"
    wx.phone.open()
    assert at_once(wx.phone, "wx.getStorageSync('a')") == ""


def test_a_file_is_read_kept_and_thrown_away(wx):
    path = wx.phone.page.evaluate(ADD, ["救助", "text/plain"])
    assert wx("readFile", filePath=path, encoding="utf8")["data"] == "救助"
    assert wx("readFile", filePath=path, encoding="base64")["data"] == "5pWR5Yqp"
    saved = wx("saveFile", tempFilePath=path)["savedFilePath"]
    assert wx("access", path=saved)["errMsg"] == "access:ok"
    assert wx("access", path=path)["errMsg"].startswith("access:fail no such file")
    assert wx("unlink", filePath=saved)["errMsg"] == "unlink:ok"
    assert wx("unlink", filePath=saved)["errMsg"].startswith("unlink:fail")


def test_a_file_is_downloaded_and_shown(wx):
    got = wx("downloadFile", url="http://127.0.0.1:8000/v1/consent-text")
    assert got["statusCode"] == 200
    wx.phone.page.evaluate(
        "path => { phone.wx.openDocument({ filePath: path }) }", got["tempFilePath"]
    )
    wx.phone.tap("关闭")


def test_the_page_is_scrolled_and_its_title_changed(wx):
    wx("navigateTo", url="/pages/form/form")
    wx.phone.page.set_viewport_size({"width": 375, "height": 400})
    wx("pageScrollTo", scrollTop=50)
    assert at_once(wx.phone, "document.querySelector('page:not([hidden])').scrollTop") == 50
    assert wx("pageScrollTo", selector=".list")["errMsg"] == "pageScrollTo:ok"
    assert wx("pageScrollTo", selector=".none")["errMsg"].startswith("pageScrollTo:fail")
    wx("setNavigationBarTitle", title="第二步")
    assert wx.phone.title() == "第二步"


def test_the_screen_says_that_something_is_under_way(wx):
    wx("showLoading", title="正在提交")
    wx.phone.sees("正在提交")
    wx("hideLoading")
    wx.phone.does_not_see("正在提交")


def test_a_message_s_consent_needs_a_tap(sample):
    said = "({ errMsg }) => this.setData({ chosen: errMsg })"
    ask = f"wx.requestSubscribeMessage({{ tmplIds: ['a'], fail: {said} }})"

    def alter(files):
        script = files["pages/home/home.js"]
        files["pages/home/home.js"] = script.replace("onLoad() {", f"onLoad() {{ {ask};")

    sample.with_files(alter).open()
    sample.sees("can only be invoked by user TAP gesture")


def test_the_network_and_the_device_are_described(wx):
    assert wx("getNetworkType")["networkType"] == "wifi"
    assert at_once(wx.phone, "wx.getWindowInfo().windowWidth") == 375
    assert at_once(wx.phone, "wx.getAccountInfoSync().miniProgram.envVersion") == "develop"
    assert at_once(wx.phone, "wx.getAppBaseInfo().fontSizeScaleFactor") == 1
    assert wx("setClipboardData", data="4513")["errMsg"] == "setClipboardData:ok"

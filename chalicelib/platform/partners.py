"""The adapters to WeChat and WeCom, made from settings and secrets."""

from __future__ import annotations

from chalicelib.platform import clock
from chalicelib.platform.secrets import secret
from chalicelib.platform.settings import settings
from chalicelib.platform.wechat import WeChat
from chalicelib.platform.wecom import WeCom


def wechat() -> WeChat:
    """The mini program's server API."""
    held = secret(settings().need("wechat_secret_arn"))
    return WeChat(
        settings().need("wechat_base_url"),
        held["appid"],
        held["secret"],
        held["template_id"],
        clock.current(),
    )


def wecom() -> WeCom:
    """WeCom's API for our app."""
    held = secret(settings().need("wecom_secret_arn"))
    return WeCom(
        settings().need("wecom_base_url"),
        held["corpid"],
        held["corpsecret"],
        int(held["agentid"]),
        held["home_url"],
        clock.current(),
    )

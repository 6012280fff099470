"""The adapters to WeChat and WeCom, made from settings and secrets, loaded on use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain.errors import Refused
from chalicelib.platform.aws.secrets import SELDOM_CHANGED, secret
from chalicelib.platform.partners.addresses import address
from chalicelib.platform.runtime import clock
from chalicelib.platform.runtime.settings import settings

if TYPE_CHECKING:
    from chalicelib.platform.partners.wechat import WeChat
    from chalicelib.platform.partners.wecom import WeCom
    from chalicelib.platform.partners.wecom_callbacks import Callbacks


def wechat() -> WeChat:
    """The mini program's server API."""
    from chalicelib.platform.partners.wechat import WeChat

    values = secret(settings().need("wechat_secret_arn"), SELDOM_CHANGED)
    return WeChat(
        address("wechat_base_url"),
        values["appid"],
        values["secret"],
        values["template_id"],
        clock.current(),
    )


def wecom() -> WeCom:
    """WeCom's API for our app."""
    from chalicelib.platform.partners.wecom import WeCom

    values = secret(settings().need("wecom_secret_arn"), SELDOM_CHANGED)
    return WeCom(
        address("wecom_base_url"),
        values["corpid"],
        values["corpsecret"],
        int(values["agentid"]),
        values["home_url"],
        clock.current(),
    )


def wecom_callbacks() -> Callbacks:
    """How WeCom seals what it tells our app; Refused("request.not_found") where that was not set up
    with a token and a key."""
    from chalicelib.platform.partners.wecom_callbacks import Callbacks

    values = secret(settings().need("wecom_secret_arn"), SELDOM_CHANGED)
    token, key = values.get("callback_token"), values.get("callback_key")
    if not (token and key):
        raise Refused("request.not_found")
    return Callbacks(token, key, values["corpid"])

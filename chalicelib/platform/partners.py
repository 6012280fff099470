"""The adapters to everybody outside, made from settings and secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from chalicelib.platform import clock
from chalicelib.platform.departments import Departments
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


def departments(sources: Sequence[Any], deadline: timedelta) -> Departments:
    """The departments that hold data on families, all asked within `deadline`."""
    held = secret(settings().need("sources_secret_arn"))
    return Departments(
        settings().need("sources_base_url"),
        held["app_id"],
        held["key"],
        sources,
        deadline,
        clock.current(),
    )

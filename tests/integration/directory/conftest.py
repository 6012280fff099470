"""The directory's API in a deployment, with WeChat and WeCom on loopback."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app import app
from local.cloud.clock import LogicalClock
from local.cloud.deployment import PARTNER_SECRETS
from local.cloud.engine import Sandbox
from local.cloud.loopback import serving
from local.simulators.wechat import WeChatSimulator
from local.simulators.wecom import WeComSimulator
from tests.conftest import FUNCTIONS, MONDAY, employ, nothing
from tests.support.gateway import Caller


@dataclass
class Town:
    """A deployment with its partners, and somebody who calls its API without a session."""

    sandbox: Sandbox
    wechat: WeChatSimulator
    wecom: WeComSimulator
    caller: Caller

    def citizen(self, openid):
        """A citizen signed in."""
        return self._signed_in("citizen", self.wechat.issue_code(openid))

    def staff(self, userid):
        """A member of staff signed in."""
        return self._signed_in("staff", self.wecom.issue_code(userid))

    def sign_in(self, kind, code):
        """The answer to a code."""
        return self.caller.post(f"/v1/sessions/{kind}", {"code": code}, key="")

    def _signed_in(self, kind, code):
        return self.caller.signed_in(self.sign_in(kind, code).json["token"])


@pytest.fixture
def town():
    clock = LogicalClock(MONDAY)
    wechat = WeChatSimulator(clock, PARTNER_SECRETS["WECHAT"])
    wecom = WeComSimulator(clock, PARTNER_SECRETS["WECOM"], strangers={"visitor"})
    functions = dict.fromkeys(FUNCTIONS, nothing)
    with serving(wechat) as wechat_url, serving(wecom) as wecom_url:
        partners = {"WECHAT_BASE_URL": wechat_url, "WECOM_BASE_URL": wecom_url}
        with Sandbox(functions, MONDAY, partners, threaded=False, clock=clock) as sandbox:
            employ()
            yield Town(sandbox, wechat, wecom, Caller(app))

"""An authenticator as on somebody's phone: it takes a secret as it is shown, and shows codes."""

from __future__ import annotations

import base64
import os
from contextlib import contextmanager

from chalicelib.directory.sessions import one_time_codes
from chalicelib.platform.runtime.settings import settings

STRICT = """
[pack]
extends = "jilin-city"

[[value]]
name = "authenticator.level"
from = 2021-07-01
unit = "text"
amount = "county"
document = "测试"
article = "—"
issued = 2021-07-01
status = "assumed"
"""
"""A policy that asks a second factor from the county on."""


@contextmanager
def asked_by_policy(folder):
    """In here the policy, written to a folder, asks a second factor from the county on."""
    (folder / "pack.toml").write_text(STRICT, encoding="utf-8")
    own, os.environ["POLICY_PACK"] = os.environ["POLICY_PACK"], str(folder)
    settings.cache_clear()
    yield
    os.environ["POLICY_PACK"] = own
    settings.cache_clear()


class Authenticator:
    """What is on a phone of one's own, with its clock."""

    def __init__(self, secret, clock):
        self.text = secret.replace(" ", "")
        self.secret, self.clock = base64.b32decode(self.text), clock

    def code(self, ahead=0):
        """The code that it shows, so many steps ahead of the time."""
        step = one_time_codes.step_at(self.clock.now()) + ahead
        return one_time_codes.code(self.secret, step)

    def wrong(self):
        """A code that it shows at no time near."""
        near = {self.code(ahead) for ahead in range(-3, 4)}
        return next(
            code for code in ("000000", *map(str, range(222222, 222230))) if code not in near
        )

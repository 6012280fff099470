"""An authenticator as on somebody's phone: it takes a secret as it is shown, and shows codes."""

from __future__ import annotations

import base64

from chalicelib.directory.sessions import one_time_codes

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

"""What the deployment tells a function about itself: names of tables, keys and partners.

Every name is an environment variable that `.chalice/config.json` sets; a test compares the two.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from functools import lru_cache

from chalicelib.domain.errors import Broken


@dataclass(frozen=True)
class Settings:
    """The deployment's names; each field is the environment variable of the same name in capitals.

    A function is given only the names it needs; asking for one it was not given is `Broken`.
    """

    cases_table: str = ""
    trail_table: str = ""
    people_table: str = ""
    money_table: str = ""
    directory_table: str = ""
    public_table: str = ""
    papers_bucket: str = ""
    exchange_bucket: str = ""
    print_function: str = ""
    state_machine_arn: str = ""
    data_key_id: str = ""
    token_key_id: str = ""
    index_secret_arn: str = ""
    session_secret_arn: str = ""
    wechat_base_url: str = ""
    wechat_secret_arn: str = ""
    wecom_base_url: str = ""
    wecom_sign_in_url: str = ""
    wecom_secret_arn: str = ""
    sources_base_url: str = ""
    sources_secret_arn: str = ""
    policy_pack: str = ""
    training_url: str = ""

    def need(self, name: str) -> str:
        """The value of `name`; Broken("settings.missing") when the deployment did not give it."""
        value = str(getattr(self, name))
        if not value:
            raise Broken("settings.missing", name=name.upper())
        return value


NAMES = tuple(field.name.upper() for field in fields(Settings))


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings(**{name.lower(): os.environ.get(name, "") for name in NAMES})

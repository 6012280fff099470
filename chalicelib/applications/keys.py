"""Where it is counted how often people apply and prove who they are."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def intake(day: str, who: str) -> Key:
    """How many applications came on a day from an account or an address."""
    return Key("cases", f"INTAKE#{day}#{who}", "COUNT")


def person_tries(identity: str, day: str) -> Key:
    """How often anybody tried on a day to prove that they are this person."""
    return Key("cases", f"INTAKE#{day}#{identity}", "TRIES")


def account_tries(account_id: str, day: str) -> Key:
    """How often an account tried on a day to prove anybody."""
    return Key("people", f"ACCOUNT#{account_id}", f"TRIES#{day}")


ACCESS_PATTERNS = (
    AccessPattern("applications of a day", "cases", "table", "INTAKE#day#who", "api"),
    AccessPattern("tries at a person", "cases", "table", "INTAKE#day#hash / TRIES", "api"),
    AccessPattern("tries of an account", "people", "table", "ACCOUNT#id / TRIES#day", "api"),
)

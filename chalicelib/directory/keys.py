"""Where accounts, sessions and staff lie."""

from __future__ import annotations

from chalicelib.domain.actors import Role
from chalicelib.platform.store.keys import AccessPattern, Key

ACTS_FOR = "ACTS-FOR#"


def account(account_id: str) -> Key:
    """What is known of a citizen's account: the sealed openid to which messages go."""
    return Key("people", f"ACCOUNT#{account_id}", "ACCOUNT")


def session(role: Role, holder: str, id_: str) -> Key:
    """An open session beside its holder, an account or a member of staff; ids sort by time."""
    beside = account(holder) if role is Role.CITIZEN else staff(holder)
    return Key(beside.table, beside.pk, f"SESSION#{id_}")


def sign_in(who: str, id_: str) -> Key:
    """That somebody signed in or out, or could not (by their address); ids sort by time."""
    return Key("people", f"SIGNIN#{who}", id_)


def staff(staff_id: str) -> Key:
    """A member of staff: office, posts, since when, until when."""
    return Key("directory", f"STAFF#{staff_id}", "STAFF")


def authenticator(staff_id: str) -> Key:
    """What shows the second factor of a member of staff, beside them."""
    return Key("directory", staff(staff_id).pk, "AUTHENTICATOR")


def acts_for(deputy: str, staff_id: str) -> Key:
    """For whom a deputy acts while they are away, beside the deputy."""
    return Key("directory", staff(deputy).pk, f"{ACTS_FOR}{staff_id}")


def office_staff(office: str, staff_id: str) -> Key:
    """A member of staff among those of an office."""
    return Key("directory", f"OFFICE#{office}", f"STAFF#{staff_id}")


def wecom_user(userid: str) -> Key:
    """The member of staff behind a WeCom user; to WeCom capitals make no other user."""
    return Key("directory", f"WECOM#{userid.lower()}", "STAFF")


def wecom_users(userid: str) -> tuple[Key, ...]:
    """Where the member of staff behind a WeCom user may lie: there, or where capitals still made a
    difference when they were entered."""
    written = Key("directory", f"WECOM#{userid}", "STAFF")
    return tuple(dict.fromkeys((wecom_user(userid), written)))


def desk_key(county: str) -> Key:
    """The wrapped data key of what a county's desk shows: labels on its worklists, names of its
    staff."""
    return Key("cases", f"DESK#{county}", "KEY")


def delegation(office: str, scheme: str, since: str) -> Key:
    """That a township confirms cases of a scheme from a day on."""
    return Key("directory", f"DELEGATION#{office}", f"{scheme}#{since}")


ACCESS_PATTERNS = (
    AccessPattern("a citizen's account", "people", "table", "ACCOUNT#id", "api, spread"),
    AccessPattern("an open session", "people", "table", "ACCOUNT#id / SESSION#id", "api"),
    AccessPattern("sign-ins of somebody", "people", "table", "SIGNIN#who", "api, operators"),
    AccessPattern("a member of staff", "directory", "table", "STAFF#id", "api"),
    AccessPattern("staff with sessions", "directory", "table", "STAFF#id", "api"),
    AccessPattern("an authenticator", "directory", "table", "STAFF#id / AUTHENTICATOR", "api"),
    AccessPattern("for whom one acts", "directory", "table", "STAFF#id / ACTS-FOR#", "api"),
    AccessPattern("staff of an office", "directory", "table", "OFFICE#code", "routing"),
    AccessPattern("staff by WeCom user", "directory", "table", "WECOM#userid", "api"),
    AccessPattern(
        "powers of a township", "directory", "table", "DELEGATION#office / scheme#", "api, approval"
    ),
)

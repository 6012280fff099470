"""Where what belongs to a case lies: answers, letters, messages, and what finds it."""

from __future__ import annotations

from chalicelib.platform.store.keys import AccessPattern, Key


def answer(case_id: str, round_: int, part: int) -> Key:
    """What departments answered in one round of verification; what is too large for one item goes
    on in further parts."""
    rest = f"#{part:02d}" if part else ""
    return Key("cases", f"CASE#{case_id}", f"ANSWER#{round_:02d}#all{rest}")


def round_of(answer_: str) -> int:
    """The round to which an answer belongs, by its sort key."""
    return int(answer_.split("#")[1])


def letter(case_id: str, seq: int, name: str) -> Key:
    """A letter to the family, named by the event that caused it."""
    return Key("cases", f"CASE#{case_id}", f"LETTER#{seq:08d}#{name}")


def event_of(letter_: str) -> int:
    """The event that a letter tells of, by its sort key."""
    return int(letter_.split("#")[1])


def message(case_id: str, seq: int, name: str) -> Key:
    """The delivery of one message, named by the event that caused it."""
    return Key("cases", f"CASE#{case_id}", f"MESSAGE#{seq:08d}#{name}")


def receipt(number: str) -> Key:
    """The case of a receipt number."""
    return Key("cases", f"RECEIPT#{number}", "RECEIPT")


def lock(scheme: str, identity: str) -> Key:
    """One open case per scheme and applicant."""
    return Key("cases", f"LOCK#{scheme}#{identity}", "LOCK")


def owner(account: str, case_id: str) -> Key:
    """A case among its account's cases."""
    return Key("cases", f"OWNER#{account}", case_id)


def member(identity: str, case_id: str) -> Key:
    """An open case among those in which this person is a member."""
    return Key("cases", f"MEMBER#{identity}", case_id)


def proof(identity: str, account_id: str) -> Key:
    """That a person was proved to be who they say, on the phone of an account."""
    return Key("people", f"PERSON#{identity}", f"PROOF#{account_id}")


def helper(identity: str, account_id: str) -> Key:
    """That an account asked to act for a person; it lies beside the proof on that account, which
    then is not that of the person's own phone."""
    return Key("people", f"PERSON#{identity}", f"PROOF#{account_id}#HELPER")


def own_phone(identity: str, account_id: str) -> Key:
    """That a person consented to a delegation on the phone of an account, which is the person's own
    by that; it lies beside the proof on that account."""
    return Key("people", f"PERSON#{identity}", f"PROOF#{account_id}#OWN")


def claimed(identity: str, account_id: str, case_id: str) -> Key:
    """That a person took a case that a helper sent in over on the phone of an account, by its
    receipt number; it lies beside the proof on that account."""
    return Key("people", f"PERSON#{identity}", f"PROOF#{account_id}#CASE#{case_id}")


def sent_in(helper_id: str, case_id: str) -> Key:
    """A case among those that were sent in under a delegation."""
    return Key("cases", f"HELPER#{helper_id}", f"CASE#{case_id}")


def proof_attempt(account_id: str, id_: str) -> Key:
    """An account's attempt to prove somebody; it lies with the account and ends by itself."""
    return Key("people", f"ACCOUNT#{account_id}", f"ATTEMPT#{id_}")


def relative(identity: str, staff_id: str) -> Key:
    """That a person is registered as a close relative, by a member of staff."""
    return Key("people", f"PERSON#{identity}", f"RELATIVE#{staff_id}")


def home(staff_id: str) -> Key:
    """In which village or community somebody of the staff lives."""
    return Key("people", f"STAFF#{staff_id}", "HOME")


ACCESS_PATTERNS = (
    AccessPattern("where somebody of the staff lives", "people", "table", "STAFF#id / HOME", "api"),
    AccessPattern("a case's department answers", "cases", "table", "CASE#id / ANSWER#", "verify"),
    AccessPattern("a case's letters", "cases", "table", "CASE#id / LETTER#", "casefile"),
    AccessPattern("case of a receipt", "cases", "table", "RECEIPT#number", "api"),
    AccessPattern("open case of an applicant", "cases", "table", "LOCK#scheme#hash", "api"),
    AccessPattern("cases of an account", "cases", "table", "OWNER#account", "api"),
    AccessPattern("open cases of a person", "cases", "table", "MEMBER#hash", "spread"),
    AccessPattern("cases of a delegation", "cases", "table", "HELPER#id / CASE#", "spread"),
    AccessPattern("a person's proof", "people", "table", "PERSON#hash / PROOF#account", "api"),
    AccessPattern(
        "a person's phones and helpers", "people", "table", "PERSON#hash / PROOF#", "api, spread"
    ),
    AccessPattern(
        "whose relative a person is", "people", "table", "PERSON#hash / RELATIVE#", "api, spread"
    ),
    AccessPattern("an attempt at a proof", "people", "table", "ACCOUNT#id / ATTEMPT#id", "api"),
)

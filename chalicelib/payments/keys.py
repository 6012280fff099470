"""Where what belongs to money lies: vaults, runs and their lines, what the bank said."""

from __future__ import annotations

from chalicelib.platform.store.keys import KEY, AccessPattern, Key


def payment(case_id: str, period: str, part_: str, attempt: int) -> Key:
    """What the family sees of one payment; payments sort by period."""
    return Key("cases", f"CASE#{case_id}", f"PAYMENT#{period}#{part_}#{attempt:02d}")


def waiting_discrepancy(run: str, discrepancy: str) -> Key:
    """A discrepancy among those that wait for a finance clerk about a run."""
    return Key("cases", f"RUN#{run}", f"DISCREPANCY#{discrepancy}")


def settled_discrepancy(run: str, discrepancy: str) -> Key:
    """Who settled what a statement on a run said, and about which of its lines it may have been."""
    return Key("cases", f"SETTLED#{run}", discrepancy)


def vault_key(county: str, month: str) -> Key:
    """The wrapped data key of a county's money of one month."""
    return Key("money", f"VAULT#{county}#{month}", KEY)


def standing(county: str, period: str, entitlement: str) -> Key:
    """An entitlement among those a county pays in a period."""
    return Key("money", f"STANDING#{county}#{period}", entitlement)


def run_line(run: str, payment: str) -> Key:
    """A payment among the lines of its run."""
    return Key("money", f"RUN#{run}", f"LINE#{payment}")


def statement_scan() -> Key:
    """How far the names of the bank's statements were gone through, and when that begins again."""
    return Key("money", "STATEMENTS", "ROUND")


def unmatched_statement(file: str) -> Key:
    """A statement of the bank under the name of no run."""
    return Key("money", "STATEMENTS", f"STRAY#{file}")


def book(county: str, period: str, run: str) -> Key:
    """A run among those that pay for a county's period."""
    return Key("money", f"BOOK#{county}#{period}", run)


ACCESS_PATTERNS = (
    AccessPattern("a case's payments", "cases", "table", "CASE#id / PAYMENT#", "casefile"),
    AccessPattern("entitlements of a period", "money", "table", "STANDING#county#period", "run"),
    AccessPattern("lines of a run", "money", "table", "RUN#id / LINE#", "run, reconcile"),
    AccessPattern("runs of a period", "money", "table", "BOOK#county#period", "api"),
    AccessPattern("statements of no run", "money", "table", "STATEMENTS / STRAY#", "operators"),
    AccessPattern(
        "discrepancies of a run", "cases", "table", "RUN#id / DISCREPANCY#", "api, reconcile"
    ),
    AccessPattern("who settled what of a run", "cases", "table", "SETTLED#run", "api, reconcile"),
)

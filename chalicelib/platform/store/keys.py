"""Where everything lies: the keys of every item and the list of questions asked of the tables.

`ACCESS_PATTERNS` is the whole list; a test answers each by Query or GetItem over real items.
Tables are named here by their short names; `table.py` knows the deployed ones.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.actors import Role

Table = Literal["cases", "trail", "people", "money", "directory", "public"]

HOLDING_RECORDS: tuple[Table, ...] = ("cases", "money", "people")
"""The tables that may hold open records: each has the `due` index."""
DUE_SHARDS = 16
ROW = "ROW"
KEY = "KEY"


@dataclass(frozen=True)
class Key:
    """The place of one item: table, partition key, sort key."""

    table: Table
    pk: str
    sk: str

    @property
    def attributes(self) -> dict[str, str]:
        """The key as the attributes of an item."""
        return {"pk": self.pk, "sk": self.sk}


# Records: one row each, and what belongs to it in the same partition. Entries, which have no states
# and no row, will lie there too, by month or day (decision 0060).

RECORD_TABLES: dict[str, Table] = {"case": "cases"}
"""In which table the records of a kind lie, as each kind says (`Kind.table`)."""


def row(kind: str, id_: str) -> Key:
    """The row of a record."""
    return Key(RECORD_TABLES[kind], f"{kind.upper()}#{id_}", ROW)


def record_at(partition: str) -> tuple[str, str]:
    """The kind and id of the record whose row lies in a partition."""
    kind, _, id_ = partition.partition("#")
    return kind.lower(), id_


def event(kind: str, id_: str, seq: int) -> Key:
    """The event that made version `seq` of a record."""
    return Key("trail", f"{kind.upper()}#{id_}", f"{seq:08d}")


def part_of(kind: str, id_: str, name: str) -> Key:
    """A document of a record that lies beside its row."""
    return Key(RECORD_TABLES[kind], f"{kind.upper()}#{id_}", f"{ROW}#{name}")


def token(kind: str, id_: str, attempt: int) -> Key:
    """The task token with which the workflow of a record waits in one of its attempts."""
    return Key(RECORD_TABLES[kind], f"{kind.upper()}#{id_}", f"TOKEN#{attempt:04d}")


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


def payment(case_id: str, period: str, part_: str, attempt: int) -> Key:
    """What the family sees of one payment; payments sort by period."""
    return Key("cases", f"CASE#{case_id}", f"PAYMENT#{period}#{part_}#{attempt:02d}")


def read(kind: str, id_: str, look: str) -> Key:
    """One look at a record's personal data; `look` is a UUIDv7, so looks sort by time."""
    return Key(RECORD_TABLES[kind], f"{kind.upper()}#{id_}", f"READ#{look}")


def of_case(case_id: str, kind: str, id_: str) -> Key:
    """A record of a kind among those that are about a case."""
    return Key("cases", f"CASE#{case_id}", f"{kind.upper()}#{id_}")


OWN_LISTS_OF_RELEASE_1 = {"complaint": "COMPLAINANT"}
"""The lists of what an account sent in, under the names that release 1 gave them."""


def own(account_id: str, kind: str, id_: str) -> Key:
    """A record among those of its kind that an account sent in."""
    name = OWN_LISTS_OF_RELEASE_1.get(kind, f"OWN#{kind.upper()}")
    return Key("cases", f"{name}#{account_id}", id_)


# Claims and indexes beside the records.


def receipt(number: str) -> Key:
    """The case of a receipt number."""
    return Key("cases", f"RECEIPT#{number}", "RECEIPT")


def intake(day: str, who: str) -> Key:
    """How many applications came on a day from an account or an address."""
    return Key("cases", f"INTAKE#{day}#{who}", "COUNT")


def bound(route: str, who: str, until: str) -> Key:
    """How often somebody used a route within the window that ends then; `who` is a hash."""
    return Key("cases", f"BOUND#{route}#{who}", until)


def lock(scheme: str, identity: str) -> Key:
    """One open case per scheme and applicant."""
    return Key("cases", f"LOCK#{scheme}#{identity}", "LOCK")


def owner(account: str, case_id: str) -> Key:
    """A case among its account's cases."""
    return Key("cases", f"OWNER#{account}", case_id)


def member(identity: str, case_id: str) -> Key:
    """An open case among those in which this person is a member."""
    return Key("cases", f"MEMBER#{identity}", case_id)


def work(list_: str, due: str, id_: str, task: str) -> Key:
    """A task of a record on a worklist, sorted by the instant it is due."""
    return Key("cases", f"WORK#{list_}", f"{due}#{id_}#{task}")


LISTS_OF_RELEASE_1 = {
    "release": "RELEASES",
    "discrepancy": "DISCREPANCIES",
    "complaint": "COMPLAINTS",
}
"""The lists of records that waited under release 1, each one an office."""


def listed_by_release_1(kind: str, office: str, due: str, id_: str, task: str) -> Key:
    """Where release 1 listed a task of a record."""
    if kind == "case":
        return work(office, due, id_, task)
    return Key("cases", f"{LISTS_OF_RELEASE_1[kind]}#{office}", f"{due}#{id_}")


def waiting_discrepancy(run: str, discrepancy: str) -> Key:
    """A discrepancy among those that wait for a finance clerk about a run."""
    return Key("cases", f"RUN#{run}", f"DISCREPANCY#{discrepancy}")


def settled_discrepancy(run: str, discrepancy: str) -> Key:
    """Who settled what a statement on a run said, and about which of its lines it may have been."""
    return Key("cases", f"SETTLED#{run}", discrepancy)


def desk_key(county: str) -> Key:
    """The wrapped data key of the masked labels on a county's worklists."""
    return Key("cases", f"DESK#{county}", KEY)


def stuck(consumer: str, record: str, seq: int) -> Key:
    """A reaction that failed and is parked."""
    return Key("cases", f"STUCK#{consumer}", f"{record}#{seq:08d}")


def set_aside(number: str) -> Key:
    """A record of the trail's stream that nobody could read, by its number in the stream."""
    return Key("cases", "STUCK#stream", number)


def ticket(source: str, number: str) -> Key:
    """Whose case a promised answer belongs to."""
    return Key("cases", f"TICKET#{source}#{number}", "TICKET")


def sources() -> Key:
    """Which departments fail at the moment."""
    return Key("cases", "SOURCES", "FAILING")


def questions(minute: str) -> Key:
    """How many questions every department got in a minute (an instant as text, to the minute)."""
    return Key("cases", f"QUESTIONS#{minute}", "COUNT")


def queue(minute: str) -> Key:
    """How many questions of a minute were one too many for every department."""
    return Key("cases", f"QUESTIONS#{minute}", "QUEUE")


def file_head(source: str) -> Key:
    """What is known of the newest file of a source."""
    return Key("cases", f"FILE#{source}", "HEAD")


def file_reading(source: str) -> Key:
    """The file of a source that is being read, and how often that was begun."""
    return Key("cases", f"FILE#{source}", "READING")


def file_key(source: str, version: str) -> Key:
    """The wrapped data key of a file's rows."""
    return Key("cases", f"FILE#{source}#{version}", KEY)


def file_part(source: str, version: str, number: int) -> Key:
    """The place of a part of a file's rows: they lie sealed for it in the exchange bucket."""
    return Key("cases", f"FILE#{source}#{version}", f"PART#{number:05d}")


def provisional(until: str, kind: str, id_: str) -> Key:
    """A record with a deadline beyond the holiday notices, which then went as far as `until`."""
    return Key("cases", "PROVISIONAL", f"{until}#{kind}#{id_}")


def due_shard(id_: str) -> str:
    """The partition of the `due` index that a record belongs to."""
    return f"due#{zlib.crc32(id_.encode()) % DUE_SHARDS}"


# People, money, directory, public.


def person(identity: str) -> Key:
    """A person of the watched population."""
    return Key("people", f"PERSON#{identity}", "WATCH")


def relative(identity: str, staff_id: str) -> Key:
    """That a person is registered as a close relative, by a member of staff."""
    return Key("people", f"PERSON#{identity}", f"RELATIVE#{staff_id}")


def urgent_aid(identity: str) -> Key:
    """That a person had urgent aid, in which case, and until when another goes to the county."""
    return Key("people", f"PERSON#{identity}", "URGENT")


def proof(identity: str, account_id: str) -> Key:
    """That a person was proved to be who they say, on the phone of an account."""
    return Key("people", f"PERSON#{identity}", f"PROOF#{account_id}")


def person_tries(identity: str, day: str) -> Key:
    """How often anybody tried on a day to prove that they are this person."""
    return Key("people", f"PERSON#{identity}", f"TRIES#{day}")


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


def proof_attempt(account_id: str, id_: str) -> Key:
    """An account's attempt to prove somebody; it lies with the account and ends by itself."""
    return Key("people", f"ACCOUNT#{account_id}", f"ATTEMPT#{id_}")


def account_tries(account_id: str, day: str) -> Key:
    """How often an account tried on a day to prove anybody."""
    return Key("people", f"ACCOUNT#{account_id}", f"TRIES#{day}")


def vault_key(county: str, month: str) -> Key:
    """The wrapped data key of a county's money of one month."""
    return Key("money", f"VAULT#{county}#{month}", KEY)


def standing(county: str, period: str, entitlement: str) -> Key:
    """An entitlement among those a county pays in a period."""
    return Key("money", f"STANDING#{county}#{period}", entitlement)


def run_line(run: str, payment: str) -> Key:
    """A payment among the lines of its run."""
    return Key("money", f"RUN#{run}", f"LINE#{payment}")


def statement_round() -> Key:
    """How far the names of the bank's statements were gone through, and when that begins again."""
    return Key("money", "STATEMENTS", "ROUND")


def stray_statement(file: str) -> Key:
    """A statement of the bank under the name of no run."""
    return Key("money", "STATEMENTS", f"STRAY#{file}")


def book(county: str, period: str, run: str) -> Key:
    """A run among those that pay for a county's period."""
    return Key("money", f"BOOK#{county}#{period}", run)


def staff(staff_id: str) -> Key:
    """A member of staff: office, posts, since when, until when."""
    return Key("directory", f"STAFF#{staff_id}", "STAFF")


def office_staff(office: str, staff_id: str) -> Key:
    """A member of staff among those of an office."""
    return Key("directory", f"OFFICE#{office}", f"STAFF#{staff_id}")


def wecom_user(userid: str) -> Key:
    """The member of staff behind a WeCom user."""
    return Key("directory", f"WECOM#{userid}", "STAFF")


def delegation(office: str, scheme: str, since: str) -> Key:
    """That a township confirms cases of a scheme from a day on."""
    return Key("directory", f"DELEGATION#{office}", f"{scheme}#{since}")


def notice(area: str, until: str, case_id: str) -> Key:
    """A public notice of a village or community, until an instant."""
    return Key("public", f"NOTICE#{area}", f"{until}#{case_id}")


@dataclass(frozen=True)
class AccessPattern:
    """A question that the suite asks of a table, and the key that answers it."""

    question: str
    table: Table
    index: str
    key: str
    asked_by: str


ACCESS_PATTERNS = (
    AccessPattern("one record", "cases", "table", "{KIND}#id / ROW", "every function"),
    AccessPattern("one record of money", "money", "table", "{KIND}#id / ROW", "payments"),
    AccessPattern("a record's history", "trail", "table", "{KIND}#id / seq", "casefile, audit"),
    AccessPattern("open tokens of a record", "cases", "table", "{KIND}#id / TOKEN#", "drive"),
    AccessPattern("a case's department answers", "cases", "table", "CASE#id / ANSWER#", "verify"),
    AccessPattern("a case's letters", "cases", "table", "CASE#id / LETTER#", "casefile"),
    AccessPattern("a case's payments", "cases", "table", "CASE#id / PAYMENT#", "casefile"),
    AccessPattern("who looked at a record", "cases", "table", "{KIND}#id / READ#", "audit"),
    AccessPattern("records of a kind about a case", "cases", "table", "CASE#id / {KIND}#", "api"),
    AccessPattern("what an account sent in", "cases", "table", "COMPLAINANT#account", "api"),
    AccessPattern("case of a receipt", "cases", "table", "RECEIPT#number", "api"),
    AccessPattern("applications of a day", "cases", "table", "INTAKE#day#who", "api"),
    AccessPattern("requests in a window", "cases", "table", "BOUND#route#who / until", "api"),
    AccessPattern("open case of an applicant", "cases", "table", "LOCK#scheme#hash", "api"),
    AccessPattern("cases of an account", "cases", "table", "OWNER#account", "api"),
    AccessPattern("open cases of a person", "cases", "table", "MEMBER#hash", "spread"),
    AccessPattern("tasks of an office by due", "cases", "table", "WORK#office#posts", "api"),
    AccessPattern("tasks somebody claimed", "cases", "table", "WORK#STAFF#id", "api"),
    AccessPattern("tasks drawn for somebody", "cases", "table", "WORK#DRAWN#id", "api"),
    AccessPattern("what a member of staff did", "cases", "table", "WORK#DONE#id", "api"),
    AccessPattern("tasks listed by release 1", "cases", "table", "RELEASES#office", "api"),
    AccessPattern("parked reactions", "cases", "table", "STUCK#consumer", "operators"),
    AccessPattern("case of a promised answer", "cases", "table", "TICKET#source#number", "api"),
    AccessPattern("departments that fail", "cases", "table", "SOURCES / FAILING", "verify, api"),
    AccessPattern("newest file of a source", "cases", "table", "FILE#source / HEAD", "verify, api"),
    AccessPattern("file that is being read", "cases", "table", "FILE#source / READING", "index"),
    AccessPattern("questions of a minute", "cases", "table", "QUESTIONS#minute / COUNT", "verify"),
    AccessPattern(
        "turns given in a minute", "cases", "table", "QUESTIONS#minute / QUEUE", "verify"
    ),
    AccessPattern("cases past their check", "cases", "due", "due#0…15 / instant", "reconcile"),
    AccessPattern("days before a notice", "cases", "table", "PROVISIONAL / until#", "reconcile"),
    AccessPattern("money past its check", "money", "due", "due#0…15 / instant", "reconcile"),
    AccessPattern("people past their check", "people", "due", "due#0…15 / instant", "reconcile"),
    AccessPattern("a watched person", "people", "table", "PERSON#hash", "spread"),
    AccessPattern("a citizen's account", "people", "table", "ACCOUNT#id", "api, spread"),
    AccessPattern("an open session", "people", "table", "ACCOUNT#id / SESSION#id", "api"),
    AccessPattern("sign-ins of somebody", "people", "table", "SIGNIN#who", "api, operators"),
    AccessPattern("a person's urgent aid", "people", "table", "PERSON#hash / URGENT", "api"),
    AccessPattern("a person's proof", "people", "table", "PERSON#hash / PROOF#account", "api"),
    AccessPattern(
        "whose relative a person is", "people", "table", "PERSON#hash / RELATIVE#", "api, spread"
    ),
    AccessPattern("tries at a person", "people", "table", "PERSON#hash / TRIES#day", "api"),
    AccessPattern("an attempt at a proof", "people", "table", "ACCOUNT#id / ATTEMPT#id", "api"),
    AccessPattern("tries of an account", "people", "table", "ACCOUNT#id / TRIES#day", "api"),
    AccessPattern("entitlements of a period", "money", "table", "STANDING#county#period", "run"),
    AccessPattern("lines of a run", "money", "table", "RUN#id / LINE#", "run, reconcile"),
    AccessPattern("runs of a period", "money", "table", "BOOK#county#period", "api"),
    AccessPattern("statements of no run", "money", "table", "STATEMENTS / STRAY#", "operators"),
    AccessPattern(
        "discrepancies of a run", "cases", "table", "RUN#id / DISCREPANCY#", "api, reconcile"
    ),
    AccessPattern("who settled what of a run", "cases", "table", "SETTLED#run", "api, reconcile"),
    AccessPattern("a member of staff", "directory", "table", "STAFF#id", "api"),
    AccessPattern("staff with sessions", "directory", "table", "STAFF#id", "api"),
    AccessPattern("staff of an office", "directory", "table", "OFFICE#code", "routing"),
    AccessPattern("staff by WeCom user", "directory", "table", "WECOM#userid", "api"),
    AccessPattern(
        "powers of a township", "directory", "table", "DELEGATION#office / scheme#", "api, approval"
    ),
    AccessPattern("notices of a community", "public", "table", "NOTICE#area", "anybody"),
)

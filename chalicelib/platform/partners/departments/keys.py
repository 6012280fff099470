"""Where it lies what is known of departments and of the files that they leave."""

from __future__ import annotations

from chalicelib.platform.store.keys import KEY, AccessPattern, Key


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


ACCESS_PATTERNS = (
    AccessPattern("departments that fail", "cases", "table", "SOURCES / FAILING", "verify, api"),
    AccessPattern("newest file of a source", "cases", "table", "FILE#source / HEAD", "verify, api"),
    AccessPattern("file that is being read", "cases", "table", "FILE#source / READING", "index"),
    AccessPattern("questions of a minute", "cases", "table", "QUESTIONS#minute / COUNT", "verify"),
    AccessPattern(
        "turns given in a minute", "cases", "table", "QUESTIONS#minute / QUEUE", "verify"
    ),
)

"""What may not stand in a text for people."""

from __future__ import annotations

import re

from chalicelib.policy import load_pack

ARTICLE = re.compile(r"第 ?[0-9一二三四五六七八九十]+ ?[条点]")
NUMBER = re.compile(r"发〔\d{4}〕\d+号")
NOT_SEEN = re.compile(r"（(全省最低标准|借鉴|依据吉民发〔2022〕15号)）")
"""What is said of a text whose title no public source gives."""


def uncited(text):
    """What of a text of law is left that is not quoted by its title."""
    left, known = text, load_pack("national").acts
    for one in known:
        left = re.sub(re.escape(one.quoted) + r"(（[^）]*）)? ?(第[^，。；）]*[条点项])*", "", left)
    bare = [one.name for one in known if one.name in left or one.title in left]
    numbers = [] if NOT_SEEN.search(left) else NUMBER.findall(left)
    return [*bare, *ARTICLE.findall(left), *numbers]


LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]*")
NAMED_SO = {
    *("BOM", "Excel", "HEIC", "JPEG", "JSON", "MB", "PDF", "PNG", "UTF-8", "X", "iPhone", "csv"),
    *("xlsx", "SMS", "QR"),
}
"""What a Chinese reader calls so as well: kinds of files, what is printed on a card."""
OF_MACHINES = {
    *("Idempotency-Key", "application", "json", "T09", "T03", "Z", "credited", "returned"),
    "pack",
}
"""What only a program sends, or a bank's file holds, reported to whoever writes it."""


def latin(text):
    """Words in Latin letters that a Chinese reader does not know: codes, names of fields."""
    return [one for one in LATIN.findall(text) if one not in NAMED_SO | OF_MACHINES]


DOUBLED = re.compile(r"[。；，：、][。；，：、]|[？！][。；]|^[。；，：、]")


def doubled(texts):
    """Texts with a stop beside another one."""
    return [text for text in texts if DOUBLED.search(text)]

"""The mini program is small, asks only what the API has, and has words for whatever it says."""

from __future__ import annotations

import json
import re
import sys
from itertools import pairwise

import pytest

from app import app
from chalicelib.platform.http import openapi, routes_of
from chalicelib.words import LANGUAGES, sentences
from local.serve import MINIPROGRAM
from tests.support.asked import paths
from tools.glossary import officialese

MOST_BYTES = 1_500_000
MOST_CHARACTERS = 40
OF_PHONE = ("phone", "follow")
LENGTHS_OF_TIME = ("api/request.js", "api/keys.js", "pages/helper/helper.js")
"""Scripts that ask the phone's clock how long something took, or for a number like no other."""
READ_BY_FAMILIES = (*OF_PHONE, "question", "draft", "must", "next", "open", "proof")
WORD = re.compile(r"\bt\(\s*['`]((?:phone|follow)\.[\w.]*\$?[^'`]*)['`]")
GROUP = re.compile(r"words\.(?:page\(this, |group\()'([\w]+)'")


def texts(*endings: str) -> dict[str, str]:
    return {
        str(file.relative_to(MINIPROGRAM)): file.read_text("utf-8")
        for file in sorted(MINIPROGRAM.rglob("*"))
        if file.suffix in endings and file.parent.name != "words"
    }


def test_the_package_is_small():
    size = sum(f.stat().st_size for f in MINIPROGRAM.rglob("*") if f.is_file())
    sys.stdout.write(f"the package has {size:,} bytes; WeChat takes 2,097,152\n")
    assert size < MOST_BYTES


def test_the_tabs_are_called_in_the_app_s_list_as_in_the_words():
    tabs = json.loads((MINIPROGRAM / "app.json").read_text("utf-8"))["tabBar"]["list"]
    words = {tab["pagePath"].split("/")[1]: tab["text"] for tab in tabs}
    assert words == {name: known_words("zh")[f"phone.tabs.{name}"] for name in words}
    listed = re.search(r"TABS = \[(.*?)\]", texts(".js")["api/tabs.js"])
    assert listed
    assert [*words] == re.findall(r"'(\w+)'", listed[1])


def test_every_page_is_whole_and_no_file_is_of_no_page():
    pages = json.loads((MINIPROGRAM / "app.json").read_text("utf-8"))["pages"]
    files = {str(file.relative_to(MINIPROGRAM)) for file in MINIPROGRAM.rglob("pages/*/*")}
    assert files == {f"{page}.{end}" for page in pages for end in ("js", "json", "wxml", "wxss")}


def test_every_request_is_in_the_api():
    asked = paths()
    document = openapi.document(routes_of(app))
    known = {
        f"{method.upper()} {re.sub(r'[{][^}]*[}]', '{}', path)}"
        for path, operations in document["paths"].items()
        for method in operations
    }
    assert len(asked) > 10
    assert sorted(asked - known) == []


def known_words(lang: str) -> dict[str, str]:
    return {
        code: text for code, text in sentences(lang).items() if code.partition(".")[0] in OF_PHONE
    }


def named_words() -> tuple[set[str], set[str]]:
    """Words that scripts name whole, and beginnings of those that they put together."""
    found = {code for text in texts(".js").values() for code in WORD.findall(text)}
    whole = {code for code in found if "$" not in code}
    return whole, {code.partition("$")[0] for code in found - whole}


COMPUTED = re.compile(r"(?:said|words)\[")
"""Where a script reads the words of its group by a name that it puts together."""


def groups_read_by_computed_names() -> set[str]:
    scripts = (text for text in texts(".js").values() if COMPUTED.search(text))
    return {name for text in scripts for name in GROUP.findall(text)}


def groups() -> set[str]:
    return {name for text in texts(".js").values() for name in GROUP.findall(text)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_that_is_named_exists(lang):
    known = known_words(lang)
    whole, beginnings = named_words()
    assert sorted(whole - known.keys()) == []
    assert [one for one in beginnings if not any(code.startswith(one) for code in known)] == []
    used = {code.split(".")[1] for code in known}
    assert sorted(groups() - used) == []


def is_named(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def test_every_word_is_used():
    """By its code, by the beginning of a code, or as one of the words of a page's group."""
    whole, beginnings = named_words()
    said = "\n".join(texts(".js", ".wxml").values())
    grouped, computed = groups(), groups_read_by_computed_names()
    unused = [
        code
        for code in known_words("zh").keys() - whole
        if not code.startswith(tuple(beginnings))
        and code.split(".")[1] not in computed
        and not (code.split(".")[1] in grouped and is_named(code.split(".")[2], said))
    ]
    assert unused == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_a_page_are_one_level_deep(lang):
    assert [code for code in known_words(lang) if code.count(".") != 2] == []


def test_no_sentence_for_families_is_long():
    long = {
        code: part
        for code, text in sentences("zh").items()
        if code.partition(".")[0] in READ_BY_FAMILIES
        for part in re.split(r"[。！？；!?;\n]", text)
        if len(part) > MOST_CHARACTERS
    }
    assert long == {}


def test_no_word_of_officials_is_said_to_families():
    found = {
        code: word
        for code, text in sentences("zh").items()
        if code.partition(".")[0] in READ_BY_FAMILIES
        for word in officialese()
        if word in text
    }
    assert found == {}


TOLD = ("state", "task", "event", "total")
"""What a timeline tells, of which a family may have words of its own."""
READ_BESIDE = ("estimate", "holder", "choice")


def told_to_families() -> dict[str, str]:
    known = sentences("zh")
    told = [code for code in known if code.partition(".")[0] in TOLD]
    return {code: known.get(f"family.{code}", known[code]) for code in told} | {
        code: text for code, text in known.items() if code.partition(".")[0] in READ_BESIDE
    }


def test_no_word_of_officials_stands_in_a_timeline_or_a_trial_calculation():
    found = {
        code: word
        for code, text in told_to_families().items()
        for word in officialese()
        if word in text
    }
    assert found == {}


def test_a_family_has_no_word_of_its_own_for_what_nobody_tells():
    known = sentences("zh")
    own = [code.removeprefix("family.") for code in known if code.startswith("family.")]
    assert [code for code in own if code not in known] == []


def test_files_of_the_mini_program_are_short():
    assert [name for name, text in texts(".js").items() if text.count("\n") > 300] == []


def test_one_file_alone_stores_on_the_phone_and_so_minds_that_it_may_be_full():
    stored = [name for name, text in texts(".js").items() if re.search(r"wx\.\w*Storage", text)]
    assert stored == ["api/storage.js"]


def test_one_file_alone_asks_the_phone_what_time_it_is():
    """Of the phone's clock alone one may tell how long ago something was, not what day it is."""
    asked = [name for name, text in texts(".js").items() if re.search(r"new Date\(\)", text)]
    assert asked == []
    days = {name for name, text in texts(".js").items() if "Date.now()" in text}
    assert days <= {"api/clock.js", *LENGTHS_OF_TIME}


def test_the_order_of_pages_begins_with_the_first_page():
    pages = json.loads((MINIPROGRAM / "app.json").read_text("utf-8"))["pages"]
    assert pages[0] == "pages/home/home"
    assert all(one != other for one, other in pairwise(sorted(pages)))

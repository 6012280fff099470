"""Whatever people read quotes the texts of law by title and number, and never by a number alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.policy import acts, load_pack, pack
from chalicelib.words import sentences
from tests.texts import uncited

PACKS = [path.name for path in pack.PACKS.iterdir()]


def citations(name):
    """Every citation of a pack: of values, rules and departments."""
    held = load_pack(name)
    yield from (value.citation for value in held.values)
    yield from (source.citation for source in held.catalogue.sources)
    for entry in held.entries:
        yield entry.article
        yield from getattr(entry, "articles", {}).values()


@pytest.mark.parametrize("name", PACKS)
def test_no_citation_of_a_pack_lacks_the_title(name):
    assert [(one, found) for one in citations(name) if (found := uncited(one))] == []


def test_no_sentence_cites_an_article_without_the_title_that_the_pack_gives():
    told = sentences("zh")
    assert [(code, found) for code in told if (found := uncited(told[code]))] == []


def test_no_code_writes_a_citation_of_its_own():
    root = Path(pack.__file__).parents[1]
    for path in root.rglob("*.py"):
        code = re.sub(r'"""(?s:.*?)"""|#.*', "", path.read_text("utf-8"))
        assert not re.search(r"发〔\d{4}〕|第\d+条", code), path.name


def test_every_text_named_is_quoted_once_and_stays_quoted():
    known = [acts.Act("民发〔2021〕57号", "办法", "民发〔2021〕57号"), acts.Act("民法典", "民法典")]
    once = acts.cited("民发〔2021〕57号 第8条、民法典 第17条", known)
    assert once == "《办法》（民发〔2021〕57号）第8条、《民法典》第17条"
    assert acts.cited(once, known) == once


def test_a_text_without_a_title_is_refused():
    with pytest.raises(Broken, match=r"policy\.lacks"):
        acts.acts_of([{"act": [{"name": "民发〔2021〕57号"}]}])

"""Whatever people read quotes the texts of law by title and number, and never by a number alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.policy import acts, load_pack, pack
from chalicelib.policy.rules.specification import Scheme
from chalicelib.words import sentences
from tests.support.texts import uncited

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


@pytest.mark.parametrize("name", PACKS)
def test_what_is_enacted_cites_no_text_of_a_later_day(name):
    """A letter of 2022 does not cite what was issued in 2023."""
    held = load_pack(name).values
    later = [one for one in held if one.status == "enacted" and one.issued > str(one.start)]
    assert [(one.name, one.citation) for one in later] == []


def test_no_sentence_cites_an_article_without_the_title_that_the_pack_gives():
    told = sentences("zh")
    assert [(code, found) for code in told if (found := uncited(told[code]))] == []


def test_no_sentence_names_a_scheme_that_began_later_but_where_the_rules_of_its_day_tell_it():
    rules = load_pack("jilin-city").entries
    late = [one for one in rules if isinstance(one, Scheme) and one.start > date.min]
    of_others = {name for one in rules if isinstance(one, Scheme) and one not in late
                 for name in one.conditions}  # fmt: skip
    assert [one.name for one in late] == ["rigid_expenditure"]
    for scheme in late:
        told = sentences("zh")
        name = told[f"scheme.{scheme.name}"].removesuffix("家庭")
        own = {f"assessment.{one}" for one in set(scheme.conditions) - of_others}
        own |= {f"scheme.{scheme.name}", f"desk.choice.schemes.{scheme.name}"}
        assert [code for code, said in told.items() if name in said and code not in own] == []


def test_no_code_writes_a_citation_of_its_own():
    root = Path(pack.__file__).parents[1]
    for path in root.rglob("*.py"):
        code = re.sub(r'"""(?s:.*?)"""|#.*', "", path.read_text("utf-8"))
        assert not re.search(r"发〔\d{4}〕|第\d+条", code), path.name


def test_every_text_named_is_quoted_once_and_stays_quoted():
    known = [acts.LegalText("民发〔2021〕57号", "办法", "民发〔2021〕57号"),
             acts.LegalText("民法典", "民法典")]  # fmt: skip
    once = acts.cited("民发〔2021〕57号 第8条、民法典 第17条", known)
    assert once == "《办法》（民发〔2021〕57号）第8条、《民法典》第17条"
    assert acts.cited(once, known) == once


def test_a_text_without_a_title_is_refused():
    with pytest.raises(Broken, match=r"policy\.lacks"):
        acts.acts_of([{"act": [{"name": "民发〔2021〕57号"}]}])

"""Documents are kept small, and stay readable whatever is added later."""

import hashlib
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.platform.store import compression
from chalicelib.platform.store.compression import canonical, packed, unpacked

SCALARS = st.none() | st.booleans() | st.integers() | st.text()
VALUES = st.recursive(
    SCALARS, lambda more: st.lists(more) | st.dictionaries(st.text(), more), max_leaves=20
)


@given(st.dictionaries(st.text(), VALUES))
def test_every_document_comes_back_as_it_was_packed(document):
    assert unpacked(packed(document)) == document


@pytest.mark.parametrize(("number", "known"), [(1, "4044519384a289a8"), (2, "0a17fc29a8e31f9f")])
def test_a_dictionary_with_which_documents_were_packed_is_never_changed(number, known):
    document = Path(compression.__file__).with_name(f"dictionary_{number}.txt").read_bytes()
    assert hashlib.sha256(document).hexdigest()[:16] == known


def test_a_document_packed_under_the_first_dictionary_is_still_read():
    assert unpacked(bytes.fromhex("0143ab7a9ff775bfe8da8cb570ab0500")) == {
        "at": "",
        "by": "王芳",
        "decision": "accept",
    }


def test_a_small_document_of_a_case_takes_half_the_room():
    document = {"at": "2027-01-13T01:00:00Z", "by": "longtan", "decision": "accept", "missing": []}
    assert len(packed(document)) < len(zlib.compress(canonical(document))) / 2
    assert json.loads(canonical(document)) == document

"""JSON made small: deflate with a dictionary of what our documents have in common (RFC 1950, 1951).

Most documents are a few hundred bytes, too few to repeat themselves; what they repeat are the field
names and codes of all others. Those lie in `dictionary_2.txt`, the most frequent last. A packed
document begins with the number of its dictionary, so a dictionary is never changed once documents
are kept: another one is added under the next number, and the older are still read.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NEWEST = 2
LEVEL = 6
RAW = -15
"""Without zlib's own header and checksum: sealing tells already whether a byte was altered."""


def canonical(document: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces: equal documents give equal bytes."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def packed(document: Mapping[str, Any]) -> bytes:
    """`document` as bytes: the number of the dictionary, then its compressed JSON."""
    deflate = zlib.compressobj(LEVEL, wbits=RAW, zdict=_dictionary(NEWEST))
    return bytes([NEWEST]) + deflate.compress(canonical(document)) + deflate.flush()


def unpacked(packed_: bytes) -> dict[str, Any]:
    """The document that `packed` made these bytes of."""
    inflate = zlib.decompressobj(wbits=RAW, zdict=_dictionary(packed_[0]))
    document: dict[str, Any] = json.loads(inflate.decompress(packed_[1:]) + inflate.flush())
    return document


@functools.cache
def _dictionary(number: int) -> bytes:
    return Path(__file__).with_name(f"dictionary_{number}.txt").read_bytes()

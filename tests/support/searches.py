"""Searches: one thing played many times, at every point, in every order or of every pair.

`make test-search` plays them; a few of each are among the tests of `make test`, so that a fault in
what they play with shows there as well.
"""

from __future__ import annotations

import pytest

search = pytest.mark.search


def sampled(cases, one_in, ids=None):
    """The cases as parameters of a test: one in so many is no part of the search."""
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=_marks(number, one_in),
            id=ids(*case) if ids else None,
        )
        for number, case in enumerate(cases)
    ]


def strides(stride, sample):
    """Two strides from point to point as parameters of a test: a large one, and the search's."""
    return [sample, pytest.param(stride, marks=search)]


def _marks(number, one_in):
    return search if number % one_in else ()

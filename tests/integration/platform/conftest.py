"""The toy API in a deployment, people signed in to it, and what is logged."""

from __future__ import annotations

import pytest

from chalicelib.domain.actors import Role
from chalicelib.platform.http import sessions
from tests.integration.platform import toy_api
from tests.support.gateway import Caller


@pytest.fixture
def boxes():
    return toy_api.Boxes()


@pytest.fixture
def nobody(quiet, boxes):
    """Somebody without a session."""
    return Caller(toy_api.make(boxes))


@pytest.fixture
def sign_in(quiet, nobody):
    """Sign somebody in at this moment."""

    def signing(id_, role=Role.CITIZEN):
        now = quiet.clock.now()
        return nobody.signed_in(sessions.issue(sessions.begun(id_, role, now), now)[0])

    return signing


@pytest.fixture
def citizen(sign_in):
    return sign_in("aciti")


@pytest.fixture
def clerk(sign_in):
    return sign_in("town1", Role.STAFF)

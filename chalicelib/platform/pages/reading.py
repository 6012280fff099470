"""How a request of a browser is read: the session in a cookie, everything else in the form.

A form is taken only from our own pages: it has a token that follows from the session, and a browser
that says where a request comes from must say that it comes from here.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cached_property
from urllib.parse import parse_qs

from chalice.app import Request
from pydantic import BaseModel

from chalicelib.domain.errors import Refused
from chalicelib.platform.http import sessions
from chalicelib.platform.http.body import raw
from chalicelib.platform.http.reading import query_of
from chalicelib.platform.http.sessions import Session
from chalicelib.platform.pages import arrivals, cookies
from chalicelib.platform.pages.arrivals import STATE
from chalicelib.platform.pages.fields import document_of
from chalicelib.platform.runtime.incoming import MOST_BYTES
from chalicelib.platform.store.compression import canonical

OTHER_SIGN_IN = "page.other_sign_in"
TOKEN, KEY, ASK = "_token", "_key", "_ask"
"""Fields of a form beside its own: that it is ours, its idempotency key, and that it is not to be
submitted yet, but shown with what was chosen on another page."""
QUERY_VALUE = re.compile(r"[^\x00-\x1f\x7f]{0,2000}")
"""In characters; the code of a sign-in has up to 512, the photos of a visit up to 1800."""
MOST_FIELDS = 2000
ENCODED = 3
"""A byte of a text is up to three in a form (%E4)."""

Typed = Mapping[str, list[str]]
"""What was typed, by the name of the field."""


class PageReader:
    """Reads a request of a browser; `model` is the contract that its form is filled in for."""

    def __init__(self, request: Request, model: type[BaseModel] | None = None) -> None:
        self._request, self._model = request, model

    def token(self) -> str:
        """The token of the session's cookie."""
        token = cookies.value_of(self._request, cookies.SESSION)
        if not token:
            raise Refused("session.missing")
        return token

    def query(self, known: Collection[str]) -> dict[str, str]:
        """Each parameter once, of sensible length, in one spelling of its characters."""
        found = query_of(self._request, known, QUERY_VALUE)
        return {name: unicodedata.normalize("NFC", value) for name, value in found.items()}

    def admit(self, session: Session | None) -> None:
        """Refused("page.cross_site") for what another site sent, ("page.stale") for a form that was
        opened in another session."""
        if self._request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Refused("page.cross_site")
        given = self.typed.get(TOKEN, [""])[0]
        if session is None or not _is_of(session, given):
            stale = "sec-fetch-site" in self._request.headers
            raise Refused("page.stale" if stale else "page.cross_site")

    def body(self) -> bytes:
        """What was typed, as the JSON that the contract asks for."""
        assert self._model is not None
        text = canonical(document_of(self._model, self.answers))
        if len(text) > MOST_BYTES:
            raise Refused("request.too_large")
        return text

    def key(self) -> str:
        """The idempotency key of the form."""
        return self.typed.get(KEY, [""])[0]

    @property
    def only_asks(self) -> bool:
        """Whether the form is to be shown with what was chosen, and not submitted."""
        return ASK in self.typed

    @property
    def answers(self) -> Typed:
        """What was typed, without our own hidden fields."""
        return {name: typed for name, typed in self.typed.items() if not name.startswith("_")}

    @cached_property
    def typed(self) -> Typed:
        """The fields of the form.

        Refused("request.too_large"), ("page.not_a_form") for what no browser sends.
        """
        content = raw(self._request)
        if len(content) > ENCODED * MOST_BYTES:
            raise Refused("request.too_large")
        try:
            return parse_qs(
                content.decode("ascii"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
        except ValueError:
            raise Refused("page.not_a_form") from None


def token_of(session: Session) -> str:
    """The token of every form that somebody is shown in a session."""
    return sessions.form_tokens(session)[0]


def _is_of(session: Session, given: str) -> bool:
    """Whether a form was shown in a session, also before its key was changed."""
    known = sessions.form_tokens(session)
    return any(hmac.compare_digest(given.encode(), one.encode()) for one in known)


class ArrivalReader(PageReader):
    """Reads what a partner leads back to us with; `known` are the parameters that it brings."""

    def __init__(self, request: Request, known: tuple[str, ...]) -> None:
        super().__init__(request)
        self._known = known

    def query(self, known: Collection[str]) -> dict[str, str]:
        """No parameter is for the route itself."""
        del known
        return {}

    def admit(self, session: Session | None) -> None:
        """Refused("page.other_sign_in") for what this browser did not begin."""
        del session
        state = self._brought.get(STATE, "")
        begun = cookies.value_of(self._request, cookies.SIGN_IN).partition(".")[0]
        if not begun or not hmac.compare_digest(state.encode(), begun.encode()):
            raise Refused(OTHER_SIGN_IN)

    def body(self) -> bytes:
        """What the partner brings."""
        return canonical({name: self._brought.get(name, "") for name in self._known})

    @cached_property
    def _brought(self) -> dict[str, str]:
        return super().query((*self._known, STATE))

    @property
    def to(self) -> str:
        """Where somebody wanted to go when they began."""
        return arrivals.wanted(cookies.value_of(self._request, cookies.SIGN_IN))

"""A page as data: for whom, what is checked, what it shows, and to which route it submits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chalicelib.platform.http import Audience, Call
from chalicelib.platform.http.route import Check

if TYPE_CHECKING:
    from pydantic import BaseModel

ROOT = "/desk"
"""Below this address all pages are."""
Choice = tuple[str, str]
"""A value that can be chosen, and its words."""


@dataclass(frozen=True)
class GoesWith:
    """Of a field that belongs to some values of a choice alone: of which field's, to which values,
    and whether it is needed with them."""

    choice: str
    values: tuple[str, ...]
    needed: bool = True


@dataclass(frozen=True)
class Shown:
    """What a page shows to whoever asked: the code of its title with the `figures` of that, and
    values for its template.

    Of a form: `start` is what its fields hold at first, by name (`members.0.name`), `fixed` what
    they hold unseen, where the contract has it, `choices` what can be chosen in a field whose
    contract does not say it, by its name or its place (`found.incomes.*.kind`), and `left_out` the
    fields that it does not ask for; a list has as many `entries` to fill in, by its name, at least.
    `barred` are values that its contract knows and that cannot be chosen now; a field that
    `goes_with` barred values alone is not asked for. `hints` are words beside a field that hold for
    this page. A page `sends_to` an origin other than ours where files go straight to the store. A
    page that shows nothing leads on `to` an address, and may set `cookies`.
    """

    title: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict, repr=False)
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    start: Mapping[str, str | Sequence[str]] = field(default_factory=dict, repr=False)
    fixed: Mapping[str, str] = field(default_factory=dict, repr=False)
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict, repr=False)
    left_out: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    goes_with: Mapping[str, GoesWith] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict, repr=False)
    entries: Mapping[str, int] = field(default_factory=dict)
    to: str = ""
    sends_to: str = ""
    cookies: tuple[str, ...] = field(default=(), repr=False)


Show = Callable[[Call], Shown]
Then = Callable[[Mapping[str, str], "BaseModel"], Shown]
"""Where a form leads once its route acted: (the parameters of its path, the route's answer). What
leads nowhere is shown by the page's own template, without its form: sent again under the same key,
it is answered alike."""
DONE = "done"
"""The parameter of every page that says what was just done (`desk.done.…`)."""


@dataclass(frozen=True)
class Page:
    """A page at a path below `/desk`: GET shows it, and POST submits its form, if it has one.

    `submits` names the route ("POST /v1/…") that acts upon the form: with its own audience, check,
    validation and idempotency. `own_query` are the parameters that it knows beside those of every
    page. `words` names the words of its fields, where they have some of their own
    (`desk.<words>.…`). One that `arrives` is no form: a partner leads back to it by GET, and what
    the partner brings is submitted. One `before_code` is also for who owes their second factor.
    """

    path: str
    audience: Audience
    check: Check
    show: Show
    template: str
    own_query: tuple[str, ...] = ()
    submits: str = ""
    then: Then | None = None
    words: str = ""
    arrives: bool = False
    before_code: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.audience, Audience) or not callable(self.check):
            raise TypeError(f"{self.path} needs an audience and a check")
        if bool(self.submits) != bool(self.then):
            raise TypeError(f"{self.path} submits to a route, and leads on then, or does neither")

    @property
    def query(self) -> tuple[str, ...]:
        """The parameters that it knows."""
        return (*self.own_query, DONE)

    @property
    def methods(self) -> tuple[str, ...]:
        """By which methods it is asked for."""
        return ("GET", "POST") if self.submits and not self.arrives else ("GET",)


class Pages:
    """Registers the pages of a capability; `folder` holds its `templates/`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.registered: list[Page] = []

    def page(
        self,
        path: str,
        *,
        audience: Audience,
        check: Check,
        template: str,
        folder: str = "",
        query: tuple[str, ...] = (),
    ) -> Callable[[Show], Show]:
        """Register a page that shows something; `folder` holds the template where that is not the
        capability's own."""

        def decorator(show: Show) -> Show:
            name = f"{folder or self._folder}/{template}"
            self.registered.append(Page(path, audience, check, show, name, query))
            return show

        return decorator

    def form(
        self,
        path: str,
        *,
        audience: Audience,
        check: Check,
        submits: str,
        then: Then,
        template: str = "",
        folder: str = "",
        query: tuple[str, ...] = (),
        words: str = "",
        before_code: bool = False,
    ) -> Callable[[Show], Show]:
        """Register a page with a form; without a template it is drawn from the route's contract.

        `folder` holds the template where that is not the capability's own.
        """

        def decorator(show: Show) -> Show:
            own = f"{folder or self._folder}/{template}"
            name = own if template else "platform/pages/form.html"
            page = Page(path, audience, check, show, name, query, submits, then, words)
            self.registered.append(replace(page, before_code=before_code))
            return show

        return decorator

    def arrival(
        self,
        path: str,
        *,
        audience: Audience,
        check: Check,
        submits: str,
        query: tuple[str, ...],
        then: Then,
    ) -> None:
        """Register an address to which a partner leads back; what it brings is submitted."""

        def show(_call: Call) -> Shown:
            """Where a partner leads back to."""
            return Shown()

        self.registered.append(
            Page(path, audience, check, show, "", query, submits, then, arrives=True)
        )

"""Citizens as they use the API: they sign in, send what their pages send, and wait."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from functools import cached_property
from typing import Any

from stdnum import luhn

from chalicelib.domain.actors import Post
from chalicelib.domain.dates import (
    day_of,
    instant_text,
    parse_instant,
    start_of_day,
)
from chalicelib.domain.identity import cards_of, full_years, on_resident_card
from local.population import personas
from local.population.invented.people import as_young
from local.population.photos import HEIC, digest, photo
from local.population.residents import ADULT, Household, Resident
from local.population.typed import padded
from local.simulators.wechat import phone_number
from local.town.answers import hand_in
from local.town.client import LOOK_AGAIN, Client, Declined, uploaded
from local.town.world import World

ALWAYS = ("identity_card",)
ASKED_FIRST = frozenset(
    {"form_id", "scheme", "kind", "standing", "hardship", "members", "phone", "account"}
)
ASKED_AFTER = frozenset(
    {
        "registered_area",
        "living_area",
        "setting",
        "incomes",
        "property",
        "expenses",
        "papers",
        "consents",
    }
)
"""Of urgent aid: what comes with the application, and what after it was paid."""


class Citizen:
    """A family's phone: one WeChat user who applies for the household."""

    def __init__(self, world: World, openid: str, household: Household) -> None:
        self.world = world
        self.openid = openid
        self.household = as_young(household, day_of(world.clock.now()))
        self.client = Client(world.url, self.sign_in)
        self.case_id = ""
        self.receipt: dict[str, Any] = {}
        self.heic = household.phone.heic
        self.messages: list[str] = []

    def sign_in(self) -> dict[str, Any]:
        """A session by WeChat's code."""
        return self.world.citizen_session(self.openid)

    def apply(self, without: tuple[str, ...] = (), **changed: object) -> dict[str, Any]:
        """Send the application in as a whole; stores and returns the receipt."""
        return self._applies(
            lambda: self.client.post("/v1/cases", self.filled_in(without) | changed)
        )

    def apply_on_phone(self, without: tuple[str, ...] = (), **changed: object) -> dict[str, Any]:
        """The same by the requests of the mini program, question by question."""
        return self._applies(lambda: hand_in(self.client, self.filled_in(without) | changed))

    def _applies(self, send: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Send the application in; `messages` are what the API says of photos that cannot be
        opened: they are taken again."""
        try:
            self.receipt = send()
        except Declined as declined:
            errors = declined.problem["errors"]
            if not self.heic or {error["code"] for error in errors} != {"paper.heic"}:
                raise
            self.messages, self.heic = [error["detail"] for error in errors], False
            self.receipt = send()
        self.case_id = str(self.receipt["case_id"])
        self.shows_cards()
        return self.receipt

    def shows_cards(self) -> None:
        """Whoever has another card than WeChat can film shows it to a member of staff."""
        office = str(self.receipt["office"])
        near = personas.at(office, Post.CASE_WORKER) or personas.at(office, Post.LEADER)
        clerk = Client(self.world.url, lambda: self.world.staff_session(near[0].userid))
        for one in self.household.residents:
            number = one.identity_number
            if (number and on_resident_card(number)) or one.no_number == "newborn":
                continue
            known = {"identity_number": number} if number else {"born": one.born.isoformat()}
            seen = {"receipt": self.receipt["receipt"], "name": one.name, **known}
            clerk.post("/v1/identity-checks", {**seen, "document_kind": _shown_card(one)})

    def filled_in(self, without: tuple[str, ...] = (), *, films: bool = True) -> dict[str, Any]:
        """The application as it is typed, ready to be sent: its photos are uploaded.

        Whoever signs is filmed unless `films` is false.
        """
        form = self.form(without)
        self._uploads_files(form)
        for consent in form.get("consents", ()):
            one = self.household.residents[consent["member"]]
            if films and one.identity_number and on_resident_card(one.identity_number):
                self.proves(one)
        return padded(form, self.openid) if self.household.phone.pads else form

    def _uploads_files(self, form: dict[str, Any]) -> None:
        """Upload every photo and signature that a form names."""
        for paper in form.get("papers", ()):
            self._sends(self._taken(paper["kind"]))
        for consent in form.get("consents", ()):
            self.uploads(f"{self.openid}/consent/{consent['member']}")

    def uploads(self, text: str) -> str:
        """Take a photo that stands for `text` and upload it; answers its digest."""
        return self._sends(photo(text))

    def _sends(self, content: bytes) -> str:
        return uploaded(self.client, content)

    def _taken(self, kind: str) -> bytes:
        """The photo of a paper, as the phone takes photos now."""
        text = f"{self.openid}/{kind}"
        return HEIC + text.encode() if self.heic else photo(text)

    def form(self, without: tuple[str, ...] = ()) -> dict[str, Any]:
        """The application as the phone sends it, without the papers named.

        In an emergency it asks for the least; `afterwards` is the rest.
        """
        whole = self._whole(without)
        if self.household.kind != "urgent":
            return whole
        first = {name: part for name, part in whole.items() if name in ASKED_FIRST}
        return first | {"emergency_area": self.household.living_area}

    def afterwards(self, without: tuple[str, ...] = ()) -> dict[str, Any]:
        """What urgent aid asks for once it was paid, ready to be sent: photos are uploaded."""
        rest = {name: part for name, part in self._whole(without).items() if name in ASKED_AFTER}
        self._uploads_files(rest)
        return rest

    def _whole(self, without: tuple[str, ...]) -> dict[str, Any]:
        household, day = self.household, day_of(self.world.clock.now())
        adults = [
            index
            for index, one in enumerate(household.residents)
            if full_years(one.born, day) >= ADULT
        ]
        papers, text = [*ALWAYS, *_special_papers(household)], self.text
        return {
            "form_id": f"form-{self.openid}",
            "scheme": household.scheme,
            **({"kind": household.kind} if household.kind else {}),
            "standing": {"cause": household.cause},
            "registered_area": household.registered_area,
            "living_area": household.living_area,
            "setting": household.setting,
            "hardship": household.hardship,
            "members": [_member(one) for one in household.residents],
            "incomes": [
                {"member": index, "kind": kind, "amount_fen": fen}
                for index, one in enumerate(household.residents)
                for kind, fen in one.incomes.items()
            ],
            **_supporters(household),
            "property": {
                "deposits_fen": household.deposits_fen,
                "securities_fen": 0,
                "vehicles": 0,
                "houses": household.houses,
                "businesses": 0,
            },
            "expenses": [],
            "papers": [
                {"kind": kind, "digest": hashlib.sha256(self._taken(kind)).hexdigest()}
                for kind in papers
                if kind not in without
            ],
            "consents": [
                {
                    "member": index,
                    **text,
                    "signed_at": instant_text(self._clock()),
                    "signature": digest(f"{self.openid}/consent/{index}"),
                }
                for index in adults
            ],
            "phone": phone_number(self.openid),
            "account": self.account(),
        }

    def _clock(self) -> datetime:
        """The instant that the phone's clock shows; its year may be wrong."""
        now, year = self.world.clock.now(), self.household.phone.clock_year
        if year is None:
            return now
        return now + (start_of_day(date(year, 1, 1)) - start_of_day(date(now.year, 1, 1)))

    @cached_property
    def text(self) -> dict[str, str]:
        """The text of the authorisation that this phone shows, as a signature names it."""
        text = self.client.get("/v1/consent-text")
        return {"text_version": text["version"], "text_digest": text["digest"]}

    def account(self, kind: str = "") -> dict[str, str]:
        """The account to which the money shall go; of another `kind`, another one."""
        number = f"6217{int(digest(self.openid + kind)[8:20], 16) % 10**14:014d}"
        return {"bank": "吉林银行", "number": number + luhn.calc_check_digit(number)}

    def proves(self, one: Resident) -> dict[str, Any]:
        """Let WeChat film somebody who has a number on this phone; answers that they are proved."""
        assert one.identity_number is not None
        person = {"name": one.name, "identity_number": one.identity_number}
        begun: dict[str, Any] = self.client.post("/v1/proofs", person)
        if begun["proved"]:
            return begun
        self.world.wechat.faces.film(self.openid, begun["verify_id"], one.name, one.identity_number)
        proved: dict[str, Any] = self.client.post(f"/v1/proofs/{begun['proof_id']}/result")
        return proved

    def timeline(self) -> dict[str, Any]:
        """Where the case is, who has it, by when, and what the family must do."""
        found: dict[str, Any] = self.client.get(f"/v1/cases/{self.case_id}/timeline")
        return found

    def case(self) -> dict[str, Any]:
        """The own case with its documents."""
        found: dict[str, Any] = self.client.get(f"/v1/cases/{self.case_id}")
        return found

    def letters(self) -> list[dict[str, Any]]:
        """Every letter so far."""
        found: list[dict[str, Any]] = self.client.get(f"/v1/cases/{self.case_id}/letters")[
            "letters"
        ]
        return found

    def does(self, what: str, **body: object) -> dict[str, Any]:
        """Send something of the own case in: a correction, a withdrawal, an explanation."""
        answer: dict[str, Any] = self.client.post(f"/v1/cases/{self.case_id}/{what}", body)
        return answer

    def waits_for(self, *stages: str) -> dict[str, Any]:
        """Look at the timeline, as often as is sensible, until the case stands at a stage."""
        while True:
            timeline = self.timeline()
            if timeline["stage"] in stages:
                return timeline
            now = self.world.clock.now()
            due = parse_instant(timeline["due"]) if timeline["due"] else now
            self.world.clock.sleep_until(due if due > now else now + LOOK_AGAIN)


def _shown_card(one: Resident) -> str:
    """What somebody lays before a clerk: a card that bears the number, where there is one."""
    if one.identity_number:
        return min(cards_of(one.identity_number))
    return "passport" if one.no_number == "foreign" else "household_register"


def _member(one: Any) -> dict[str, Any]:
    known = {"identity_number": one.identity_number}
    if one.identity_number is None:
        known = {"born": one.born.isoformat(), "no_number": one.no_number}
    member: dict[str, Any] = {
        "name": one.name,
        **known,
        "relation": one.relation,
        "student": one.student,
        "works": one.works,
        "grave_illness": one.grave_illness,
    }
    if one.registered_area:
        member["registered_area"] = one.registered_area
    if one.disability:
        member["disability"] = {"kind": one.disability[0], "grade": one.disability[1]}
    return member


def _supporters(household: Household) -> dict[str, Any]:
    """The relatives who owe support, where the family says anything of them."""
    if household.supporters is None:
        return {}
    supporters = [
        {name: value for name, value in asdict(one).items() if value != ""}
        for one in household.supporters
    ]
    return {"supporters": supporters}


def _special_papers(household: Household) -> list[str]:
    papers = []
    if any(one.grave_illness for one in household.residents):
        papers.append("medical_record")
    return papers

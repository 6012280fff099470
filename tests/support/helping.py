"""A helper and the person they act for, each as their phone uses the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.dates import day_of
from local.population.families import MOTHER_OF_TWO, PAPER_MISSING
from local.population.residents import resident
from local.town.people import Citizen

ALONE = replace(
    PAPER_MISSING,
    registered_area=MOTHER_OF_TWO.registered_area,
    living_area=MOTHER_OF_TWO.living_area,
    residents=(resident("车永福", "1948-03-09", 13),),
    scheme="tekun",
    supporters=(),
    hardship="年老无依靠",
)
PERSON = ALONE.residents[0]


def card(one=PERSON):
    """Name and number, as on the card."""
    return {"name": one.name, "identity_number": one.identity_number}


class Filming(Citizen):
    """A phone that films somebody anew."""

    def films(self, one=None, **more):
        """Film somebody on this phone now, also if they were proved here before."""
        seen = one or self.household.residents[0]
        begun = self.client.post("/v1/proofs", {**card(seen), "again": True} | more)
        self.world.wechat.faces.film(
            self.openid, begun["verify_id"], seen.name, seen.identity_number
        )
        self.client.post(f"/v1/proofs/{begun['proof_id']}/result")
        return begun["proof_id"]

    def says(self, what, helper_id):
        """The person answers before the camera of this phone: "consent" or "refusal"."""
        body = {"proof_id": self.films()}
        return self.client.post(f"/v1/helpers/{helper_id}/{what}", body)


class Helper(Filming):
    """A phone that acts for the household's first person."""

    def __init__(self, town, name="helper", household=ALONE):
        super().__init__(town, name, household)
        self.person = household.residents[0]
        self.helper_id = ""

    def asks(self, **changed):
        until = day_of(self.world.clock.now()) + timedelta(days=30)
        body = {
            "person": card(self.person),
            "helper_name": "车小军",
            "relation": "family",
            "acts": ["apply", "follow"],
            "until": until.isoformat(),
        }
        answer = self.client.post("/v1/helpers", body | changed)
        self.helper_id = answer["helper_id"]
        return answer

    def has_consent(self, proof_id=None):
        """The person consents before the camera of this phone."""
        body = {"proof_id": proof_id or self.films()}
        return self.client.post(f"/v1/helpers/{self.helper_id}/consent", body)

    def helps(self, on=None, **changed):
        """A delegation in force, consented to on this phone or `on` one of the person's own."""
        self.asks(**changed)
        if on is None:
            self.has_consent()
        else:
            on.says("consent", self.helper_id)
        return self

    def applies(self, **changed):
        return self.apply(helper_id=self.helper_id, **changed)

    def withdraws(self):
        return self.client.post(f"/v1/helpers/{self.helper_id}/withdrawal")


def phone_of(town, one=PERSON, name="own", household=ALONE):
    """A phone on which the person was filmed; it is their own once they consent there."""
    phone = Filming(town, name, household)
    phone.proves(one)
    return phone

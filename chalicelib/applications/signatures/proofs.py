"""Proving by face that somebody is who they say: begun with WeChat, finished by its word alone.

A face is never the only way (《人脸识别技术应用安全管理办法》): whatever goes wrong, the words
name the other one, staff who look at the card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from chalicelib.applications import keys
from chalicelib.applications.signatures import signing
from chalicelib.applications.signatures.signing_contract import ProofRequest
from chalicelib.case import helping, proofs
from chalicelib.case.proofs import Phone, Proof, ProofAttempt
from chalicelib.directory import store
from chalicelib.domain import identity, names
from chalicelib.domain.dates import day_of, end_of_day
from chalicelib.domain.errors import Refused
from chalicelib.platform.models.secret_json import revealed
from chalicelib.platform.partners import clients
from chalicelib.platform.partners.wechat import NOT_PASSED, PASSED
from chalicelib.platform.runtime import log
from chalicelib.platform.store import identifiers, table
from chalicelib.platform.store.keys import Key
from chalicelib.records.act import Act
from chalicelib.records.law import Law


def begin(form: ProofRequest, act: Act) -> ProofAttempt | None:
    """Begin an attempt to prove somebody on the actor's phone; None who is proved there already,
    which is noted in the cases that did not need it before.

    Raises Refused("proof.card") for any other than a resident identity card, ("proof.too_often")
    beyond the account's attempts of a day, Unavailable when WeChat does not answer.
    """
    proofs.begun_before(act.request)
    fields = revealed(form)
    name, number = fields["name"], fields["identity_number"]
    phones = _phones(number, name)
    if not form.again and _proof(phones, act.actor.id):
        _noted(number, phones, act)
        return None  # whoever was proved a moment ago may be filmed once more
    if not identity.on_resident_card(number):
        raise Refused("proof.card")
    openid, card_name = _openid(act.actor.id), names.standard(name)
    out_seq_no = identifiers.uuid7(act.now).replace("-", "")
    verify_id, seconds = clients.wechat().verify_id(openid, out_seq_no, card_name, number)
    _count(act.actor.id, number, act.now, act.law)
    ends = act.now + timedelta(seconds=seconds)
    attempt = ProofAttempt(
        act.request.id, out_seq_no, act.actor.id, name, number, verify_id, ends, act.now, form.again
    )
    proofs.begin(attempt, act.request, act.now)
    return attempt


def finish(attempt: ProofAttempt, act: Act) -> None:
    """Keep the proof if WeChat says that it was that person, and note it in the cases it concerns.

    Refused with the reason if it was not. Asked again after that, it notes what was not noted yet.
    """
    phones = _phones(attempt.number, attempt.name)
    known = _proof(phones, attempt.account)
    if known is None or attempt.is_newer(known):
        _ask(attempt, act.now)
    _noted(attempt.number, phones, act)


def _phones(number: str, name: str) -> list[Phone]:
    """The phones of a person as of a moment ago: whoever is not found proved there is filmed."""
    person = identifiers.identity_hash(number)
    return proofs.phones(person, proofs.name_hash(name), consistent=False)


def _proof(phones: Iterable[Phone], account: str) -> Proof | None:
    return next((one.proof for one in phones if one.account == account), None)


def _noted(number: str, phones: Collection[Phone], act: Act) -> None:
    """Note who is proved on the actor's phone in the cases that it concerns, and list there who
    asks to act for that person."""
    signing.prove(number, act)
    helping.list_delegations(phones, act.actor.id)


def _ask(attempt: ProofAttempt, now: datetime) -> None:
    card_name = names.standard(attempt.name)
    try:
        ret = clients.wechat().verified(
            _openid(attempt.account),
            attempt.out_seq_no,
            attempt.verify_id,
            card_name,
            attempt.number,
        )
    except Refused as refusal:
        if attempt.ends > now:  # WeChat knows it for an hour: a call of another app, or a wrong one
            log.error("WeChat has forgotten a face", source="wechat", code=refusal.code)
        raise
    if ret != PASSED:
        raise Refused(_reason(ret, attempt, now))
    at = attempt.began if attempt.again and attempt.began else now
    proof = Proof("face", at)
    proofs.store(attempt.number, attempt.name, attempt.account, proof, anew=attempt.again)


def _reason(ret: int, attempt: ProofAttempt, now: datetime) -> str:
    """Why WeChat did not let somebody pass; what only we can mend is logged."""
    code = NOT_PASSED.get(ret, "proof.system")
    if code == "proof.not_finished" and attempt.ends <= now:
        return "proof.expired"
    if code == "proof.configuration" or ret not in NOT_PASSED:
        log.error("a face could not be proved", source="wechat", code=ret)
    return code


def _count(account: str, number: str, now: datetime, law: Law) -> None:
    """Count an attempt; Refused beyond those that an account may make in a day.

    Counted after WeChat has answered, so that a WeChat that is down uses up nobody's day, and
    before its answer is given away. What is tried at one person, by whatever accounts, is a sign
    for staff (`intake`) and no limit: strangers would use it up.
    """
    day = str(day_of(now))
    most = law.parameters.value("proof.attempts_per_day").amount
    if _tried(keys.account_tries(account, day), now) > int(most):
        raise Refused("proof.too_often")
    _tried(keys.person_tries(identifiers.identity_hash(number), day), now)


def _tried(place: Key, now: datetime) -> int:
    return table.count(place, ["tries"], end_of_day(day_of(now)))["tries"]


def _openid(account: str) -> str:
    """The openid of an account; whoever's account is gone signs in again, which makes it anew."""
    openid = store.openid_of(account)
    if openid is None:
        raise Refused("session.missing")
    return openid

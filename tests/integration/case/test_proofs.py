"""Proofs of who somebody is: for one number, one name, one account; kept once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.case import keys, proofs
from chalicelib.case.proofs import Proof, ProofAttempt
from chalicelib.directory import store
from chalicelib.platform.store import identifiers, table
from chalicelib.platform.store.idempotency import IdempotencyKey
from chalicelib.platform.store.record import RepeatedRequest
from local.population.numbers import numbered
from tests.conftest import MONDAY

ACCOUNT, ANOTHER = "afamily", "aneighbour"
NAME, NUMBER = "阿依古丽·买买提", numbered("1985-03-12", 22)
FACE = Proof("face", MONDAY)
ONCE = IdempotencyKey(ACCOUNT, "a-key-of-hers", "digest", 2**31)


def store_proof(number=NUMBER, name=NAME, account=ACCOUNT, proof=FACE):
    proofs.store(number, name, account, proof)


def known(number=NUMBER, name=NAME, account=ACCOUNT):
    return proofs.proved(number, name, account)


def test_nobody_is_proved_before_it_was_done(quiet):
    assert known() is None


def test_a_proof_says_how_and_when(quiet):
    store_proof()
    assert known() == FACE


@pytest.mark.parametrize("spelling", ["阿依古丽・买买提", " 阿依古丽 · 买买提 "])
def test_the_same_name_however_it_is_written(quiet, spelling):
    store_proof()
    assert known(name=spelling) == FACE


@pytest.mark.parametrize(
    "other",
    [{"name": "阿依古丽·吐尔逊"}, {"number": numbered("1985-03-12", 24)}, {"account": ANOTHER}],
)
def test_another_name_number_or_account_is_not_proved(quiet, other):
    store_proof()
    assert known(**other) is None


def test_a_proof_that_is_kept_again_stays_as_it_was(quiet):
    store_proof()
    store_proof(proof=Proof("face", MONDAY + timedelta(days=1)))
    assert known() == FACE


def test_whoever_has_changed_their_name_is_proved_by_the_new_one(quiet):
    store_proof()
    later = Proof("face", MONDAY + timedelta(days=1))
    store_proof(name="古丽", proof=later)
    assert (known(name="古丽"), known()) == (later, None)


def test_each_phone_has_its_own_proof(quiet):
    later = Proof("face", MONDAY + timedelta(days=1))
    store_proof()
    store_proof(account=ANOTHER, proof=later)
    assert (known(), known(account=ANOTHER)) == (FACE, later)


def test_a_proof_says_nobodys_name_or_number(quiet):
    store_proof()
    item = table.get(keys.proof(identifiers.identity_hash(NUMBER), ACCOUNT))
    assert not any(word in str(item) for word in (NUMBER, NAME, "阿依古丽"))


def begun(idempotency_key=ONCE, verify_id="verify-1"):
    ends = MONDAY + timedelta(hours=1)
    attempt = ProofAttempt(
        idempotency_key.id, "number-1", idempotency_key.actor, NAME, NUMBER, verify_id, ends
    )
    proofs.begin(attempt, idempotency_key, MONDAY)
    return attempt


@pytest.fixture
def accounts(quiet):
    for account in (ACCOUNT, ANOTHER):
        store.open_account(account, f"openid-of-{account}")


def test_an_attempt_is_found_by_the_account_that_began_it_alone(accounts):
    attempt = begun()
    assert proofs.attempt(ACCOUNT, attempt.id) == attempt
    assert proofs.attempt(ANOTHER, attempt.id) is None


def test_an_attempt_is_forgotten_a_day_after_the_phone_could_be_used(accounts):
    item = table.get(keys.proof_attempt(ACCOUNT, begun().id))
    assert item["expires"] == int((MONDAY + timedelta(hours=25)).timestamp())


def test_one_request_begins_one_attempt(accounts):
    attempt = begun()
    with pytest.raises(RepeatedRequest) as before:
        begun(verify_id="verify-2")
    assert before.value.id == attempt.id
    assert proofs.attempt(ACCOUNT, attempt.id) == attempt

"""The citizen's side of an application, and the township's answer to it."""

from __future__ import annotations

from chalicelib.applications import service
from chalicelib.applications.accepting import acceptance
from chalicelib.applications.accepting.acceptance_contract import Acceptance, AcceptanceDecision
from chalicelib.applications.amending import accounts, corrections
from chalicelib.applications.amending.amending_contract import (
    AccountDecision,
    Correction,
    CorrectionResult,
    OpenCorrection,
)
from chalicelib.applications.amending.open_items import open_correction
from chalicelib.applications.contract import (
    ApplicationWithdrawal,
    PaperUpload,
    Receipt,
    Submission,
    Upload,
)
from chalicelib.applications.signatures import consent_texts, proofs, signers, signing, still_open
from chalicelib.applications.signatures.signing_contract import (
    ApplicationClaim,
    ConsentText,
    IdentityCheck,
    ProofRequest,
    ProofResult,
    ProofStart,
    RemoteConsent,
    SigningResult,
)
from chalicelib.case import benefit_next, changes, missing
from chalicelib.case import case as cases
from chalicelib.case.access import case_of_earlier_request, office_case, own_attempt, own_case
from chalicelib.case.case import Case
from chalicelib.case.changes import CaseState, state_of
from chalicelib.case.proofs import ProofAttempt
from chalicelib.directory.offices import routing
from chalicelib.platform.aws import papers
from chalicelib.platform.http import NO_SUBJECT, Audience, Call, Router
from chalicelib.platform.models import EmptyBody
from chalicelib.records.law import law_on
from chalicelib.records.requests import act_of
from chalicelib.words import in_sequence, say, speaking

api = Router()


FORM_ONLY = "it changes nothing: it signs a form, and the file is named by its digest"


@api.post(
    "/v1/papers",
    audience=Audience.ANYBODY_SIGNED_IN,
    check=NO_SUBJECT,
    body=PaperUpload,
    answer=Upload,
    no_key_reason=FORM_ONLY,
)
def upload(call: Call) -> Upload:
    """Ask for the form with which a photo or a signature is uploaded."""
    return Upload(**papers.upload(call.actor.id, call.body.digest, call.body.media_type))


def again(call: Call, _kind: str, case_id: str, _seq: int) -> Receipt:
    """The answer to a submission that was made before."""
    return receipt(case_of_earlier_request(call.actor, case_id), call)


@api.post(
    "/v1/cases",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=Submission,
    answer=Receipt,
    status=201,
    repeated=again,
)
def submit(call: Call) -> Receipt:
    """Apply for the family. The receipt is given only once nothing can be lost any more."""
    return receipt(service.submit(call.body, act_of(call), call.address), call)


def corrected_again(call: Call, _kind: str, case_id: str, _seq: int) -> CorrectionResult:
    """The answer to a correction that was made before."""
    return corrected(case_of_earlier_request(call.actor, case_id), call)


@api.post(
    "/v1/cases/{case_id}/correction",
    audience=Audience.CITIZEN,
    check=own_case,
    body=Correction,
    answer=CorrectionResult,
    repeated=corrected_again,
)
def correct(call: Call) -> CorrectionResult:
    """Hand in what was missing, or put right what was wrong; phone and account at any time."""
    case = corrections.correct(call.subject, call.body, act_of(call))
    return corrected(case, call)


@api.get(
    "/v1/cases/{case_id}/correction",
    audience=Audience.CITIZEN,
    check=own_case,
    answer=OpenCorrection,
)
def read_open(call: Call) -> OpenCorrection:
    """What of the application is missing, and until when it can be handed in."""
    return open_correction(call.subject, law_on(call.now), call.now)


def signed_again(call: Call, _kind: str, case_id: str, _seq: int) -> SigningResult:
    """The answer to a signature that was given before."""
    return signed(cases.load(case_id), call, "consent")


@api.post(
    "/v1/consents",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=RemoteConsent,
    answer=SigningResult,
    repeated=signed_again,
)
def sign(call: Call) -> SigningResult:
    """Sign the authorisation for a family's case from afar."""
    case = signing.sign(call.body, act_of(call))
    return signed(case, call, "consent")


def claimed_again(call: Call, _kind: str, case_id: str, _seq: int) -> Receipt:
    """The answer to a claim that was made before."""
    return claimed(case_of_earlier_request(call.actor, case_id), call)


@api.post(
    "/v1/application-claims",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=ApplicationClaim,
    answer=Receipt,
    repeated=claimed_again,
)
def claim(call: Call) -> Receipt:
    """Take one's own case over on a phone where one was proved to be the applicant."""
    return claimed(signing.claim(call.body, act_of(call)), call)


@api.get("/v1/consent-text", audience=Audience.PUBLIC, check=NO_SUBJECT, answer=ConsentText)
def consent_text(call: Call) -> ConsentText:
    """The text of the authorisation that is signed now, with its version and digest."""
    return consent_texts.current(law_on(call.now).parameters)


def checked_again(call: Call, _kind: str, case_id: str, _seq: int) -> SigningResult:
    """The answer to a check that was noted before."""
    return signed(cases.load(case_id), call, "identity_check")


@api.post(
    "/v1/identity-checks",
    audience=Audience.STAFF,
    check=NO_SUBJECT,
    body=IdentityCheck,
    answer=SigningResult,
    repeated=checked_again,
)
def check_identity(call: Call) -> SigningResult:
    """Note that a person came in with the card, and was compared with it."""
    case = signing.check_identity(call.body, act_of(call))
    return signed(case, call, "identity_check")


def begun_again(call: Call, _kind: str, proof_id: str, _seq: int) -> ProofStart:
    """The answer to an attempt that was begun before."""
    return begun_of(own_attempt(call.actor, {"proof_id": proof_id}), call)


@api.post(
    "/v1/proofs",
    audience=Audience.CITIZEN,
    check=NO_SUBJECT,
    body=ProofRequest,
    answer=ProofStart,
    repeated=begun_again,
)
def begin_proof(call: Call) -> ProofStart:
    """Begin to prove by face that somebody is who they say; at once if they are proved already."""
    attempt = proofs.begin(call.body, act_of(call))
    return begun_of(attempt, call) if attempt else ProofStart(proved=True, next=proved(call))


STORED_ONCE = "a proof is kept once, however often its result is asked for"


@api.post(
    "/v1/proofs/{proof_id}/result",
    audience=Audience.CITIZEN,
    check=own_attempt,
    body=EmptyBody,
    answer=ProofResult,
    no_key_reason=STORED_ONCE,
)
def finish_proof(call: Call) -> ProofResult:
    """Ask WeChat how it came out, and store the proof; a failure is answered with its remedy."""
    proofs.finish(call.subject, act_of(call))
    return ProofResult(next=proved(call))


@api.post(
    "/v1/cases/{case_id}/withdrawal",
    audience=Audience.CITIZEN,
    check=own_case,
    body=ApplicationWithdrawal,
    answer=CaseState,
    repeated=changes.again,
)
def withdraw(call: Call) -> CaseState:
    """Withdraw the application."""
    return state_of(service.withdraw(call.subject, call.body, act_of(call)))


changes.staff_change(api, "/v1/cases/{case_id}/acceptance", Acceptance, acceptance.accept)
changes.staff_change(
    api, "/v1/cases/{case_id}/acceptance-decision", AcceptanceDecision, acceptance.decide
)


@api.post(
    "/v1/cases/{case_id}/account-decision",
    audience=Audience.STAFF,
    check=office_case,
    body=AccountDecision,
    answer=CaseState,
    repeated=changes.again,
)
def decide_account(call: Call) -> CaseState:
    """Confirm or refuse another account that the family asked for."""
    return state_of(accounts.decide(call.subject, call.body, act_of(call)))


def receipt(case: Case, call: Call) -> Receipt:
    """The receipt of a case, as whoever asks reads it."""
    with speaking(call.lang):
        return service.receipt_of(case, law_on(call.now))


def claimed(case: Case, call: Call) -> Receipt:
    """The receipt of a claimed case; it asks to check what somebody else may have declared."""
    with speaking(call.lang):
        given = service.receipt_of(case, law_on(call.now))
        texts = in_sequence([say("next.claimed"), given.next])
    return given.model_copy(update={"next": texts})


def signed(case: Case, call: Call, what: str) -> SigningResult:
    """The answer to a signature or a check, with what this person must still do."""
    only = {number for number, _ in signers.people_who_match(case, call.body)}
    with speaking(call.lang):
        left = still_open.to_sign(case, law_on(call.now).day, only)
        words = say(f"next.{what}_left", left="；".join(left)) if left else say(f"next.{what}")
    return SigningResult(receipt=str(case.record.clear["receipt"]), next=words)


def proved(call: Call) -> str:
    """What is told of somebody who is proved."""
    return say("next.proved", call.lang)


def begun_of(attempt: ProofAttempt, call: Call) -> ProofStart:
    """What the phone needs for an attempt."""
    return ProofStart(
        proved=False,
        proof_id=attempt.id,
        verify_id=attempt.verify_id,
        expires_at=attempt.ends,
        next=say("next.proof", call.lang),
    )


def corrected(case: Case, call: Call) -> CorrectionResult:
    """Where the case stands after a correction, who must still sign, and what comes next."""
    law = law_on(call.now)
    lacks = missing.still_missing(case, law, call.now)
    sign = [one["consent_of"] for one in lacks if "consent_of" in one]
    with speaking(call.lang):
        texts = [benefit_next.next_step(case, law), *still_open.all_of(case, law)]
        if "account" in call.body.model_fields_set:
            texts = [say("next.account", office=routing.contact_name(case.office))]
        words = in_sequence(texts)
    return CorrectionResult(case_id=case.id, state=case.record.state, sign=sign, next=words)

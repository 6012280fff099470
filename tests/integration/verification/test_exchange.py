"""How we show who we are: tokens where a source wants one, certificates where both show one."""

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from chalicelib.platform.partners.departments import Departments, Exchange
from local.simulators.departments import TOKEN_SECONDS, DepartmentSimulator
from tests.integration.verification.conftest import DEADLINE, KEYS, MOTHER, SOURCES, Open, reasons
from tests.support.shown import could_read

# Tokens.


def tokens(exchange):
    return len(exchange.simulator._tokens)


def departments_of(exchange):
    """Departments that keep their tokens from question to question, as one process does."""
    ours = Exchange(exchange.address, "jiuzhu", KEYS, exchange.clock)
    return Departments(ours, SOURCES, DEADLINE, exchange.clock, Open(), exchange.simulator.files)


def test_a_token_is_used_until_a_minute_before_its_end_and_then_a_new_one(exchange):
    departments = departments_of(exchange)
    for seconds, given in ((0, 1), (TOKEN_SECONDS - 61, 1), (1, 2)):
        exchange.clock.sleep_until(exchange.clock.now() + timedelta(seconds=seconds))
        found = departments.ask(f"case-{seconds}", ["tax"], MOTHER).found
        assert "not_verified" not in {one.status for one in found}
        assert tokens(exchange) == given


def test_every_source_that_wants_a_token_has_one_of_its_own(exchange):
    exchange.ask()
    assert tokens(exchange) == sum(source.signing == "oauth" for source in SOURCES)


def test_whoever_does_not_know_the_secret_gets_no_token_and_no_answer(exchange):
    found = exchange.ask(sources=["tax"], app_id="somebody")
    assert reasons(found, "tax") == {("not_verified", "answer.failed")}
    assert tokens(exchange) == 0


def test_a_token_that_the_source_forgot_is_asked_for_anew_in_the_next_round(exchange):
    departments = departments_of(exchange)
    departments.ask("case-1", ["tax"], MOTHER)
    exchange.simulator._tokens.clear()
    refused = departments.ask("case-2", ["tax"], MOTHER).found
    assert reasons(refused, "tax") == {("not_verified", "answer.failed")}
    found = departments.ask("case-3", ["tax"], MOTHER).found
    assert "not_verified" not in {one.status for one in found}


def token_of(access_token='"t"', expires_in="3600"):
    return f'{{"access_token": {access_token}, "expires_in": {expires_in}}}'.encode()


NO_TOKENS = [
    b"",
    b"[]",
    b'{"access_token": "t"}',
    b'{"expires_in": 60}',
    token_of(access_token='"a\\nX-Nonce: b"'),
    token_of(access_token='"令牌"'),
    token_of(access_token='""'),
    token_of(access_token=f'"{"x" * 4097}"'),
    token_of(access_token="7"),
    token_of(expires_in="1e300"),
    token_of(expires_in="Infinity"),
    token_of(expires_in="NaN"),
    token_of(expires_in="1e999999"),
    token_of(expires_in="9" * 5000),
    token_of(expires_in=f'"{"9" * 5000}"'),
    token_of(expires_in="-1"),
    token_of(expires_in="true"),
    b'{"access_token": ' + b"[" * 100_000,
    b'{"a":' * 100_000,
    b'"' + b"x" * 300_000 + b'"',
]


@pytest.mark.parametrize("content", NO_TOKENS)
def test_a_reply_that_is_no_token_is_distinguished(exchange, content):
    exchange.simulator._token = lambda *_: (
        lambda _environ, start: (
            start("200 OK", [("Content-Length", str(len(content)))]),
            [content],
        )[1]
    )
    found = exchange.ask(sources=["tax", "bank"])
    assert reasons(found, "tax") == {("not_verified", "answer.malformed")}
    assert "not_verified" not in {one.status for one in found if one.source == "bank"}


@pytest.mark.parametrize("lasts", ["0", '"3600"', "3600.0", "31622400"])
def test_a_token_may_last_from_no_time_to_a_year(exchange, lasts):
    def answers(*_):
        exchange.simulator._tokens["t"] = ("tax", exchange.clock.now() + timedelta(hours=1))
        return Response(token_of(expires_in=lasts))

    exchange.simulator._token = answers
    found = exchange.ask(sources=["tax"])
    assert "not_verified" not in {one.status for one in found}


# A secret belongs to one partner.


def test_no_department_is_ever_shown_the_secret_of_another_nor_a_key_that_signs(exchange):
    exchange.ask()
    received = exchange.simulator.received
    assert received.keys() == KEYS.keys()
    signing = {source.code: source.signing for source in SOURCES}
    for owner, secret in KEYS.items():
        for source, requests in received.items():
            may = source == owner and signing[source] == "oauth"
            assert could_read(secret, requests) == may, (owner, source)


def test_a_key_that_two_departments_share_is_shown_to_neither(exchange):
    shared = {**KEYS, "tax": KEYS["bank"]}
    found = exchange.ask(sources=["tax", "bank", "securities"], keys=shared)
    assert reasons(found, "tax") == reasons(found, "bank") == {("not_verified", "answer.no_key")}
    assert exchange.simulator.received.keys() == {"securities"}


def test_a_department_with_which_no_secret_is_agreed_is_not_asked(exchange):
    found = exchange.ask(sources=["bank"], keys={})
    assert reasons(found, "bank") == {("not_verified", "answer.no_key")}
    assert not exchange.simulator.received


def test_a_department_cannot_speak_for_another(exchange):
    """With its own key: as in a request of ours, and as the answer of the other."""
    for_another = exchange.ask(sources=["bank"], keys={"bank": KEYS["securities"]})
    assert reasons(for_another, "bank") == {("not_verified", "answer.failed")}
    assert exchange.simulator.refused == ["wrong signature"]
    exchange.simulator.keys = {**KEYS, "bank": KEYS["securities"]}
    exchange.simulator._what_is_wrong = lambda *_: ""
    pretended = exchange.ask("case-2", sources=["bank"])
    assert reasons(pretended, "bank") == {("not_verified", "answer.unsigned")}


# Certificates.


def certified(name, folder, issuer=None):
    """A key and a certificate, by the issuer or by itself; the files of both."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by_name, by_key = issuer[:2] if issuer else (subject, key)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), True)
        .sign(by_key, hashes.SHA256())
    )
    file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return subject, key, str(file), str(key_file)


@contextmanager
def serving_to_the_certified(simulator, authority, server, newest=ssl.TLSVersion.TLSv1_3):
    """The simulator over TLS, to nobody without a certificate of the authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority[2])
    context.load_cert_chain(server[2], server[3])
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # else no OpenSSL of today speaks TLS 1.1 at all
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1_1, newest
    made = make_server("127.0.0.1", 0, simulator, threaded=True, ssl_context=context)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{made.server_port}"
    made.shutdown()


@pytest.mark.parametrize("shown", [True, False])
def test_an_exchange_that_asks_for_a_certificate_answers_nobody_without_one(
    exchange, tmp_path, shown
):
    authority = certified("authority", tmp_path)
    server, ours = (certified(name, tmp_path, authority) for name in ("server", "ours"))
    simulator = DepartmentSimulator({}, "jiuzhu", KEYS, exchange.clock)
    with serving_to_the_certified(simulator, authority, server) as address:
        files = {"certificate": ours[2], "certificate_key": ours[3]} if shown else {}
        there = Exchange(address, "jiuzhu", KEYS, exchange.clock, authority=authority[2], **files)
        departments = Departments(there, SOURCES, DEADLINE, exchange.clock, Open(), simulator.files)
        found = departments.ask("case-1", ["bank"], MOTHER).found
    expected = ("nothing_held", "") if shown else ("not_verified", "answer.unreachable")
    assert reasons(found, "bank") == {expected}


@pytest.mark.parametrize(
    ("newest", "reason"),
    [(ssl.TLSVersion.TLSv1_2, ""), (ssl.TLSVersion.TLSv1_1, "answer.unreachable")],
)
def test_an_exchange_that_speaks_nothing_newer_than_tls_1_1_is_not_asked(
    exchange, tmp_path, newest, reason
):
    authority = certified("authority", tmp_path)
    server, ours = (certified(name, tmp_path, authority) for name in ("server", "ours"))
    simulator = DepartmentSimulator({}, "jiuzhu", KEYS, exchange.clock)
    with serving_to_the_certified(simulator, authority, server, newest) as address:
        there = Exchange(
            address, "jiuzhu", KEYS, exchange.clock, ours[2], ours[3], authority=authority[2]
        )
        departments = Departments(there, SOURCES, DEADLINE, exchange.clock, Open(), simulator.files)
        found = departments.ask("case-1", ["bank"], MOTHER).found
    assert {found_reason for _, found_reason in reasons(found, "bank")} == {reason}


def test_an_exchange_that_another_authority_vouches_for_is_not_accepted(exchange, tmp_path):
    authority, other = (certified(name, tmp_path) for name in ("authority", "other"))
    server, ours = (certified(name, tmp_path, authority) for name in ("server", "ours"))
    simulator = DepartmentSimulator({}, "jiuzhu", KEYS, exchange.clock)
    with serving_to_the_certified(simulator, authority, server) as address:
        there = Exchange(
            address, "jiuzhu", KEYS, exchange.clock, ours[2], ours[3], authority=other[2]
        )
        departments = Departments(there, SOURCES, DEADLINE, exchange.clock, Open(), simulator.files)
        found = departments.ask("case-1", ["bank"], MOTHER).found
    assert reasons(found, "bank") == {("not_verified", "answer.unreachable")}
    assert simulator.asked == []

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

from chalicelib.platform.departments import Departments, Exchange
from local.simulators.departments import TOKEN_SECONDS, DepartmentSimulator
from tests.verification.conftest import DEADLINE, KEY, MOTHER, SOURCES, Open, reasons

# Tokens.


def tokens(exchange):
    return len(exchange.simulator._tokens)


def kept(exchange):
    """Departments that keep their tokens from question to question, as one process does."""
    ours = Exchange(exchange.address, "jiuzhu", KEY, exchange.clock)
    return Departments(ours, SOURCES, DEADLINE, exchange.clock, Open(), exchange.simulator)


def test_a_token_is_used_until_a_minute_before_its_end_and_then_a_new_one(exchange):
    departments = kept(exchange)
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
    departments = kept(exchange)
    departments.ask("case-1", ["tax"], MOTHER)
    exchange.simulator._tokens.clear()
    refused = departments.ask("case-2", ["tax"], MOTHER).found
    assert reasons(refused, "tax") == {("not_verified", "answer.failed")}
    found = departments.ask("case-3", ["tax"], MOTHER).found
    assert "not_verified" not in {one.status for one in found}


@pytest.mark.parametrize("content", [b"", b"[]", b'{"access_token": "t"}', b'{"expires_in": 60}'])
def test_a_reply_that_is_no_token_is_told_apart(exchange, content):
    exchange.simulator._token = lambda *_: (
        lambda _environ, start: (
            start("200 OK", [("Content-Length", str(len(content)))]),
            [content],
        )[1]
    )
    assert reasons(exchange.ask(sources=["tax"]), "tax") == {("not_verified", "answer.malformed")}


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
def serving_to_the_certified(simulator, authority, server):
    """The simulator over TLS, to nobody without a certificate of the authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority[2])
    context.load_cert_chain(server[2], server[3])
    context.verify_mode = ssl.CERT_REQUIRED
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
    simulator = DepartmentSimulator({}, "jiuzhu", KEY, exchange.clock)
    with serving_to_the_certified(simulator, authority, server) as address:
        files = {"certificate": ours[2], "certificate_key": ours[3]} if shown else {}
        there = Exchange(address, "jiuzhu", KEY, exchange.clock, authority=authority[2], **files)
        departments = Departments(there, SOURCES, DEADLINE, exchange.clock, Open(), simulator)
        found = departments.ask("case-1", ["bank"], MOTHER).found
    expected = ("nothing_held", "") if shown else ("not_verified", "answer.unreachable")
    assert reasons(found, "bank") == {expected}


def test_an_exchange_that_another_authority_vouches_for_is_not_believed(exchange, tmp_path):
    authority, other = (certified(name, tmp_path) for name in ("authority", "other"))
    server, ours = (certified(name, tmp_path, authority) for name in ("server", "ours"))
    simulator = DepartmentSimulator({}, "jiuzhu", KEY, exchange.clock)
    with serving_to_the_certified(simulator, authority, server) as address:
        there = Exchange(
            address, "jiuzhu", KEY, exchange.clock, ours[2], ours[3], authority=other[2]
        )
        departments = Departments(there, SOURCES, DEADLINE, exchange.clock, Open(), simulator)
        found = departments.ask("case-1", ["bank"], MOTHER).found
    assert reasons(found, "bank") == {("not_verified", "answer.unreachable")}
    assert simulator.asked == []

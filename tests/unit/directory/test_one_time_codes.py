"""One-time codes against the vectors of RFC 6238, appendix B, and RFC 4226, appendix D."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.directory.sessions import one_time_codes

SECRET = b"12345678901234567890"
NOW = datetime(2022, 12, 19, 1, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds, shown):
    step = one_time_codes.step_at(datetime.fromtimestamp(seconds, UTC))
    assert one_time_codes.code(SECRET, step, digits=8) == shown


@pytest.mark.parametrize(("step", "shown"), [(0, "755224"), (1, "287082"), (9, "520489")])
def test_of_six_digits_too(step, shown):
    assert one_time_codes.code(SECRET, step) == shown


@pytest.mark.parametrize(("seconds", "known"), [(-30, 1), (0, 1), (30, 1), (-60, 0), (60, 0)])
def test_a_phone_may_be_one_step_ahead_or_behind_and_no_more(seconds, known):
    there = one_time_codes.step_at(NOW + timedelta(seconds=seconds))
    steps = [*one_time_codes.steps_of(SECRET, one_time_codes.code(SECRET, there), NOW)]
    assert steps == [there] * known


@pytest.mark.parametrize("given", ["", "12345", "１２３４５６", "000000 "])
def test_what_is_no_code_is_of_no_step(given):
    assert [*one_time_codes.steps_of(SECRET, given, NOW)] == []


def test_an_authenticator_takes_the_secret_from_its_address():
    address = one_time_codes.address(SECRET, "救助办公", "county1")
    issuer = "%E6%95%91%E5%8A%A9%E5%8A%9E%E5%85%AC"
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    expected = f"otpauth://totp/{issuer}:county1?secret={secret}&issuer={issuer}"
    assert address == expected

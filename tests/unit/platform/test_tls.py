"""Every partner is asked over TLS 1.2 or newer, and over plain HTTP on this machine alone."""

import ssl

import pytest

from chalicelib.domain.errors import Broken
from chalicelib.platform.partners import tencent
from chalicelib.platform.partners.departments import Exchange
from chalicelib.platform.partners.wechat import WeChat
from chalicelib.platform.partners.wecom import WeCom
from local.cloud.clock import LogicalClock
from tests.conftest import MONDAY

CLOCK = LogicalClock(MONDAY)
ADAPTERS = {
    "wechat": lambda url: WeChat(url, "app", "secret", "template", CLOCK),
    "wecom": lambda url: WeCom(url, "corp", "secret", 1, "https://jiuzhu.example", CLOCK),
    "departments": lambda url: Exchange(url, "jiuzhu", {}, CLOCK),
}
INSECURE = (
    "http://partner.example",
    "http://10.0.0.7:8080",
    "http://127.0.0.1.partner.example",
    "http://127.0.0.1@partner.example",
    "ftp://127.0.0.1",
    "//partner.example",
    "partner.example",
    "",
)


@pytest.mark.parametrize("partner", ADAPTERS)
@pytest.mark.parametrize("url", INSECURE)
def test_a_partner_without_tls_is_not_asked(partner, url):
    with pytest.raises(Broken, match=r"settings\.insecure"):
        ADAPTERS[partner](url)


@pytest.mark.parametrize("partner", ADAPTERS)
@pytest.mark.parametrize("url", ["https://partner.example", "http://127.0.0.1:8080"])
def test_a_partner_over_tls_is_asked_and_so_is_a_simulator_on_this_machine(partner, url):
    ADAPTERS[partner](url)


@pytest.mark.parametrize(
    "pool", [tencent._pool, lambda: ADAPTERS["departments"]("https://x.example").pool(1)]
)
def test_nothing_below_tls_1_2_is_spoken_and_every_certificate_is_checked(pool):
    options = pool().connection_pool_kw
    assert options["ssl_minimum_version"] is ssl.TLSVersion.TLSv1_2
    assert options.get("cert_reqs") in {None, ssl.CERT_REQUIRED}  # urllib3 checks unless told

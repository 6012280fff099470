"""Known weaknesses of what ships, told from a copy of advisories."""

from __future__ import annotations

import io
import json
import os
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tools import advisories
from tools.requirements import ROOT, SHIPPED, pins

NOW = datetime(2026, 11, 30, tzinfo=UTC)
COPY = os.environ.get("JIUZHU_ADVISORIES", "")


def advisory(name="pydantic", events=(("introduced", "0"), ("fixed", "9999.1")), **more):
    span = {"type": "ECOSYSTEM", "events": [dict([event]) for event in events]}
    package = {"ecosystem": "PyPI", "name": name}
    affected = [{"package": package, "ranges": [span], "versions": more.pop("versions", [])}]
    return {"id": "PYSEC-1", "modified": "2026-11-29T00:00:00Z", "affected": affected} | more


@pytest.mark.parametrize(
    ("events", "mended"),
    [
        ((("introduced", "0"), ("fixed", "2.0")), None),
        ((("introduced", "0"), ("fixed", "2.11.0")), "2.11.0"),
        ((("introduced", "2.10.1"), ("fixed", "2.11")), None),
        ((("fixed", "2.11"), ("introduced", "2.10rc1")), "2.11"),
        ((("introduced", "0"), ("fixed", "1.9"), ("introduced", "2.0"), ("fixed", "3")), "3"),
        ((("introduced", "0"), ("last_affected", "2.10.0")), ""),
        ((("introduced", "0"), ("last_affected", "2.9")), None),
        ((("introduced", "0"),), ""),
    ],
)
def test_whether_a_version_is_within_a_range_and_where_it_is_mended(events, mended):
    assert advisories.weak(advisory(events=events)["affected"][0], "2.10.0") == mended


def test_a_version_that_is_listed_by_itself_is_weak_under_any_spelling():
    found = advisories.weak(advisory(events=(), versions=["2.10", "dev"])["affected"][0], "2.10.0")
    assert found == ""


YAML = """id: PYSEC-1
modified: '2026-11-29T00:00:00.000000Z'
affected:
- package: {name: pydantic, ecosystem: PyPI}
  ranges:
  - type: ECOSYSTEM
    events: [{introduced: "0"}, {fixed: 9999.1}]
"""


def written(tmp_path, *told):
    for number, one in enumerate(told):
        (tmp_path / f"{number}.json").write_text(json.dumps(one), "utf-8")
    return [str(tmp_path)]


def test_what_fits_is_reported_with_its_advisory_and_the_version_that_mends_it(tmp_path, capsys):
    told = written(tmp_path, advisory("Pydantic"), advisory("requests"), advisory(withdrawn="x"))
    assert advisories.main(told, NOW, 1) == 1
    version = pins(ROOT / SHIPPED)["pydantic"].version
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == f"pydantic {version}: PYSEC-1, mended in 9999.1"


def test_a_zip_is_read_as_a_folder_is(tmp_path):
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("PYSEC-1.json", json.dumps(advisory("requests")))
        archive.writestr("README.md", "not one of them")
    assert advisories.main([str(file)], NOW, 1) == 0


def test_those_in_yaml_are_read_as_those_in_json_are(tmp_path):
    (tmp_path / "PYSEC-1.yaml").write_text(YAML, "utf-8")
    assert advisories.main([str(tmp_path)], NOW, 1) == 1


@pytest.mark.parametrize(("days", "failed"), [(8, 0), (9, 1)])
def test_an_old_copy_is_said_to_be_old(tmp_path, capsys, days, failed):
    now = datetime(2026, 11, 29, tzinfo=UTC) + timedelta(days=days)
    assert advisories.main([*written(tmp_path, advisory("requests")), "8"], now, 1) == failed
    assert ("too old" in capsys.readouterr().out) == bool(failed)


@pytest.fixture
def osv():
    """osv.dev as far as we ask it: a zip at one address, nothing at any other."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("PYSEC-1.json", json.dumps(advisory("requests")))

    class Osv(BaseHTTPRequestHandler):
        def do_GET(self):
            found = self.path == "/PyPI/all.zip"
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(packed.getvalue() if found else b"")

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Osv) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_advisories_are_fetched_and_what_cannot_be_fetched_is_not_taken_for_sound(osv, capsys):
    assert advisories.main([f"{osv}/PyPI/all.zip"], NOW, 1) == 0
    assert advisories.main([f"{osv}/gone.zip"], NOW, 1) == 1
    assert "cannot be read" in capsys.readouterr().out
    assert advisories.main(["http://127.0.0.1:9/all.zip"], NOW, 1) == 1


@pytest.mark.parametrize(("days", "failed"), [(91, 0), (92, 0), (93, 1)])
def test_a_lock_that_was_not_renewed_for_a_quarter_is_reported(tmp_path, days, failed):
    assert advisories.main(written(tmp_path, advisory("requests")), NOW, days) == failed


def test_since_when_the_lock_stands_is_told_by_the_commit_that_wrote_it():
    assert advisories.days_since_renewal(datetime.now(UTC)) >= 0


def test_no_copy_at_all_is_not_taken_for_a_sound_one(tmp_path):
    assert advisories.main([str(tmp_path)], NOW, 1) == 1


@pytest.mark.skipif(not COPY, reason="no copy of advisories is given (JIUZHU_ADVISORIES)")
def test_nothing_that_ships_is_known_to_be_weak():
    assert advisories.main([COPY], datetime.now(UTC), 1) == 0

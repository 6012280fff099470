"""What the standard path costs: the states that Step Functions bills, however many are asked."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import partial

import pytest

from chalicelib.directory.sessions import authenticators
from chalicelib.platform.runtime.settings import settings
from chalicelib.policy import load_pack
from chalicelib.policy.pack import PACKS
from chalicelib.records import law
from local.cloud import watch
from tests.integration.workflows.plays import played

MOST = 10
A_ROUND = {"GetItem": 3, "Query": 1, "UpdateItem": 1, "TransactWriteItems": 2, "Decrypt": 2}
"""What verification asks of AWS for a household whose departments all answer at once."""
OF_A_FILE = {"GetItem": 2, "Decrypt": 1}
"""What it asks besides for each department that left a file: the file's head and key."""
PATH = "Route WaitToVerify Verify Review Reviewed? Assess Notice Confirm Confirmed? Grant"


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """Packs of Jilin City with so many departments, each under the name of their number."""

    def of(sources):
        name, nation = f"with-{sources}", f"nation-{sources}"
        shutil.copytree(PACKS / "national", tmp_path / nation)
        shutil.copytree(PACKS / "jilin-city", tmp_path / name)
        (tmp_path / name / "pack.toml").write_text(f'[pack]\nextends = "{nation}"\n')
        left = sources
        for path in sorted((tmp_path / nation / "catalogue").glob("*.toml")):
            if path.stem != "figures":
                head, *blocks = path.read_text().split("[[source]]")
                path.write_text("[[source]]".join([head, *blocks[:left]]))
                left -= len(blocks[:left])
        for reader in (law, authenticators):
            monkeypatch.setattr(reader, "load_pack", partial(load_pack, folder=tmp_path))
        return name

    return of


@pytest.mark.parametrize("sources", [6, 28])
def test_the_standard_path_is_billed_ten_states_whether_six_or_twenty_eight_are_asked(
    packs, monkeypatch, sources
):
    pack, found = packs(sources), {}

    def govern(town):
        monkeypatch.setenv("POLICY_PACK", pack)
        settings.cache_clear()

    def look(town):
        (found["billed"],) = watch.billed_transitions(town.sandbox).values()
        found["calls"] = Counter(
            call.operation
            for call in town.sandbox.calls
            if call.function == "verification_verify" and call.service in {"dynamodb", "kms"}
        )
        found["asked"] = [one.source for one in town.departments.asked]

    outcome = played("mother_of_two", before=govern, after=look)
    wired = [s.code for s in law.load_pack(pack).catalogue.sources if s.answers != "file"]
    assert found["asked"] == wired
    assert len(law.load_pack(pack).catalogue.sources) == sources
    assert outcome.entered == {1: PATH.split()}
    assert (outcome.state, outcome.paid) == ("receiving", [130_000])
    files = len(law.load_pack(pack).catalogue.sources) - len(wired)
    assert found["calls"] == A_ROUND | {
        name: A_ROUND[name] + files * more for name, more in OF_A_FILE.items()
    }
    assert found["billed"] == len(PATH.split()) == MOST

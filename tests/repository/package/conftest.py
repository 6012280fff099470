"""The artefact, built once for all tests that look at it."""

import json

import pytest

from tools import cold_start, package


class Artefact:
    """A built artefact: its folder, its template as built, and a fresh copy to spoil."""

    def __init__(self, folder):
        self.folder = folder
        self.zip = folder / "deployment.zip"
        self.print_zip = folder / "print.zip"

    @property
    def template(self):
        return json.loads((self.folder / "sam.json").read_text("utf-8"))

    @property
    def resources(self):
        return self.template["Resources"]

    @property
    def functions(self):
        """The properties of each function by its name in the template."""
        return {
            name: resource["Properties"]
            for name, resource in self.resources.items()
            if resource["Type"] == "AWS::Serverless::Function"
        }


@pytest.fixture(scope="session")
def artefact(tmp_path_factory):
    folder = tmp_path_factory.mktemp("artefact")
    package.build(folder)
    return Artefact(folder)


@pytest.fixture(scope="session")
def places(artefact, tmp_path_factory):
    """The module of every function, and where its zip is unpacked."""
    return cold_start.unpacked(artefact.folder, tmp_path_factory.mktemp("functions"))


@pytest.fixture(scope="session")
def unpacked(places):
    return places[cold_start.API_MODULE]


@pytest.fixture(scope="session")
def unpacked_print(places):
    return places["chalicelib.casefile.tasks"]

"""The artefact, built once for all tests that look at it."""

import json
import zipfile

import pytest

from tools import package


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


def unpack(package, tmp_path_factory):
    """A zip as Lambda unpacks it; native code cannot be loaded from within a zip."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(package) as held:
        held.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def unpacked(artefact, tmp_path_factory):
    return unpack(artefact.zip, tmp_path_factory)


@pytest.fixture(scope="session")
def unpacked_print(artefact, tmp_path_factory):
    return unpack(artefact.print_zip, tmp_path_factory)

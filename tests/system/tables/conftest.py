"""The town of the API's tests, whose tables are looked into here."""

from tests.system.api.conftest import stage  # noqa: F401 - a fixture

"""A folder to serve, as the tests of script/server have it."""

from tests.config.test_server import folder  # noqa: F401 - the fixture

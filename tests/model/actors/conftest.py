"""Fixtures of the tests of actors."""

from tests.model.actors.still import first_model  # noqa: F401

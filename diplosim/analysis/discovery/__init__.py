"""Scenario discovery: where among the assumptions a policy fails, ``diplosim discover``."""

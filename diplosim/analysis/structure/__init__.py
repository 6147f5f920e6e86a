"""Structural uncertainty: findings under each value of an assumption, ``diplosim structure``."""

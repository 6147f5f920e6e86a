"""Paired comparison of arms with a reference under the same shocks: ``diplosim compare``."""

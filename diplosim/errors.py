"""What every error of diplosim has in common."""

from __future__ import annotations


class DiplosimError(Exception):
    """Something that was asked for cannot be done as it is; the message says why and what to do."""

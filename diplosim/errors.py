"""What every error and every warning of diplosim has in common."""

from __future__ import annotations


class DiplosimError(Exception):
    """Something that was asked for cannot be done as it is; the message says why and what to do."""


class DiplosimWarning(UserWarning):
    """Something that went another way than a reader would think; the command line prints it as one line."""

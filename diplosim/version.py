"""The version of diplosim, as the manifest of every results folder tells it."""

from __future__ import annotations

__version__ = "0.1.0"

"""How the commands of analyses end: the answer is kept first, then it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click


def no_figures_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--no-figures``."""
    return click.option("--no-figures", is_flag=True, help="Draw no figures.")(function)


def tell_kept(folder: Path, names: Sequence[str]) -> None:
    """Say what was written. It was written before anything was printed: a reader such as head may leave early."""
    click.echo(f"Written in {folder}: {', '.join(names)}")

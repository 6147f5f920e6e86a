"""The first lines of a scenario: its name, its months, its seed."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from diplosim.scenario.months import YEARS, parse_month

#: Names become folder names.
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$"
MAX_MONTHS = 1200
MAX_REPLICATES = 1_000_000


class Header(BaseModel):
    """What a scenario says about the run as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    scenario: Literal[1] = Field(default=1, description="Version of the file format: 1.")
    name: str = Field(
        default="scenario",
        pattern=NAME_PATTERN,
        examples=["pooled_fund_2026"],
        description="Up to 80 letters, digits, '-' or '_', starting with a letter or digit; "
        "it names the results folder.",
    )
    title: str = Field(default="", max_length=200, description="One line for reports and figures.")
    question: str = Field(default="", max_length=2000, description="The question that the scenario asks.")
    start: str = Field(
        default="2026-01",
        examples=["2026-01"],
        description=f"A month like 2026-01, in the years {YEARS[0]} to {YEARS[1]}.",
    )
    months: int = Field(default=120, ge=1, le=MAX_MONTHS, description="Length of the run in months.")
    seed: int = Field(
        default=20260101, ge=0, le=2**64 - 1, description="Seed of all chance; same seed, same shocks."
    )
    replicates: int = Field(
        default=100, ge=1, le=MAX_REPLICATES, description="How many times the run is repeated."
    )

    @field_validator("scenario", mode="before")
    @classmethod
    def _version(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError("not a version")
        return value

    @field_validator("start")
    @classmethod
    def _month(cls, value: str) -> str:
        if parse_month(value) is None:
            raise ValueError("not a month")
        return value

"""The sections ``health`` and ``recipient``: where the health system starts, what the recipient does by itself."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from diplosim.rules import health
from diplosim.scenario.checking import field_names, read_model, section, unknown_keys
from diplosim.scenario.errors import Findings
from diplosim.scenario.header import Calendar
from diplosim.scenario.nodes import Node

Block = Annotated[float, Field(ge=health.B_MIN, le=health.B_MAX)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)


class Blocks(_Section):
    """The six building blocks of the health system at the start."""

    service: Block = Field(default=health.B0[health.SERVICE], description="Health services.")
    workforce: Block = Field(default=health.B0[health.WORKFORCE], description="Health workforce.")
    information: Block = Field(default=health.B0[health.INFORMATION], description="Health information.")
    products: Block = Field(default=health.B0[health.PRODUCTS], description="Medical products.")
    financing: Block = Field(default=health.B0[health.FINANCING], description="Financing of health.")
    governance: Block = Field(default=health.B0[health.GOVERNANCE], description="Governance of health.")

    @property
    def levels(self) -> tuple[float, ...]:
        """In the order of `diplosim.rules.health.BLOCKS`."""
        return tuple(getattr(self, name) for name in health.BLOCKS)


class HealthStart(_Section):
    """Where health starts; by default as in 2026."""

    blocks: Blocks = Field(default_factory=Blocks, description="Building blocks, 0.02 to 0.99.")
    burden: Share | None = Field(
        default=None, description="Disease burden (index from 0 to 1); empty: what the blocks leave."
    )
    capability_vaccines: Annotated[float, Field(ge=0, le=0.98)] = Field(
        default=0.87, description="Capability to vaccinate: people and cold chain."
    )
    capability_tb: Annotated[float, Field(ge=0, le=0.98)] = Field(
        default=0.85, description="Capability to find tuberculosis: people and laboratories."
    )
    vaccine_stock: float = Field(default=0.0, ge=0, le=1200, description="Months of vaccines in the country.")
    vaccine_line: float = Field(
        default=2.0,
        ge=0,
        le=1000,
        description="Vaccines that come as goods alone, million US dollars a year.",
    )


class Drives(_Section):
    """What the recipient decides for itself, whatever donors do."""

    hospitals_per_year: float = Field(
        default=0.0, ge=0, le=1000, description="Hospitals renewed in a year (20 in the drive of 2025)."
    )
    koryo_drive: Share = Field(default=0.0, description="Effort for Koryo (traditional) medicine.")
    insurance_from: int | None = Field(
        default=None, description="Month from which a transition to health insurance runs; empty: none."
    )
    joins_network: int | None = Field(
        default=None,
        description="Month in which it joins the disease network at the latest; empty: by chance.",
    )


#: The keys of ``recipient`` that are months.
DATES = ("insurance_from", "joins_network")


def read_health(root: Node, findings: Findings) -> HealthStart:
    """The section ``health``; every problem is noted."""
    node = unknown_keys(
        section(root, "health", findings, as_list=False), field_names(HealthStart), "health", findings
    )
    blocks = unknown_keys(
        section(node, "blocks", findings, as_list=False), field_names(Blocks), "health.blocks", findings
    )
    given: dict[str, Any] = {"blocks": read_model(Blocks, blocks, "health.blocks", findings, {}) or Blocks()}
    rest = {key: child for key, child in node.value.items() if key != "blocks"}
    return (
        read_model(HealthStart, Node(rest, node.mark, node.key_marks), "health", findings, given)
        or HealthStart()
    )


def read_drives(root: Node, calendar: Calendar, findings: Findings) -> Drives:
    """The section ``recipient``; every problem is noted."""
    own = section(root, "recipient", findings, as_list=False)
    node = unknown_keys(own, field_names(Drives), "recipient", findings)
    given: dict[str, Any] = {}
    for key in DATES:
        if key in node.value and node.value[key].value is not None:
            given[key] = calendar.read(node.value[key], f"recipient.{key}", findings)
    rest = {key: child for key, child in node.value.items() if key not in DATES}
    return read_model(Drives, Node(rest, node.mark, node.key_marks), "recipient", findings, given) or Drives()


def as_plain(start: HealthStart, drives: Drives, calendar: Calendar) -> dict[str, dict[str, Any]]:
    """Both sections as a file writes them, with every default."""
    dates = {key: getattr(drives, key) for key in DATES}
    return {
        "health": start.model_dump(),
        "recipient": drives.model_dump()
        | {key: month if month is None else calendar.date(month) for key, month in dates.items()},
    }

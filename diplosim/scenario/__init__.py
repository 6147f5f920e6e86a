"""What a run is made of: typed declarations, YAML in, exact errors out, JSON Schema."""

from diplosim.scenario.actors import Actor
from diplosim.scenario.case import Case, find_case
from diplosim.scenario.case import named as named_case
from diplosim.scenario.checking import unknown_parameter
from diplosim.scenario.errors import Findings, Mark, Problem, ScenarioError, nearest, shown, unknown
from diplosim.scenario.events import (
    EVENT_KINDS,
    Access,
    BorderClosure,
    Event,
    ExemptionDelay,
    Exercise,
    Expulsion,
    Flood,
    Government,
    HospitalDrive,
    InsuranceTransition,
    KoryoDrive,
    Leadership,
    Pandemic,
    PatronSupport,
    Provocation,
    Resolution,
    VaccineLine,
    VetoRegime,
)
from diplosim.scenario.frozen import FrozenMap
from diplosim.scenario.parameters import DEFAULTS, PARAMETERS, Parameter
from diplosim.scenario.scenario import Scenario
from diplosim.scenario.schema import PolicyHelp, scenario_schema
from diplosim.scenario.uses import PolicyFault, PolicyUse, register_checker

__all__ = [
    "DEFAULTS",
    "EVENT_KINDS",
    "PARAMETERS",
    "Access",
    "Actor",
    "BorderClosure",
    "Case",
    "Event",
    "ExemptionDelay",
    "Exercise",
    "Expulsion",
    "Findings",
    "Flood",
    "FrozenMap",
    "Government",
    "HospitalDrive",
    "InsuranceTransition",
    "KoryoDrive",
    "Leadership",
    "Mark",
    "Pandemic",
    "Parameter",
    "PatronSupport",
    "PolicyFault",
    "PolicyHelp",
    "PolicyUse",
    "Problem",
    "Provocation",
    "Resolution",
    "Scenario",
    "ScenarioError",
    "VaccineLine",
    "VetoRegime",
    "find_case",
    "named_case",
    "nearest",
    "register_checker",
    "scenario_schema",
    "shown",
    "unknown",
    "unknown_parameter",
]

"""Running scenarios and experiments: one plan, one pipeline, one layout of results."""

from diplosim.experiment.arms import mismatches, prepare
from diplosim.experiment.bands import Fan, fan
from diplosim.experiment.definition import Definition, definition_of
from diplosim.experiment.engines import Engine, PlanError, available_cores, choose_engine, mesa_engine
from diplosim.experiment.folder import FolderError, add_files, safe_name, write_files
from diplosim.experiment.numbers import Failure, Numbers, quantiles_of
from diplosim.experiment.pipeline import (
    Ended,
    How,
    Memory,
    Progress,
    quietly,
    run_in_memory,
    run_plan,
    to_stderr,
)
from diplosim.experiment.plan import Plan, make_plan, months_of
from diplosim.experiment.reading import definition_from_dict, load_definition
from diplosim.experiment.run import RunResult, run_one, state_hashes
from diplosim.experiment.store import check_folder
from diplosim.experiment.traced import EnginesDifferError, csv_bytes
from diplosim.metrics.column import Column
from diplosim.metrics.declared import METRICS, OUTCOMES, PAIRED

__all__ = [
    "METRICS",
    "OUTCOMES",
    "PAIRED",
    "Column",
    "Definition",
    "Ended",
    "Engine",
    "EnginesDifferError",
    "Failure",
    "Fan",
    "FolderError",
    "How",
    "Memory",
    "Numbers",
    "Plan",
    "PlanError",
    "Progress",
    "RunResult",
    "add_files",
    "available_cores",
    "check_folder",
    "choose_engine",
    "csv_bytes",
    "definition_from_dict",
    "definition_of",
    "fan",
    "load_definition",
    "make_plan",
    "mesa_engine",
    "mismatches",
    "months_of",
    "prepare",
    "quantiles_of",
    "quietly",
    "run_in_memory",
    "run_one",
    "run_plan",
    "safe_name",
    "state_hashes",
    "to_stderr",
    "write_files",
]

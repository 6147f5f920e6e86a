"""Running scenarios: one run, many replicates, and the folder that holds their results."""

from diplosim.experiment.compiled import EnginesDifferError, trace_arms
from diplosim.experiment.dispatch import run_arms, to_stderr
from diplosim.experiment.engine import mesa_engine
from diplosim.experiment.hashes import state_hashes
from diplosim.experiment.plan import Engine, PlanError, choose_engine, mismatches, prepare
from diplosim.experiment.quantiles import Fan, fan, quantiles_of
from diplosim.experiment.replicates import Ensemble, Progress, available_cores, run_replicates
from diplosim.experiment.results import (
    FolderError,
    add_files,
    check_folder,
    default_folder,
    result_files,
    safe_name,
    write_files,
    write_results,
)
from diplosim.experiment.run import RunResult, run_one
from diplosim.experiment.tables import (
    csv_bytes,
    runs_table,
    tables_table,
    trajectories_table,
    trust_table,
)
from diplosim.metrics.column import Column
from diplosim.metrics.columns import HEADLINES
from diplosim.metrics.declared import METRICS, OUTCOMES, PAIRED

__all__ = [
    "HEADLINES",
    "METRICS",
    "OUTCOMES",
    "PAIRED",
    "Column",
    "Engine",
    "EnginesDifferError",
    "Ensemble",
    "Fan",
    "FolderError",
    "PlanError",
    "Progress",
    "RunResult",
    "add_files",
    "available_cores",
    "check_folder",
    "choose_engine",
    "csv_bytes",
    "default_folder",
    "fan",
    "mesa_engine",
    "mismatches",
    "prepare",
    "quantiles_of",
    "result_files",
    "run_arms",
    "run_one",
    "run_replicates",
    "runs_table",
    "safe_name",
    "state_hashes",
    "tables_table",
    "to_stderr",
    "trace_arms",
    "trajectories_table",
    "trust_table",
    "write_files",
    "write_results",
]

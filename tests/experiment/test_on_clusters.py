"""The scripts for SLURM run with an `srun` of our own; every command of the Kubernetes manifest is understood."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pyarrow.parquet as pq
import pytest
import yaml

import diplosim
from diplosim.cli import cli
from tests.experiment.sweeps import document

ROOT = Path(diplosim.__file__).parents[1]
#: What follows the options of srun, so many times beside each other.
SRUN = """\
#!/bin/bash
count=1
while [[ $1 == --* ]]; do [[ $1 != --ntasks=* ]] || count="${1#*=}"; shift; done
trap 'kill $(jobs -p)' EXIT
for ((i = 0; i < count; i++)); do "$@" & done
wait
"""


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """Commands as a cluster has them, and an experiment."""
    folder = tmp_path / "bin"
    folder.mkdir()
    named = {name: f'#!/bin/bash\nexec {sys.executable} -m {name} "$@"\n' for name in ("dask", "diplosim")}
    for name, text in {**named, "srun": SRUN, "hostname": "#!/bin/bash\necho 127.0.0.1\n"}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    text = yaml.safe_dump(document(samples=4), sort_keys=False)
    (tmp_path / "x.yaml").write_text(text)
    return folder


def sbatch(bin_folder: Path, script: str, *words: str, **variables: str) -> str:
    """Run a script as SLURM does; what it printed."""
    path = os.pathsep.join((str(bin_folder), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", str(ROOT / "packaging" / script), *words],
        cwd=bin_folder.parent, env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def free_port() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


@pytest.mark.slow
def test_the_slurm_script_with_dask_runs_one_sweep_on_its_workers(bin_folder: Path) -> None:
    pytest.importorskip("distributed")
    sbatch(bin_folder, "slurm_dask.sbatch", "x.yaml", "out", SLURM_NTASKS="4", DASK_PORT=free_port())
    assert pq.read_metadata(bin_folder.parent / "out" / "runs.parquet").num_rows == 36


@pytest.mark.slow
def test_the_parts_of_a_slurm_array_are_the_runs_of_the_whole(bin_folder: Path) -> None:
    work = bin_folder.parent
    for part in ("0", "1"):
        sbatch(
            bin_folder, "slurm_array.sbatch", "x.yaml", "parts", "2",
            SLURM_ARRAY_TASK_ID=part, SLURM_CPUS_PER_TASK="1",
        )  # fmt: skip
    whole = [
        sys.executable,
        "-m",
        "diplosim",
        "run",
        "x.yaml",
        "-n",
        "4",
        "--out",
        "whole",
        "-q",
        "--no-figures",
    ]
    subprocess.run(whole, cwd=work, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=300)

    def rows(folder: Path) -> list[dict[str, Any]]:
        return [{**row, "run": 0} for row in pq.read_table(folder / "runs.parquet").to_pylist()]

    def key(row: dict[str, Any]) -> str:
        return repr((row["sample"], row["arm"], row["replicate"]))

    parts = [*rows(work / "parts" / "0"), *rows(work / "parts" / "1")]
    assert sorted(map(repr, sorted(parts, key=key))) == sorted(
        map(repr, sorted(rows(work / "whole"), key=key))
    )


def test_every_command_of_the_kubernetes_manifest_is_understood() -> None:
    pytest.importorskip("distributed")
    from distributed.cli import dask_scheduler, dask_worker

    programs: dict[tuple[str, str], click.Command] = {
        ("diplosim", "run"): cli.get_command(click.Context(cli), "run"),  # type: ignore[dict-item]
        ("dask", "scheduler"): dask_scheduler.main,
        ("dask", "worker"): dask_worker.main,
    }
    found = list(yaml.safe_load_all((ROOT / "packaging" / "kubernetes.yaml").read_text(encoding="utf-8")))
    pods = [one["spec"]["template"]["spec"] for one in found if "template" in one["spec"]]
    commands = [tuple(container["command"]) for pod in pods for container in pod["containers"]]
    assert {command[:2] for command in commands} == programs.keys()
    for name, what, *words in commands:
        programs[name, what].make_context(name, list(words), resilient_parsing=False)
    service = next(one for one in found if one["kind"] == "Service")
    address = f"tcp://{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"
    assert [address in command for command in commands].count(True) == 2

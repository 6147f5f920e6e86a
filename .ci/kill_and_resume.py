"""Kill a sweep at chunk after chunk, resume it, compare it with an undisturbed one: ``kill_and_resume.py FILE OUT``.

Run from the root of the project with the Python of its environment; 50 samples, two replicates, no figures. OUT keeps
the sweep that was killed.
"""

import hashlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KILLS = 3
TABLES = ("runs.parquet", "trajectories.parquet", "quantiles.parquet", "samples.parquet", "summary.csv")


def start(file: str, out: Path) -> subprocess.Popen[str]:
    """The sweep in a process of its own."""
    small = ["--samples", "50", "--replicates", "2", "--no-figures"]
    command = [sys.executable, "run_sim.py", file, *small, "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    """Wait for the end; what it printed."""
    output, _ = process.communicate(timeout=1200)
    if process.returncode != 0:
        sys.exit(f"exit status {process.returncode}:\n{output}")
    return output


def stored(folder: Path) -> int:
    """How many chunks are there."""
    return len(list(folder.glob("chunks/*.arrow")))


def digests(folder: Path) -> dict[str, str]:
    """Fingerprints of the final tables."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in TABLES}


def main(file: str, root: Path, out: Path) -> None:
    """Fail unless the killed sweep ends with the bytes of the undisturbed one."""
    finish(start(file, root / "whole"))
    for kill in range(KILLS):
        process = start(file, out)
        before = stored(out)
        while stored(out) <= before:
            if process.poll() is not None:
                sys.exit(f"kill {kill + 1} came too late: the sweep was finished")
            time.sleep(0.001)
        process.kill()
        process.communicate()
    output = finish(start(file, out))
    if digests(root / "whole") != digests(out):
        sys.exit("the resumed sweep differs from the undisturbed one")
    print(output.rstrip())
    print(f"killed {KILLS} times and resumed: the same bytes in {', '.join(TABLES)}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], Path(folder), Path(sys.argv[2]))

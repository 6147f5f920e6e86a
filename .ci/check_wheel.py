"""Fail unless a wheel holds the data files and modules of the source folder: ``check_wheel.py FILE.whl``."""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

source = {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "diplosim").rglob("*")
    if path.is_file() and path.suffix != ".pyc"
}
packed = {name for name in zipfile.ZipFile(sys.argv[1]).namelist() if name.startswith("diplosim/")}
if source != packed:
    sys.exit(f"missing in the wheel: {sorted(source - packed)}; not in the source: {sorted(packed - source)}")
kinds = {Path(name).suffix or Path(name).name for name in packed}
print(f"{len(packed)} files: {', '.join(sorted(kinds))}")

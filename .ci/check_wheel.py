"""Fail unless a wheel holds modules, data files, scenarios and experiments: ``check_wheel.py FILE.whl``."""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

source = {
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "diplosim").rglob("*")
    if "__pycache__" not in path.parts and path.is_file()
}
for kind in ("scenarios", "experiments"):
    source |= {f"diplosim/shipped/{kind}/{path.name}" for path in (ROOT / kind).glob("*.yaml")}
source |= {f"diplosim/shipped/docs/{name}" for name in ("__init__.py", "findings.json")}
packed = {name for name in zipfile.ZipFile(sys.argv[1]).namelist() if name.startswith("diplosim/")}
if source != packed:
    sys.exit(f"missing in the wheel: {sorted(source - packed)}; not in the source: {sorted(packed - source)}")
kinds = {Path(name).suffix or Path(name).name for name in packed}
print(f"{len(packed)} files: {', '.join(sorted(kinds))}")

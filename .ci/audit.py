"""Hold an environment against the advisories of PyPI: ``audit.py PYTHON FOLDER``; pip-audit is installed in FOLDER.

A known vulnerability ends with status 1. Where no advisories can be reached, that is said (NOT RUN), and is no fault of
the code: status 0.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

#: Advisories that do not concern us: identifier -> why. Whoever adds one says until when.
ACCEPTED: dict[str, str] = {}
#: What is not audited: our own package, and the pip that comes with the Python of the machine.
LEFT_OUT = {"diplosim", "pip"}
PATIENCE_S = 240


def verdict(dependencies: list[dict[str, Any]]) -> tuple[int, str]:
    """Exit status and what to say of what pip-audit found: names, versions, ``vulns`` or a ``skip_reason``."""
    others = [one for one in dependencies if one["name"] not in LEFT_OUT]
    asked = [one for one in others if "skip_reason" not in one]
    bad = [
        f"{one['name']} {one['version']}: {found['id']}; mended in: {', '.join(found['fix_versions']) or 'nothing yet'}"
        for one in asked
        for found in one["vulns"]
        if not ACCEPTED.keys() & {found["id"], *found.get("aliases", ())}
    ]
    if bad:
        return 1, "\n".join(["known vulnerabilities:", *bad])
    if not asked:
        return 0, "NOT RUN: no advisories can be reached from here"
    skipped = f", {len(others) - len(asked)} could not be looked up" if len(asked) < len(others) else ""
    return 0, f"no known vulnerability in {len(asked)} packages{skipped}"


def audited(python: str, folder: str) -> list[dict[str, Any]]:
    """What pip-audit says of every package of the environment of ``python``; nothing if it cannot be had or asked."""
    where = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip()
    get = [python, "-m", "pip", "install", "-q", "--target", folder, "pip-audit"]
    ask = [python, "-m", "pip_audit", "--path", site, "--format", "json", "--progress-spinner", "off"]
    apart = {**os.environ, "PYTHONPATH": folder}
    try:
        subprocess.run(get, check=True, timeout=PATIENCE_S)
        done = subprocess.run(ask, env=apart, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.SubprocessError, ValueError, KeyError) as error:
        print(f"pip-audit gives no answer ({type(error).__name__})")
        return []
    return found


if __name__ == "__main__":
    status, words = verdict(audited(sys.argv[1], sys.argv[2]))
    print(words)
    sys.exit(status)

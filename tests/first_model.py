"""The first model, stated: what tests add to a scenario where their claim, or their number, belongs to that model.

The values are those of ``golden/model1/off.yaml``, from which its frozen scenarios start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "golden" / "model1"
#: Defaults of the first model where the second has others: sections of a scenario file.
FIRST_MODEL: dict[str, Any] = {
    key: value
    for key, value in yaml.safe_load((FOLDER / "off.yaml").read_text(encoding="utf-8")).items()
    if key in ("actors", "parameters")
}
#: Its parameters by dotted name.
OFF: dict[str, float] = FIRST_MODEL["parameters"]


def first_model(**sections: Any) -> dict[str, Any]:
    """Sections of a scenario with the first model below them: what is given wins, actor by actor and key by key."""
    given = sections.get("actors", {})
    actors = {
        code: {**FIRST_MODEL["actors"].get(code, {}), **given.get(code, {})}
        for code in {**FIRST_MODEL["actors"], **given}
    }
    return sections | {"actors": actors, "parameters": OFF | dict(sections.get("parameters", {}))}

"""Print the first or second of the two commands of README.md, as it stands: ``readme_command.py 1``."""

import re
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def commands() -> list[str]:
    """The bash blocks of the section "Two commands"; exactly two, or the page and CI have drifted apart."""
    section = re.search(
        r"^## Two commands$(.*?)^## ", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    found = re.findall(r"^```bash\n(.*?)^```$", section.group(1), re.MULTILINE | re.DOTALL) if section else []
    if len(found) != 2:
        sys.exit(f"README.md: expected two bash blocks under '## Two commands', found {len(found)}")
    return found


if __name__ == "__main__":
    print(commands()[int(sys.argv[1]) - 1], end="")

"""The pictures of docs/explore.md, taken of it: ``python -m tests.page.pictures``, in the system's fonts."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from diplosim.page.build import page
from tests.page.browsing import DESKTOP, PHONE, Live, chromium

OUT = Path(__file__).parents[2] / "docs" / "pictures"
LINK = "#world=status_quo&policy=pooled_fund&n=1000"


def save(name: str, picture: bytes) -> None:
    """As small as it gets without a visible loss."""
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    image.save(OUT / name, optimize=True)


def main() -> None:
    """A desktop, a phone, and the seat at the table."""
    with tempfile.TemporaryDirectory() as folder, chromium() as running:
        file = Path(folder, "page.html")
        file.write_text(page(), encoding="utf-8")
        for name, size in (("explore.png", DESKTOP), ("explore_phone.png", PHONE)):
            one = Live(running, file, LINK, size)
            save(name, one.page.screenshot())
            if size == DESKTOP:
                one.until("document.body.dataset.story")
                one.page.locator("#seat select").select_option(label="Republic of Korea")
                one.page.locator("#sit").click()
                one.ask("document.querySelector('#more').hidden = true")  # what grows while it is computed
                one.page.wait_for_timeout(500)
                save("explore_seat.png", one.page.locator("#seat").screenshot())
            one.close()


if __name__ == "__main__":
    main()

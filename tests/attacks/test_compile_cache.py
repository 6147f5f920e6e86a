"""The cache of compiled code heals itself, and is used only where nobody else can write."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

numba = pytest.importorskip("numba")

from diplosim.engine import cache, module  # noqa: E402

CODE = "def twice(x):\n    return 2.0 * x\n"


@pytest.fixture(autouse=True)
def _says_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_said", set())


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """A small function compiled as kernels are, with its cache in `kept`."""
    (tmp_path / "small.py").write_text(CODE)
    (tmp_path / "kept").mkdir()

    def make() -> Any:
        spec = importlib.util.spec_from_file_location("small", tmp_path / "small.py")
        assert spec is not None and spec.loader is not None
        module: ModuleType = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "small", module)  # where Numba looks for what it finds in its cache
        spec.loader.exec_module(module)
        function = numba.njit(cache=True)(module.twice)
        cache.seal(function, tmp_path / "kept")
        assert function(4.0) == 8.0
        return function

    return make


def hits(function: Any) -> int:
    return sum(function.stats.cache_hits.values())


def damages(data: bytes) -> dict[str, bytes]:
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    return {"emptied": b"", "cut": data[: len(data) // 2], "garbage": b"rubbish" * 99, "one bit": bytes(flipped),
            "zeros": bytes(len(data)), "unsealed": data[32:]}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", damages(b"-"))
def test_a_damaged_file_is_compiled_again_with_one_line(
    compiled: Callable[[], Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str, damage: str
) -> None:
    compiled()
    assert hits(compiled()) == 1
    [path] = (tmp_path / "kept").rglob(f"*.{ending}")
    path.write_bytes(damages(path.read_bytes())[damage])
    assert hits(compiled()) == 0
    assert capsys.readouterr().err.count("is damaged, and is compiled again") == 1
    assert hits(compiled()) == 1  # whole again


def test_a_folder_in_place_of_a_file_costs_the_cache_and_nothing_else(
    compiled: Callable[[], Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compiled()
    [path] = (tmp_path / "kept").rglob("*.nbi")
    path.unlink()
    path.mkdir()
    assert hits(compiled()) == 0
    assert "compiled code cannot be kept" in capsys.readouterr().err


def test_a_place_that_is_the_users_own_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOSIM_CACHE_DIR", str(tmp_path))
    place = cache.cache_folder()
    assert place == tmp_path / "diplosim" / module.native_digest()
    assert place.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name == "nt", reason="folders of users are their own there")
@pytest.mark.parametrize(
    ("level", "mode", "who"),
    [
        *((level, 0o777, "anybody") for level in ("base", "diplosim", "digest", "inside", "file")),
        *((level, 0o775, "a group") for level in ("diplosim", "digest", "inside", "file")),
    ],
)
def test_a_place_where_others_may_write_is_not_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    level: str,
    mode: int,
    who: str,
) -> None:
    base = tmp_path / "base"
    folder = base / "diplosim" / module.native_digest()
    (folder / "inside").mkdir(parents=True)
    (folder / "inside" / "kernel.nbi").write_bytes(b"not ours")
    places = {"base": base, "diplosim": folder.parent, "digest": folder, "inside": folder / "inside",
              "file": folder / "inside" / "kernel.nbi"}  # fmt: skip
    places[level].chmod(mode)
    monkeypatch.setenv("DIPLOSIM_CACHE_DIR", str(base))
    place = cache.cache_folder()
    said = capsys.readouterr().err
    assert place is not None and not place.is_relative_to(base) and list(place.iterdir()) == []
    assert f"compiled code is kept for this process only: {who} may write into {places[level]}\n" == said


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners here")
def test_code_of_another_user_or_behind_a_link_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "diplosim" / module.native_digest()
    folder.mkdir(parents=True)
    monkeypatch.setenv("DIPLOSIM_CACHE_DIR", str(tmp_path))
    (folder / "link.nbi").symlink_to(tmp_path / "elsewhere")
    assert cache.cache_folder() != folder and "link.nbi is a link" in capsys.readouterr().err
    (folder / "link.nbi").unlink()
    if os.getuid() == 0:
        os.chown(folder, 12345, 12345)
        assert cache.cache_folder() != folder and "belongs to another user" in capsys.readouterr().err


@pytest.mark.slow
def test_a_dry_run_compiles_nothing_though_code_of_others_is_kept(
    tmp_path: Path, command: list[str], environment: dict[str, str]
) -> None:
    kept = tmp_path / "cache"
    asked = [*command, "run", "status_quo", "--dry-run", "--engine", "compiled"]
    here = {**environment, "DIPLOSIM_CACHE_DIR": str(kept)}
    place = kept / "diplosim" / module.native_digest() / "other"
    place.mkdir(parents=True, mode=0o700)
    (place / "kernel.nbi").write_bytes(b"of the same code in another place")
    done = subprocess.run(
        asked, cwd=tmp_path, text=True, capture_output=True, env=here, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "unknown before the engine is compiled" in " ".join(done.stdout.split())

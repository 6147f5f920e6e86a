"""One input by its number: through which door, with which files and options; and results that some of them damage."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from diplosim.cli import cli
from diplosim.metrics.columns import metric_names, outcome_names
from tests.fuzz import WEIRD, Input
from tests.fuzz.grammar import Grammar

WORLD = "scenario: 1\nmonths: 6\nseed: 5\nreplicates: 2\n"
PLAYED = (
    "--set",
    "months=2",
    "-n",
    "1",
    "--engine",
    "portable",
    "-q",
    "--no-figures",
    "--workers",
    "1",
    "--out",
    "out",
)


def encoded(text: str) -> bytes:
    """As a file holds it, whatever it is."""
    return text.encode("utf-8", "surrogatepass")


def typed(text: str) -> str:
    """As a shell can hand it over."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def finished(folder: Path) -> dict[str, bytes]:
    """The files of a small comparison, made once."""
    (folder / "one.yaml").write_text(WORLD + "name: one\n")
    (folder / "two.yaml").write_text(WORLD + "name: two\npolicies: [unconditional_easing]\n")
    files = [str(folder / "one.yaml"), str(folder / "two.yaml")]
    done = CliRunner().invoke(
        cli, ["run", *files, "--engine", "mesa", "-q", "--no-figures", "--out", str(folder / "r")]
    )
    assert done.exit_code == 0, done.output
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in (folder / "r").rglob("*")
        if path.is_file()
    }


def of_scenario(g: Grammar) -> Input:
    """A scenario file, looked at, counted, listed or played."""
    data = encoded(g.damaged(g.text(g.scenario())))
    ways = [("validate", "x.yaml"), ("validate", "x.yaml", "--resolved"), ("run", "x.yaml", "--dry-run")]
    played = ("run", "x.yaml", *PLAYED)  # twenty times as dear as another
    return Input("scenario", played if g.rarely(0.1) else g.random.choice(ways), {"x.yaml": data})


def of_experiment(g: Grammar) -> Input:
    """An experiment file."""
    data = encoded(g.damaged(g.text(g.experiment())))
    ways = [
        ("validate", "x.yaml"),
        ("run", "x.yaml", "--dry-run"),
        ("run", "x.yaml", "--samples", "2", "--dry-run"),
    ]
    return Input("experiment", g.random.choice(ways), {"x.yaml": data})


def of_options(g: Grammar) -> Input:
    """Options behind a good name."""
    makers: list[Callable[[], list[str]]] = [
        lambda: ["--set", g.setting()],
        lambda: ["--policy", g.use()],
        lambda: ["--seed", str(g.one([1, 7]))],
        lambda: ["-n", str(g.one([1, 2]))],
        lambda: ["--engine", str(g.one(["auto", "compiled", "portable", "auto", "portable", "mesa"]))],
        lambda: ["--workers", str(g.one([1]))],
        lambda: ["--every", str(g.one(["year"]))],
        lambda: ["--span", str(g.one(["2014-01:2015-01"]))],
        lambda: ["--plugin", str(g.one(["nowhere.py", "x.yaml", "os"]))],
        lambda: ["--scheduler", str(g.one(["", "nowhere", "tcp://", "http://x"]))],
    ]
    given = [word for make in g.random.sample(makers, g.random.randrange(1, 5)) for word in make()]
    name = g.one(["status_quo", "pooled_fund", "status_quo"])
    return Input("options", tuple(map(typed, ["run", str(name), *given, "--dry-run"])))


def of_reference(g: Grammar) -> Input:
    """Commands that look something up."""
    topics = [
        ("policies", "pooled_fund"),
        ("parameters", g.parameter()[0]),
        ("metrics", "events"),
        ("evidence", "aid"),
        ("actors",),
        ("events",),
        ("outcomes",),
        ("scenarios",),
        ("experiments",),
        ("schema",),
    ]
    words = list(g.random.choice(topics)) + [
        str(g.random.choice([*WEIRD, "--json", "--csv", "--markdown"]))
        for _ in range(g.random.randrange(0, 2))
    ]
    return Input(
        "reference", tuple(typed(g.damaged(word, 0.05) if n else word) for n, word in enumerate(words))
    )


def of_record(g: Grammar) -> Input:
    """A record of the user's own."""
    files = {"x.csv": encoded(g.damaged(g.record()))}
    maps = (
        [
            "--map",
            typed(f"{g.one(['date', 'events', 'class'])}={g.one([*metric_names()[:9], 'ignore', 'type'])}"),
        ]
        if g.rarely(0.3)
        else []
    )
    extra = ["--every", g.random.choice(["month", "quarter", "year"])] if g.rarely(0.4) else []
    span = ["--span", typed(f"{g.month()}:{g.month()}")] if g.rarely(0.3) else []
    ways = [["score", "r", "--observed", "x.csv", *maps, *extra, *span], ["events", "from", "x.csv", *maps]]
    return Input("record", tuple(g.random.choice(ways)), files)


def of_results(g: Grammar, good: dict[str, bytes]) -> Input:
    """A results folder, one file of which is not what was written."""
    name = g.random.choice(sorted(good))
    data = bytearray(good[name])
    if name.endswith(".json") and g.rarely(0.7):
        data = bytearray(encoded(json.dumps(changed(g, json.loads(data)))))
    elif name.endswith((".csv", ".yaml", ".jsonl")) and g.rarely(0.7):
        data = bytearray(encoded(g.damaged(data.decode(), 0.6)))
    for _ in range(g.random.randrange(0, 4) if data else 0):
        place = g.random.randrange(0, len(data))
        if g.rarely(0.8):
            data[place] = g.random.randrange(256)
        else:
            del data[place : place + g.random.choice([1, 8, 1000])]
        if not data:
            break
    outcome = ["--outcome", str(g.one(outcome_names()))] if g.rarely(0.3) else []
    ways = [
        ["compare", "r", *outcome],
        ["verify", "r", "--runs", "1"],
        ["explain", "r", "--limit", "2"],
        ["rerun", "r", "0", "--out", "again"],
        ["explain", "r", "--refused", "--json"],
        ["robustness", "r", "--no-figures"],
        ["export", "r", "--out", "e.csv"],
        [
            "run",
            "r/scenarios/one.yaml",
            "r/scenarios/two.yaml",
            "--out",
            "r",
            "--engine",
            "portable",
            "-q",
            "--no-figures",
        ],
    ]
    words = g.random.choice(ways)
    reading = words[0] not in ("verify", "run", "export")
    return Input(
        "results",
        tuple(map(typed, [*words, *(["--unverified"] if reading and g.rarely(0.6) else [])])),
        {f"{name}": bytes(data)},
    )


def changed(g: Grammar, tree: Any) -> Any:
    """The same tree with one value that does not belong there."""
    if isinstance(tree, dict) and tree and not g.rarely(0.2):
        key = g.random.choice(list(tree))
        return {**tree, key: changed(g, tree[key])}
    if isinstance(tree, list) and tree and not g.rarely(0.2):
        place = g.random.randrange(len(tree))
        return [*tree[:place], changed(g, tree[place]), *tree[place + 1 :]]
    return g.random.choice(WEIRD)


def of_page(g: Grammar) -> Input:
    """A file that is opened on the page."""
    tree = g.scenario()
    kept = {
        key: value
        for key, value in tree.items()
        if key not in ("start", "months", "events", "case", "moves", "uncertain")
    }
    return Input(
        "page", (), {"x.yaml": encoded(g.damaged(g.text({**kept, "extends": g.one(["status_quo"])})))}
    )


#: How many of twenty inputs go through each door.
DOORS: tuple[tuple[int, Callable[..., Input]], ...] = (
    (5, of_scenario),
    (3, of_experiment),
    (2, of_options),
    (1, of_reference),
    (2, of_record),
    (1, of_results),
    (6, of_page),
)


def input_of(number: int, good: dict[str, bytes]) -> Input:
    """The input of this number."""
    grammar, place = Grammar(number), number % 20
    for share, make in DOORS:
        if place < share:
            return make(grammar, good) if make is of_results else make(grammar)
        place -= share
    raise AssertionError(number)

"""``diplosim play``: take a seat at the table, month by month, and see afterwards what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, InputError, debug_option
from diplosim.cli.options import load_plugins, load_scenarios, scenario_options
from diplosim.cli.printing import print_rows
from diplosim.wording.names import plural
from diplosim.wording.numbers import number, signed

if TYPE_CHECKING:
    from diplosim.model.model import DiplomacyModel
    from diplosim.scenario import Scenario

#: Futures of the debrief, and where only the Mesa engine can play them.
FUTURES, FEW_FUTURES = 1000, 40
#: What the debrief compares.
COMPARED = (
    "events_per_year",
    "agreements_signed",
    "aid_absorbed_musd",
    "trust_rivals_end",
    "disease_burden_end",
)


@click.command("play", cls=GuardedCommand, context_settings=HELP)
@click.argument("scenario", metavar="SCENARIO")
@click.option(
    "--as",
    "seat",
    required=True,
    metavar="ACTOR",
    help="Who you are, by code: the recipient, a donor or the fund.",
)
@click.option(
    "--replicate", type=click.IntRange(min=0), default=0, help="Which of the possible histories; default 0."
)
@click.option("--months", type=click.IntRange(1, 1200), help="Play only so many months; default: all.")
@click.option(
    "--save", type=click.Path(path_type=Path), help="Write your moves as a scenario that replays them."
)
@scenario_options
@debug_option
def command(
    *,
    scenario: str,
    seat: str,
    replicate: int,
    months: int | None,
    save: Path | None,
    seed: int | None,
    settings: Sequence[str],
    uses: Sequence[str],
    plugins: Sequence[str],
) -> int:
    """Play one actor of a SCENARIO; the others follow their rules.

    You are asked what to put forward, what to accept and, for a donor, whether it passes at home. Afterwards your
    history is held against the one in which the rules decide everything, and your moves against the rules in 1000
    futures (40 where only the Mesa engine can play them).
    """
    from diplosim.calibration.batch import until
    from diplosim.cli.game import Game
    from diplosim.experiment.engines import mesa_engine
    from diplosim.scenario.moves import as_plain

    load_plugins(plugins)
    (world,) = load_scenarios([scenario], settings, uses)
    world = world if seed is None else world.with_(seed=seed)
    if months is not None and months < world.months:
        world = until(world, world.date(months - 1))
    _check(world, seat, save)
    game = Game(world, seat)
    model = mesa_engine()(world, replicate=replicate, decide=game.decide)
    click.echo(f"{world.title or world.name}. You are {world.names[seat]}. A thinking aid, not a forecast.")
    click.echo(game.KEYS)
    while model.running:
        before = len(model.log)
        model.step()
        game.tell(model, before)
    played = world.with_(name=f"{world.name}_played"[-80:], moves=as_plain(model.seats.moves, world.calendar))
    if save is not None:
        _save(save, scenario, played, replicate)
    _debrief(world, played, model)
    return DONE


def _check(world: Scenario, seat: str, save: Path | None) -> None:
    from diplosim.scenario import unknown
    from diplosim.scenario.moves import movers

    if seat not in movers(world.actors):
        raise InputError(f"--as: {unknown('seat', seat, movers(world.actors))}")
    if save is not None and save.exists():
        raise InputError(f"{save} exists already; choose another file for --save")
    if save is not None and not save.parent.is_dir():
        raise InputError(f"--save {save}: there is no folder {save.parent}")


def _save(path: Path, scenario: str, played: Scenario, replicate: int) -> None:
    """The moves as a file that extends what was played."""
    from diplosim.scenario.dump import yaml_text
    from diplosim.scenario.files import file_of
    from diplosim.scenario.moves import as_plain

    base = str(file_of(scenario).resolve()) if Path(scenario).exists() else scenario
    data = {
        "scenario": 1, "name": played.name, "title": f"{played.title or played.name}, as played", "extends": base,
        "seed": played.seed, "months": played.months, "moves": as_plain(played.moves, played.calendar),
    }  # fmt: skip
    text = (
        f"# {plural(len(played.moves), 'move')}, made in replicate {replicate}. Replay: diplosim run {path}\n"
    )
    path.write_text(text + yaml_text(data), encoding="utf-8")
    click.echo(f"wrote {path}")


def _debrief(world: Scenario, played: Scenario, model: DiplomacyModel) -> None:
    """Your history beside that of the rules, and your moves in other futures."""
    from diplosim.api import compare
    from diplosim.experiment.engines import choose_engine, mesa_engine
    from diplosim.metrics.outcomes import OUTCOMES

    made = [move for move in model.seats.moves if move not in world.moves]
    if not made:
        click.echo("The rules decided everything: nothing to compare.")
        return
    usual = mesa_engine()(world, replicate=model.replicate, log=False).run().outcomes()
    yours = model.outcomes()
    engine = choose_engine("auto", arms=[world, played], months=2 * FUTURES * world.months).name
    count = FEW_FUTURES if engine == "mesa" else FUTURES
    futures = compare(world, played, replicates=count, engine=engine).runs
    pairs = [futures[futures["arm"] == arm].set_index("replicate") for arm in (world.name, played.name)]
    words = {outcome.name: outcome for outcome in OUTCOMES}
    click.echo(f"\n{plural(len(made), 'move')} of yours. The same history by the rules, and {count} futures:")
    rows = []
    for name in COMPARED:
        before, after = (pair[name] for pair in pairs)
        differs = int((before != after).sum())
        rows.append(
            {
                "outcome": words[name].label or name, "yours": number(yours[name]), "by the rules": number(usual[name]),
                "futures": f"{differs} of {count} go otherwise",
                "mean change": signed(float((after - before).mean())),
            }
        )  # fmt: skip
    print_rows(rows, None, list(rows[0]))

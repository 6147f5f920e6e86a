"""``diplosim validate``: scenarios and experiments checked, every problem with its place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from diplosim.cli.guard import DONE, HELP, GuardedCommand, debug_option
from diplosim.cli.options import experiment_line, load_plugins, load_scenarios, plugin_option

if TYPE_CHECKING:
    from diplosim.scenario import Scenario


def _listed(scenario: Scenario) -> str:
    """What a scenario lists besides policies, counted: agreements and offers where it has some."""
    from diplosim.wording.names import plural

    counted = (
        (scenario.agreements, "agreement at the start", "agreements at the start"),
        (scenario.offers, "dated offer", ""),
        (scenario.moves, "move", ""),
        (scenario.events, "dated event", ""),
    )
    told = [plural(len(items), one, many) for items, one, many in counted if items]
    return ", ".join(told) or "no dated events"


@click.command("validate", cls=GuardedCommand, context_settings=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--resolved", is_flag=True, help="Print the files resolved (everything spelt out).")
@plugin_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@debug_option
def validate(files: Sequence[str], resolved: bool, plugins: Sequence[str], quiet: bool) -> int:
    """Check FILEs of scenarios and experiments, and list every problem as file:line:column.

    Exit status: 0 all fine, 2 problems.
    """
    from diplosim.scenario import ScenarioError

    load_plugins(plugins)
    texts, problems = [], []
    for name in files:
        try:
            texts.append(
                (_checked_experiment if experiment_line(name) else _checked_scenario)(name, resolved)
            )
        except ScenarioError as error:
            problems += list(error.problems)
    if problems:
        raise ScenarioError(problems)
    for text in texts:
        if resolved or not quiet:
            click.echo(text, nl=False)
    return DONE


def _checked_scenario(name: str, resolved: bool) -> str:
    """What a scenario is, in a line, or everything spelt out; what changes nothing is said on stderr."""
    from diplosim.cli.run import inert_policies
    from diplosim.wording.names import plural

    (scenario,) = load_scenarios([name], (), ())
    for text in inert_policies([scenario]):
        print(f"warning: {text}", file=sys.stderr)
    if resolved:
        return scenario.to_yaml()
    policies = ", ".join(use.name for use in scenario.policies) or "no policy"
    return (
        f"{name}: fine. {scenario.name}: {scenario.months} months from {scenario.start}, "
        f"{plural(len(scenario.actors), 'actor')}, {policies}, {_listed(scenario)}\n"
    )


def _checked_experiment(name: str, resolved: bool) -> str:
    """The same of an experiment; it is planned as ``diplosim run --dry-run`` plans it."""
    from diplosim.experiment import choose_engine, load_definition, make_plan, mismatches
    from diplosim.experiment.definition import resolved_yaml
    from diplosim.policies import loaded_plugins
    from diplosim.wording.listing import some
    from diplosim.wording.names import plural

    definition = load_definition(name, {})
    plan = make_plan(definition, choose_engine("auto", arms=definition.arms).name, plugins=loaded_plugins())
    for text in (*map(str, definition.warnings), *mismatches(plan.asked)):
        print(f"warning: {text}", file=sys.stderr)
    if resolved:
        return resolved_yaml(definition.document)
    varied = plural(len(definition.dimensions), "quantity varied", "quantities varied")
    return (
        f"{name}: fine. {definition.name}: an experiment of {plural(len(plan.asked), 'arm')} "
        f"({some([arm.name for arm in plan.asked])}), {varied if definition.dimensions else 'nothing varied'}, "
        f"{plural(len(plan.samples), 'sample')} of {plural(plan.replicates, 'replicate')}: {plan.runs:,} runs\n"
    )

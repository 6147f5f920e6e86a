"""Which kind of file an argument names, the options that commands share, and what they do to scenarios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diplosim.cli.guard import InputError

if TYPE_CHECKING:
    from diplosim.scenario import Scenario


Function = TypeVar("Function", bound=Callable[..., Any])

#: Keys of a scenario, besides its parameters, that ``--set`` may change.
SETTABLE = ("months", "start", "name", "title")
#: Keys of a scenario that have an option of their own.
OPTIONS = ("seed", "replicates")


#: ``--plugin``: policies of the user's own.
plugin_option = click.option(
    "--plugin", "plugins", multiple=True, metavar="PATH|MODULE",
    help="Load policies, outcomes and metrics of your own from a file or module. Repeatable.",
)  # fmt: skip


#: The folder that an analysis reads.
results_argument = click.argument("results", metavar="RESULTS", type=click.Path(path_type=Path))
#: ``--reference``: the arm that the others are compared with.
reference_option = click.option(
    "--reference", metavar="ARM", help="Compare with this arm; default: that of the experiment."
)


def arms_option(meaning: str) -> Callable[[Function], Function]:
    """``--arm``, repeatable."""
    return click.option("--arm", "arms", multiple=True, metavar="ARM", help=f"{meaning} Repeatable.")


def outcomes_option(meaning: str) -> Callable[[Function], Function]:
    """``--outcome``, repeatable."""
    rest = "Repeatable; default: those of the experiment, else the headline ones."
    return click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help=f"{meaning}. {rest}")


def scenario_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--set``, ``--policy``, ``--seed`` and ``--plugin``: changes to every scenario given."""
    decorators = [
        click.option("--seed", type=click.IntRange(min=0), help="Seed for all scenarios."),
        click.option(
            "--set", "settings", multiple=True, metavar="KEY=VALUE",
            help="Change a parameter (trust.lam_neg=2.5) or months, start, name, title. Repeatable.",
        ),
        click.option(
            "--policy", "uses", multiple=True, metavar="NAME[:KEY=VALUE,...]",
            help="Add a policy (pooled_fund:prefund=0.8,from=2027-01); run adds an arm with it. Repeatable.",
        ),
        plugin_option,
    ]  # fmt: skip
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


def load_plugins(plugins: Sequence[str]) -> None:
    """Load the user's own policies, before any scenario is read."""
    if plugins:
        from diplosim.policies import load_plugin

        for plugin in plugins:
            load_plugin(plugin)


def load_scenarios(files: Sequence[str], settings: Sequence[str], uses: Sequence[str]) -> list[Scenario]:
    """Read the files, collecting the problems of all of them, and apply ``--set`` and ``--policy``.

    What is allowed but changes nothing is said on stderr.
    """
    from diplosim.scenario import Scenario, ScenarioError

    found, problems = [], []
    for name in files:
        try:
            refuse_experiment(name)
            found.append(Scenario.load(name))
        except ScenarioError as error:
            problems += list(error.problems)
    if problems:
        raise ScenarioError(problems)
    for warning in dict.fromkeys(warning for scenario in found for warning in scenario.warnings):
        click.echo(f"warning: {warning}", err=True)
    if settings or uses:
        changes = [parse_setting(text) for text in settings]
        found = [with_policies(changed(scenario, changes, ()), uses) for scenario in found]
    return found


#: Letters that a name and a title may have.
_NAME_MOST, _TITLE_MOST = 80, 200


def with_policies(scenario: Scenario, uses: Sequence[str]) -> Scenario:
    """The scenario with the policies of ``--policy``, under a name of its own: the old one stays what it was."""
    if not uses:
        return scenario
    added = [parse_use(text) for text in uses]
    names = [name for use in added for name in use]
    title = " + ".join([scenario.title or scenario.name, *names])
    made = changed(scenario, (), added)
    return made.with_(name="_and_".join([scenario.name, *names])[:_NAME_MOST], title=title[:_TITLE_MOST])


def refuse_experiment(name: str) -> None:
    """Say clearly that an experiment is run alone; anything else is left to the reader of scenarios."""
    line = experiment_line(name)
    if line:
        raise InputError(
            f"{name}:{line}:1: this is an experiment file; run it alone, with: diplosim run {name}"
        )


def parse_setting(text: str) -> tuple[str, Any]:
    """``key=value`` of ``--set``, the value as YAML reads it."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputError(f"--set {text}: write KEY=VALUE, such as trust.lam_neg=2.5")
    return key.strip(), _yaml(f"--set {text}", value)


def parse_use(text: str) -> dict[str, dict[str, Any]]:
    """``name:key=value,...`` of ``--policy`` as an entry of a scenario's list of policies."""
    name, _, rest = text.partition(":")
    options = {}
    for part in split_outside_brackets(rest):
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise InputError(f"--policy {text}: write NAME:KEY=VALUE,..., such as pooled_fund:prefund=0.5")
        if key.strip() in options:
            raise InputError(f"--policy {text}: '{key.strip()}' is given twice")
        # Dates are left as text: YAML would read 2027-01-01 as a date object, 2027-01 as text.
        dated = key.strip() in ("from", "until")
        options[key.strip()] = value.strip() if dated else _yaml(f"--policy {text}", value)
    return {name.strip(): options}


def split_outside_brackets(text: str) -> list[str]:
    """Split at commas that are not inside ``[...]``."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]


def _yaml(where: str, text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"{where}: cannot read the value {text!r}") from error


def changed(
    scenario: Scenario, settings: Sequence[tuple[str, Any]], uses: Sequence[dict[str, dict[str, Any]]]
) -> Scenario:
    """The scenario with parameters set and policies added; a mistake is an :class:`InputError`."""
    from diplosim.scenario import PARAMETERS, ScenarioError, unknown

    parameters = {key: value for key, value in settings if key not in SETTABLE}
    changes: dict[str, Any] = {key: value for key, value in settings if key in SETTABLE}
    known = [*PARAMETERS, *SETTABLE]
    wrong = [
        f"'{key}' has an option of its own: --{key} {value}"
        if key in OPTIONS
        else unknown("parameter", key, known)
        for key, value in parameters.items()
        if key not in PARAMETERS
    ]
    if wrong:
        raise InputError("\n".join(f"--set: {message}" for message in wrong))
    if parameters:
        changes["parameters"] = parameters
    if uses:
        changes["policies"] = [*scenario.to_dict()["policies"], *uses]
    try:
        result = scenario.with_(**changes)
    except ScenarioError as error:
        lines = [f"{scenario.name} with --set/--policy: {problem.message}" for problem in error.problems]
        raise InputError("\n".join(lines)) from error
    said = {warning.message for warning in scenario.warnings}
    for warning in result.warnings:
        if warning.message not in said:
            click.echo(f"warning: {scenario.name} with --set/--policy: {warning.message}", err=True)
    return result


def no_figures_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--no-figures``."""
    return click.option("--no-figures", is_flag=True, help="Draw no figures.")(function)


def tell_kept(folder: Path, names: Sequence[str]) -> None:
    """Say what was written. It was written before anything was printed: a reader such as head may leave early."""
    click.echo(f"Written in {folder}: {', '.join(names)}")


#: Lines within which a file must say what it is.
_LINES = 200


def experiment_line(name: str) -> int:
    """The line in which a file says that it is an experiment; 0 if it does not, or cannot be read."""
    from diplosim.scenario.shipped import file_of

    try:
        with file_of(name).open(encoding="utf-8") as file:
            for number, line in zip(range(1, _LINES + 1), file, strict=False):
                if line.startswith("experiment:"):
                    return number
    except (OSError, ValueError):
        return 0
    return 0

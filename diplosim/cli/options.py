"""Which kind of file an argument names, the options that commands share, and what is typed after them."""

from __future__ import annotations

import errno
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from diplosim.cases import speak_of
from diplosim.cli.guard import InputError

if TYPE_CHECKING:
    from diplosim.scenario import Scenario
    from diplosim.scenario.nodes import Node


Function = TypeVar("Function", bound=Callable[..., Any])

#: What the system says where files may be read only.
READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
#: Commands that print nothing but names of files, which say themselves what they show.
_FILES_ONLY = ("plot", "report")
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


def unverified_option(function: Callable[..., int]) -> Callable[..., int]:
    """``--unverified``: read the results of the command (its ``results`` or ``source``) as they are, and say so."""

    @functools.wraps(function)
    def reading(*, unverified: bool, **given: Any) -> int:
        folder = Path(given.get("results") or given["source"])
        if not unverified:
            return function(**given)
        from diplosim.results import stored

        with stored.unverified(folder):
            words = stored.unverified_words(folder, stored.read_manifest(folder))
            click.echo(words, err=True)
            status = function(**given)
            tables = not (given.get("csv") or given.get("as_json"))
            if tables and click.get_current_context().info_name not in _FILES_ONLY:
                click.echo(words)  # it belongs to what is redirected, too
            return status

    return click.option(
        "--unverified", is_flag=True,
        help="Read results whose files were changed since they were written; the output says so.",
    )(reading)  # fmt: skip


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
        changes = read_settings(settings)
        found = [with_policies(changed(scenario, changes, ()), uses) for scenario in found]
    if found:
        speak_of(found[0].named)
    return found


#: Letters that a name and a title may have.
_NAME_MOST, _TITLE_MOST = 80, 200


def with_policies(scenario: Scenario, uses: Sequence[str]) -> Scenario:
    """The scenario with the policies of ``--policy``, under a name of its own: the old one stays what it was."""
    if not uses:
        return scenario
    added = [read_use(text) for text in uses]
    names = [name for use in added for name in use.value]
    title = " + ".join([scenario.title or scenario.name, *names])
    made = changed(scenario, {}, added)
    return made.with_(name="_and_".join([scenario.name, *names])[:_NAME_MOST], title=title[:_TITLE_MOST])


def refuse_experiment(name: str) -> None:
    """Say clearly that an experiment is run alone, and a design searched; the rest is left to the reader."""
    line = experiment_line(name)
    if line:
        text = f"{name}:{line}:1: this is an experiment file; run it alone, with: diplosim run {name}"
        raise InputError(text)
    line = experiment_line(name, "design:")
    if line:
        raise InputError(f"{name}:{line}:1: this is a design file; search it with: diplosim design {name}")


def no_figures_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--no-figures``."""
    return click.option("--no-figures", is_flag=True, help="Draw no figures.")(function)


def kept_in(folder: Path, write: Callable[[], list[str]]) -> list[str]:
    """What was written into a results folder; nothing, which is said, if it may be read only."""
    try:
        return write()
    except OSError as error:
        if error.errno not in READ_ONLY:
            raise
        click.echo(f"{folder} is read-only: nothing is written there", err=True)
        return []


def tell_kept(folder: Path, names: Sequence[str]) -> None:
    """Say what was written. It was written before anything was printed: a reader such as head may leave early."""
    if names:
        click.echo(f"Written in {folder}: {', '.join(names)}")


#: Lines within which a file must say what it is.
_LINES = 200


def experiment_line(name: str, key: str = "experiment:") -> int:
    """The line in which a file says that it is an experiment (``key``: something else); 0 if it does not."""
    from diplosim.files import UnreadableError, read_text
    from diplosim.scenario.files import file_of

    try:
        lines = read_text(file_of(name)).split("\n", _LINES)[:_LINES]
    except UnreadableError:
        return 0
    return next((number for number, line in enumerate(lines, 1) if line.startswith(key)), 0)


#: Keys of a scenario, besides its parameters, that ``--set`` may change.
SETTABLE = ("months", "start", "name", "title")
#: Keys of a scenario that have an option of their own.
OPTIONS = ("seed", "replicates")


def read_settings(texts: Sequence[str], settable: Sequence[str] = SETTABLE) -> dict[str, Node]:
    """What ``KEY=VALUE`` of every ``--set`` says: keys that may be set, and values that know what was typed."""
    from diplosim.scenario import PARAMETERS, unknown

    found: dict[str, Node] = {}
    wrong = []
    for text in texts:
        key, equals, value = text.partition("=")
        key, where = key.strip(), f"--set {text}"
        if not equals or not key:
            raise InputError(f"{where}: write KEY=VALUE, such as trust.lam_neg=2.5")
        if key in found:
            wrong.append(f"{where}: '{key}' is given twice")
        elif key in PARAMETERS or key in settable:
            found[key] = _value(where, value)
        elif key in OPTIONS:
            wrong.append(f"{where}: '{key}' has an option of its own: --{key} {value.strip()}")
        else:
            wrong.append(f"{where}: {unknown('parameter', key, [*PARAMETERS, *settable])}")
    if wrong:
        raise InputError("\n".join(wrong))
    return found


def read_use(text: str) -> Node:
    """``NAME:KEY=VALUE,...`` of ``--policy`` as an entry of a scenario's list of policies."""
    from diplosim.scenario import Mark
    from diplosim.scenario.nodes import map_node

    where = f"--policy {text}"
    name, _, rest = text.partition(":")
    options: dict[str, Node] = {}
    for part in split_outside_brackets(rest):
        key, equals, value = (word.strip() for word in part.partition("="))
        if not equals or not key or not name.strip():
            raise InputError(f"{where}: write NAME:KEY=VALUE,..., such as pooled_fund:prefund=0.5")
        if key in options:
            raise InputError(f"{where}: '{key}' is given twice")
        options[key] = _value(where, value)
    mark = Mark(where)
    return map_node({name.strip(): map_node(options, mark, {})}, mark, {})


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


def _value(where: str, text: str) -> Node:
    """A value as a file would hold it."""
    from diplosim.scenario import Findings, Mark
    from diplosim.scenario.nodes import Node
    from diplosim.scenario.reading import Stop, read

    if not text.strip():
        return Node(None, Mark(where))
    findings = Findings()
    try:
        node = read(text, where, findings)
    except Stop:
        node = Node(None)
    if findings.problems:
        raise InputError("\n".join(f"{where}: {problem.message}" for problem in findings.problems))
    return node


def changed(scenario: Scenario, settings: Mapping[str, Node], uses: Sequence[Node]) -> Scenario:
    """The scenario with parameters set and policies added; a mistake is an :class:`InputError`."""
    from diplosim.scenario import Findings, Mark, Problem, Scenario, ScenarioError
    from diplosim.scenario.nodes import from_python, list_node, map_node, merge

    findings = Findings()
    tree = from_python(scenario.to_dict(), findings)
    own = {key: node for key, node in settings.items() if key in SETTABLE}
    parameters = {key: node for key, node in settings.items() if key not in SETTABLE}
    policies = list_node([*tree.value["policies"].value, *uses], Mark())
    top = {**own, "parameters": map_node(parameters, Mark(), {}), "policies": policies}

    def told(problem: Problem) -> str:
        typed = problem.file.startswith("--")
        return f"{problem.file if typed else f'{scenario.name} with --set/--policy'}: {problem.message}"

    try:
        result = Scenario.from_node(merge(tree, map_node(top, Mark(), {})), findings, scenario.source)
    except ScenarioError as error:
        raise InputError("\n".join(map(told, error.problems))) from error
    said = {warning.message for warning in scenario.warnings}
    for warning in result.warnings:
        if warning.message not in said:
            click.echo(f"warning: {told(warning)}", err=True)
    return result

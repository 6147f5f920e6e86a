"""What Python shows of our objects, and what all our errors have in common."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import diplosim as ds


def scenario(name: str = "one", **more: object) -> ds.Scenario:
    return ds.Scenario.from_dict(
        {"scenario": 1, "name": name, "months": 6, "seed": 3, "replicates": 2, **more}
    )


def test_every_exception_of_the_package_is_a_diplosim_error() -> None:
    found = set()
    for module in pkgutil.walk_packages(ds.__path__, "diplosim."):
        if module.name == "diplosim.__main__":
            continue
        for kind in vars(importlib.import_module(module.name)).values():
            error = inspect.isclass(kind) and issubclass(kind, Exception) and not issubclass(kind, Warning)
            if error and kind.__module__ == module.name:
                found.add(kind)
    assert len(found) > 8
    # They end the reading of a file whose problems are noted, and a look at what is compiled.
    never_leave_their_room = {"Stop", "Unreadable", "_NotCompiledError"}
    others = {kind.__name__ for kind in found if not issubclass(kind, ds.DiplosimError)}
    assert others == never_leave_their_room


def test_a_scenario_shows_itself_in_a_line_and_escaped_in_a_notebook() -> None:
    made = scenario(title="<b>Aid & arms</b>", policies=["pooled_fund"])
    assert (
        repr(made)
        == str(made)
        == ("<Scenario 'one': 6 months from 2026-01; pooled_fund; 12 actors; 2 replicates, seed 3>")
    )
    html = made._repr_html_()
    assert "&lt;b&gt;Aid &amp; arms&lt;/b&gt;" in html and "<b>Aid" not in html


def test_results_and_experiments_show_name_arms_samples_replicates_and_headline_numbers(
    tmp_path: Path,
) -> None:
    pair = ds.compare(scenario(), scenario("two", policies=["unconditional_easing"]), engine="mesa")
    facts = "2 arms (one, two); 1 sample; 2 replicates; 4 runs"
    assert repr(pair) == f"<Results 'one_vs_two': {facts}; (in memory)>"
    html = pair._repr_html_()
    assert "Results one_vs_two" in html and "Provocations a year" in html and "<td>4 runs</td>" in html
    stored = ds.open_results(pair.save(tmp_path / "r"))
    assert repr(stored) == f"<Results 'one_vs_two': {facts}; {tmp_path / 'r'}>"
    assert stored._repr_html_().replace(str(tmp_path / "r"), "(in memory)") == html
    experiment = ds.Experiment.of(scenario(), scenario("two"))
    assert repr(experiment) == "<Experiment 'one_vs_two': 2 arms (one, two)>"
    assert "Experiment one_vs_two" in experiment._repr_html_()


@pytest.mark.slow
def test_stored_results_answer_every_analysis_and_results_in_memory_say_what_they_need(
    tmp_path: Path,
) -> None:
    pair = ds.compare(scenario(), scenario("two", policies=["unconditional_easing"]), engine="mesa")
    with pytest.raises(ds.DiplosimError, match=r"save them first: diplosim.open_results\(results.save"):
        pair.sensitivity()
    stored = ds.open_results(pair.save(tmp_path / "r"))
    row = stored.compare(["relief_mean"]).set_index("arm").loc["two"]
    assert row["diff_mean"] == pytest.approx(stored.table.loc[("two", "relief_mean"), "diff_mean"])
    assert set(stored.robustness()["arm"]) == {"one", "two"}
    assert stored.plot().axes and stored.plot(figure="lanes").axes
    assert stored.report().name == "report.html"
    assert "offer" in stored.explain("two")
    for ask in (stored.sensitivity, stored.ablation, stored.structure):
        with pytest.raises(ds.DiplosimError):
            ask()
    with pytest.raises(ds.DiplosimError):
        stored.discover("two", "events_per_year")


def test_no_results_and_unfinished_results_are_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(ds.DiplosimError, match="is not a results folder"):
        ds.open_results(tmp_path)

    def stop(*told: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ds.Experiment.of(scenario()).run(tmp_path / "r", engine="mesa", progress=stop)
    with pytest.raises(ds.DiplosimError, match=r"unfinished results .* give the command that began it again"):
        ds.open_results(tmp_path / "r")

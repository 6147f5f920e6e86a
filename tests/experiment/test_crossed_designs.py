from __future__ import annotations

import pytest

from diplosim.experiment.definition import Definition
from diplosim.experiment.design import count_of
from diplosim.experiment.reading import definition_from_dict, load_definition
from diplosim.scenario import ScenarioError
from tests.experiment.sweeps import document

VARY = {
    "trust.rule": "default_range",
    "provocation.iota": {"uniform": [0, 1]},
    "provocation.spi": {"uniform": [-0.5, 1]},
    "trust.omega": {"uniform": [0, 0.5]},
}


def crossed(**design: object) -> Definition:
    return definition_from_dict(
        document(vary=VARY, arms={"a": []}, design={"method": "lhs", "samples": 8, **design})
    )


def test_every_value_meets_the_same_samples_of_the_others() -> None:
    found = crossed(cross=["trust.rule", "provocation.spi"], levels=3)
    rows = found.samples()
    assert len(rows) == 8 * 3 * 3 == count_of(found.design, found.dimensions)
    by_value: dict[tuple[object, object], list[tuple[object, object]]] = {}
    for rule, iota, spi, omega in rows:
        by_value.setdefault((rule, spi), []).append((iota, omega))
    assert sorted({spi for _, spi in by_value}) == [-0.5, 0.25, 1.0]
    assert len({tuple(others) for others in by_value.values()}) == 1
    assert len(set(next(iter(by_value.values())))) == 8


def test_without_cross_nothing_changes() -> None:
    assert "cross" not in crossed().document["design"]
    assert crossed().samples() == crossed(cross=[]).samples()


def test_the_resolved_experiment_has_the_same_samples() -> None:
    once = crossed(cross=["trust.rule"])
    assert definition_from_dict(once.document).samples() == once.samples()


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ({"cross": ["trust.rul"]}, "did you mean 'trust.rule'"),
        ({"cross": list(VARY)}, "cross names everything that varies; take the method 'grid'"),
        ({"cross": ["trust.rule"], "method": "saltelli"}, "needs its own pattern of samples"),
        ({"cross": ["trust.rule"], "method": "grid"}, "combines everything already"),
        ({"cross": "trust.rule"}, "design.cross"),
    ],
)
def test_what_cannot_be_crossed_is_explained(design: dict[str, object], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        crossed(**design)
    assert words in str(caught.value)


def test_the_number_of_samples_can_be_changed_from_outside(tmp_path: object) -> None:
    path = tmp_path / "x.yaml"  # type: ignore[operator]
    path.write_text(
        "experiment: 1\nscenario: {scenario: 1}\nvary: {provocation.iota: default_range}\n"
        "design: {method: sobol, samples: 64}\n"
    )
    assert len(load_definition(path, {"samples": 8}).samples()) == 8
    with pytest.raises(ScenarioError, match="power of two for sobol: 8 or 16, not 9"):
        load_definition(path, {"samples": 9})
    path.write_text(path.read_text().replace("sobol, samples: 64", "grid"))
    with pytest.raises(ScenarioError, match="the design 'grid' has no number of samples"):
        load_definition(path, {"samples": 8})

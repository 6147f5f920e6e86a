"""The model on Mesa's own page: step it, plot it, turn its parameters, in a browser.

It needs Mesa's page and, to work without internet, Solara's files:

    pip install "diplosim[viz]"
    solara run docs/examples/mesa_page.py

One history at a time, played by the readable engine. For a thousand futures at once, and to send somebody a file
instead of a server, take ``diplosim explore``. A thinking aid, not a forecast.
"""

from __future__ import annotations

from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from diplosim import DiplomacyModel

SCENARIOS = ["status_quo", "pooled_fund", "triangular", "grit", "maximum_pressure", "denuclearisation_first"]


def slider(label: str, value: float, low: float, high: float) -> dict[str, Any]:
    """A slider of Mesa's page over the range that a parameter declares."""
    return {
        "type": "SliderFloat",
        "label": label,
        "value": value,
        "min": low,
        "max": high,
        "step": (high - low) / 50,
    }


CONTROLS = {
    "scenario": {"type": "Select", "label": "Scenario", "value": SCENARIOS[0], "values": SCENARIOS},
    "replicate": {"type": "SliderInt", "label": "Which history", "value": 0, "min": 0, "max": 99, "step": 1},
    "provocation.iota": slider("Calm bought by engagement", 0.7, 0.0, 1.0),
    "bargaining.Pi": slider("Weight of patrons", 0.8, 0.2, 0.8),
}


@solara.component
def TrustNow(model: DiplomacyModel) -> None:
    """Security and health trust of the recipient in every donor, this month."""
    update_counter.get()
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    axes = figure.subplots()
    donors = sorted(model.donors, key=lambda donor: donor.code)
    views = [model.recipient.trust[donor.code] for donor in donors]
    places = range(len(donors))
    axes.barh([i + 0.2 for i in places], [view.tau_health for view in views], 0.38, label="health")
    axes.barh([i - 0.2 for i in places], [view.tau_security for view in views], 0.38, label="security")
    axes.set(
        yticks=list(places),
        yticklabels=[donor.code for donor in donors],
        xlim=(0, 1),
        xlabel=f"trust of the recipient, month {model.t}",
    )
    axes.legend(frameon=False)
    solara.FigureMatplotlib(figure)


@solara.component
def WhatHappened(model: DiplomacyModel) -> None:
    """The decisions of the last month, with their reasons."""
    update_counter.get()
    solara.Markdown(f"**Month {model.t}**")
    told = model.explain(month=model.t - 1) if model.t else "Step the model to begin."
    solara.Preformatted(told, style={"font-size": "11px", "white-space": "pre-wrap"})


page = SolaraViz(
    DiplomacyModel(SCENARIOS[0]),
    components=[
        make_plot_component(
            {"trust_rivals_security": "tab:orange", "trust_rivals_health": "tab:blue"},
            post_process=lambda axes: axes.set_ylim(0, 1),
        ),
        make_plot_component({"tension": "tab:red", "events": "tab:gray"}),
        TrustNow,
        WhatHappened,
    ],
    model_params=CONTROLS,
    name="diplosim",
)

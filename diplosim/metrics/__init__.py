"""What is measured: one declaration for every metric and outcome, the user's own included."""

from diplosim.metrics.column import Metric, ModelMetric, Outcome

__all__ = ["Metric", "ModelMetric", "Outcome"]

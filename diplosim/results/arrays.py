"""Results as labelled arrays (xarray): one variable for each metric, outcome and varied quantity, with CF attributes.

What runs in every arm, sample and replicate has these dimensions; months have a fourth, with a calendar. Where only
every so many runs keep their months, ``kept`` stands for sample and replicate. What is missing is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from diplosim.errors import DiplosimError
from diplosim.metrics.columns import metrics, outcome
from diplosim.metrics.declared import TRUST_COLUMNS
from diplosim.results import stored
from diplosim.scenario.header import parse_month
from diplosim.version import __version__
from diplosim.wording.listing import DISCLAIMER

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from diplosim.metrics.column import Column
    from diplosim.results.reader import Results

#: Begins the names of outcomes (one number per run): some have the name of the metric that they are made of.
OUTCOME = "outcome_"
#: Begins the names of what varies from sample to sample; the attribute ``declared_as`` has its own name.
VARIED = "varied_"
CONVENTIONS = "CF-1.11"
#: Units as UDUNITS knows them, which CF asks for: ours -> theirs. Any other that is not of money is a plain number.
UNITS = {
    "days": "day", "months": "month", "month, from 0": "month", "agreement-months": "month", "per year": "year-1",
    "events a year": "year-1", "per 100,000 people": "1e-5", "per 1,000 births": "1e-3",
}  # fmt: skip
#: No list of units knows a currency: these stand as they are.
MONEY = {"M$": "million USD", "M$ a month": "million USD month-1"}
_MISSING = "{what} needs the package {package}; install it with: pip install 'diplosim[netcdf]'"


class MissingExtraError(DiplosimError, ImportError):
    """A library that is not installed; the message says how to get it."""


def library(name: str, what: str) -> ModuleType:
    """xarray, or what reads and writes NetCDF."""
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtraError(_MISSING.format(what=what, package=name)) from error


def units(column: Column) -> str:
    """The unit of a column for CF: ``1`` for shares, counts, probabilities, indices."""
    return MONEY.get(column.unit) or UNITS.get(column.unit, "1")


def dataset(results: Results) -> Any:
    """All numbers of results as an ``xarray.Dataset``."""
    xr = library("xarray", "to_xarray")
    first = int(results.manifest["plan"]["first_replicate"])
    replicates = list(range(first, first + results.replicates))
    titles = "; ".join(f"{arm}: {results.labels[arm]}" for arm in results.arms)
    coords = {
        "arm": ("arm", list(results.arms), {"long_name": "arm: a scenario that was run", "titles": titles}),
        "sample": ("sample", results.samples.index.to_numpy(), {"long_name": "sample of what varies"}),
        "replicate": ("replicate", replicates, {"long_name": "replicate: the same number means the same shocks"}),
    }  # fmt: skip
    variables: dict[str, Any] = {
        OUTCOME + name: (("arm", "sample", "replicate"), results.cube(name), _said(outcome(name)))
        for name in results.outcomes
    }
    variables |= _varied(results)
    months, more = _months(results)
    trust, most = _trust(results)
    variables |= months | trust
    return xr.Dataset(variables, {**coords, **more, **most}, _attributes(results))


def write_netcdf(results: Results, path: Path) -> Path:
    """Write :func:`dataset` as NetCDF-4, compressed; the file gets its name when it is whole."""
    library("netCDF4", "NetCDF")
    data = dataset(results)
    zipped = {
        name: {"zlib": True, "complevel": 4} for name, one in data.data_vars.items() if one.dtype.kind == "f"
    }
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        data.to_netcdf(temporary, engine="netcdf4", encoding=zipped)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _said(column: Column) -> dict[str, str]:
    """What the declaration of a column says, by the names of CF."""
    told = {"long_name": column.meaning, "units": units(column), "declared_unit": column.unit}
    return told | {
        key: text for key, text in (("better", column.better), ("references", column.source)) if text
    }


def _varied(results: Results) -> dict[str, Any]:
    """What the samples set: numbers as they are, anything else as text."""
    found = {}
    for name in results.varied:
        values = results.samples[name]
        numeric = values.dtype.kind in "iuf"
        data = values.to_numpy() if numeric else values.astype("str").to_numpy(dtype="object")
        key = VARIED + name.replace(".", "_").replace(":", "_")
        found[key] = ("sample", data, {"long_name": f"{name} in this sample", "declared_as": name})
    return found


def _months(results: Results) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every metric by month, and the coordinates that go with it."""
    import numpy as np

    declared = {column.name: column for column in metrics()}
    frame = results.trajectories
    names = [name for name in frame.columns if name in declared]
    frame = frame[frame["arm"].isin(results.arms)]
    pairs = frame[["sample", "replicate"]].drop_duplicates().sort_values(["sample", "replicate"])
    whole = len(pairs) == len(results.samples) * results.replicates
    length = max((results.months(arm) for arm in results.arms), default=0)
    places = _places(frame, results.arms, pairs)
    shape = (len(results.arms), len(pairs), length)
    crossed = (len(results.arms), len(results.samples), results.replicates, length)
    dims = ("arm", "sample", "replicate", "month") if whole else ("arm", "kept", "month")
    found = {}
    for name in names:
        cube = np.full(shape, np.nan, dtype=frame[name].to_numpy().dtype)
        cube[places] = frame[name].to_numpy()
        found[name] = (dims, cube.reshape(crossed) if whole else cube, _said(declared[name]))
    coords: dict[str, Any] = {
        "month": ("month", np.arange(length), {"long_name": "month of the run", "units": "1"})
    }
    coords["time"] = _calendar(results, length)
    if not whole:
        for key in ("sample", "replicate"):
            told = {"long_name": f"{key} of a run that keeps its months"}
            coords[f"kept_{key}"] = ("kept", pairs[key].to_numpy(), told)
    return found, coords


def _places(
    frame: pd.DataFrame, arms: Sequence[str], pairs: pd.DataFrame
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Where each row of the months belongs: arm, pair, month."""
    import pandas as pd

    index = pd.MultiIndex.from_frame(pairs)
    pair = index.get_indexer(pd.MultiIndex.from_frame(frame[["sample", "replicate"]]))
    arm = pd.Index(arms).get_indexer(pd.Index(frame["arm"]))
    return arm, pair, frame["month"].to_numpy()


def _calendar(results: Results, length: int) -> tuple[Any, Any, dict[str, str]]:
    """The first day of every month: for all arms at once if they begin together, else for each."""
    import numpy as np

    starts = [parse_month(results.start(arm)) or 0 for arm in results.arms]
    epoch = parse_month("1970-01") or 0
    days = [np.datetime64(start - epoch, "M") + np.arange(length) for start in starts]
    told = {"long_name": "calendar month, by its first day", "standard_name": "time"}
    if len(set(starts)) == 1:
        return "month", days[0].astype("datetime64[ns]"), told
    return ("arm", "month"), np.stack(days).astype("datetime64[ns]"), told


def _trust(results: Results) -> tuple[dict[str, Any], dict[str, Any]]:
    """Trust by actor, domain and direction of the one run of each arm that is traced."""
    import numpy as np
    import pandas as pd

    if not results.traced:
        return {}, {}
    frame = results.trust
    frame = frame[frame["arm"].isin(results.arms)]
    length = max(results.months(arm) for arm in results.arms)
    keys: dict[str, list[str]] = {name: sorted(set(frame[name])) for name in ("actor", "domain", "direction")}
    cube = np.full((len(results.arms), length, *map(len, keys.values())), np.nan)
    where = [pd.Index(values).get_indexer(pd.Index(frame[name])) for name, values in keys.items()]
    arm = pd.Index(results.arms).get_indexer(pd.Index(frame["arm"]))
    cube[(arm, frame["month"].to_numpy(), *where)] = frame["trust"].to_numpy()
    said = {column.name: column.meaning for column in TRUST_COLUMNS}
    attributes = {"long_name": f"{said['trust']}, in the first replicate", "units": "1"}
    coords = {name: (name, values, {"long_name": said[name]}) for name, values in keys.items()}
    return {"trust": (("arm", "month", *keys), cube, attributes)}, coords


def _attributes(results: Results) -> Mapping[str, str]:
    """What the dataset says of itself, by the names of CF."""
    manifest, document = results.manifest, results.document
    made = f"{manifest['created']}: {manifest['repeat']}" if "created" in manifest else "run in memory"
    source = f"diplosim {manifest.get('diplosim', __version__)}, engine {manifest['engine']}"
    told = {
        "Conventions": CONVENTIONS,
        "title": str(document.get("title") or manifest["experiment"]),
        "source": f"{source}, plan {manifest['plan']['digest']}" if "digest" in manifest["plan"] else source,
        "history": made,
        "references": f"diplosim {__version__}, docs/model.md; to be cited as CITATION.cff says",
        "comment": DISCLAIMER,
        "experiment": str(manifest["experiment"]),
        "status": str(manifest["status"]),
    }
    more = {"question": results.question, "unverified": stored.mark()}
    return told | {key: text for key, text in more.items() if text}

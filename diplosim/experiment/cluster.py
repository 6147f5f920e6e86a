"""Chunks on an existing Dask cluster, given by the address of its scheduler."""

from __future__ import annotations

import importlib
import logging
import socket
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from diplosim.experiment.chunk import lost
from diplosim.experiment.engines import PlanError, code_digest
from diplosim.experiment.executors import AHEAD, Form, in_form
from diplosim.experiment.plan import Plan
from diplosim.files import read_text

T = TypeVar("T")
_OTHER = "it has another version of diplosim"
_MISSING = "--scheduler needs the package distributed; install it with: pip install 'diplosim[cluster]'"
#: Seconds to wait for the scheduler.
PATIENCE_S = 10.0
#: Seconds to wait for its first worker: an interpreter that loads Dask, often from a disk that many nodes share.
FIRST_WORKER_S = 120.0


def by_cluster(
    form: Form[T], plan: Plan, pending: Sequence[int], address: str, plugins: Sequence[str]
) -> Generator[tuple[int, T], None, None]:
    """Compute chunks on the workers of a cluster; Dask gives the work of a worker that dies to another."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ModuleNotFoundError as error:
        raise PlanError(_MISSING) from error
    try:
        client = distributed.Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise PlanError(f"no Dask scheduler answers at {address}: {error}") from error
    with _unlogged():
        yield from _told(form, distributed, client, plan, pending, plugins)


def _told(
    form: Form[T], distributed: Any, client: Any, plan: Plan, pending: Sequence[int], plugins: Sequence[str]
) -> Generator[tuple[int, T], None, None]:
    """The chunks; the loss of the scheduler is said in our words."""
    address = client.scheduler.address
    try:
        _check_workers(client, plan, address)
        yield from _chunks(form, distributed, client, plan, pending, plugins)
    except (CancelledError, OSError, RuntimeError) as ended:
        if isinstance(ended, CancelledError) or client.status != "running":
            raise OSError(
                f"the Dask scheduler at {address} was lost; start it and its workers again"
            ) from ended
        raise
    finally:
        client.close()


@contextmanager
def _unlogged() -> Iterator[None]:
    """Dask prints tracebacks when it loses its scheduler, which we say in a sentence."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    usual = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, usual, strict=True):
            logger.setLevel(level)


def _check_workers(client: Any, plan: Plan, address: str) -> None:
    """Refuse workers whose diplosim would compute something else."""
    end = time.monotonic() + FIRST_WORKER_S
    while not client.scheduler_info(n_workers=-1)["workers"] and time.monotonic() < end:
        time.sleep(0.1)
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise PlanError(f"the scheduler at {address} has no workers; start some with: dask worker {address}")
    found = client.run(worker_facts, plan.engine, on_error="return")
    for worker, facts in found.items():
        if isinstance(facts, Exception):
            raise PlanError(f"the worker {worker} cannot use diplosim: {facts}; install it there")
        if facts["code"] != code_digest() or facts["missing"]:
            raise PlanError(f"the worker {worker} cannot compute this sweep: {facts['missing'] or _OTHER}")


def worker_facts(engine: str) -> dict[str, str]:
    """What a worker has: the fingerprint of its code, and why it could not use the engine."""
    from diplosim.experiment.engines import missing

    return {"code": code_digest(), "missing": missing() if engine == "compiled" else ""}


def _chunks(
    form: Form[T], distributed: Any, client: Any, plan: Plan, pending: Sequence[int], plugins: Sequence[str]
) -> Generator[tuple[int, T], None, None]:
    """Hand out a few chunks for each worker, also for those that come later, and yield them as they are finished."""
    document = {
        **plan.document(),
        "plugins": {Path(p).name: read_text(Path(p)) for p in plugins},
        "here": code_digest(),
    }
    [shared] = client.scatter([document], broadcast=True, hash=False)
    queue = iter(pending)
    indices: dict[str, int] = {}

    def submit(index: int) -> Any:
        future = client.submit(compute_on_worker, form, shared, plan.digest, index, pure=False)
        indices[future.key] = index
        return future

    def more() -> list[Any]:
        """Chunks for the threads that there are now, beyond those that are out."""
        known = client.scheduler_info(n_workers=-1)["workers"].values()
        free = AHEAD * max(1, sum(worker["nthreads"] for worker in known)) - len(indices)
        return [submit(index) for index in islice(queue, max(0, free))]

    first = more()
    if not first:
        return
    # A result whose worker dies before it is fetched may never come: the caller asks for it again.
    flow = distributed.as_completed(first, loop=client.loop)
    for future in flow:
        index = indices.pop(future.key)
        try:
            data = future.result()
        except distributed.KilledWorker:
            data = form(lost(plan, index))
        yield index, data
        flow.update(more())


_plans: dict[str, Plan] = {}  # in a worker: the plan of the sweep that it works for


def compute_on_worker(form: Form[T], document: dict[str, Any], digest: str, index: int) -> T:
    """A chunk, on a worker of the cluster."""
    if digest not in _plans:
        plugins, here = document["plugins"], document["here"]
        if here != code_digest():  # a worker that came when the others had been looked at
            raise PlanError(f"the worker on {socket.gethostname()} cannot compute this sweep: {_OTHER}")
        _load_plugins(plugins)
        _plans.clear()
        _plans[digest] = Plan.from_document(
            {key: value for key, value in document.items() if key not in ("plugins", "here")}
        )
    return in_form(form, _plans[digest], index)


def _load_plugins(texts: dict[str, str]) -> None:
    """Load the user's own policies from their text; their files are on another machine."""
    import tempfile

    from diplosim.policies import load_plugin

    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            path = Path(folder) / name
            path.write_text(text, encoding="utf-8")
            load_plugin(path)

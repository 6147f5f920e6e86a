"""Scenarios at random: casts, policies, parameters, events, dates and seeds, as wide as scenario files allow."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from hypothesis import strategies as st

from diplosim.policies import get, names
from diplosim.policies.option import Option
from diplosim.rules.health import BLOCKS
from diplosim.rules.sanctions import SECTORS
from diplosim.scenario import PARAMETERS, Scenario, ScenarioError
from diplosim.scenario.parameters.declaration import Parameter

DONORS = ("USA", "ROK", "JPN", "EU", "GHF", "CHN")
ADDED = tuple(f"D{i}" for i in range(1, 7))
CARRIERS = ("UNA", "TCI")
ADDED_CARRIERS = ("I1", "I2")
SHARES = st.floats(0, 1)
PRIORS = st.floats(0.0067, 0.9933)
RARELY = st.sampled_from([False] * 5 + [True])


#: Years in which much happens: talks, offers, agreements, suspensions, cancellations.
LIVELY = st.sampled_from([{}, {}, {"tables.o0": 2.0}, {"bargaining.p_unsol": 1.0}]).flatmap(
    lambda start: st.fixed_dictionaries(
        {name: st.just(value) for name, value in start.items()},
        optional={
            "bargaining.h_can": st.sampled_from([0.02, 0.1]), "politics.k_d": st.just(1.0),
            "bargaining.J": st.just(0.3), "tables.L_cool": st.just(1), "politics.p_res": st.just(0.5),
            "bargaining.kap_rat": st.just(2.0), "provocation.lam0": st.just(1.0),
        },
    )
)  # fmt: skip

HEALTH = st.just({}) | st.fixed_dictionaries(
    {}, optional={
        "blocks": st.fixed_dictionaries({}, optional={name: st.floats(0.02, 0.99) for name in BLOCKS}),
        "burden": st.none() | st.floats(0, 1), "capability_vaccines": st.floats(0, 0.98),
        "capability_tb": st.floats(0, 0.98), "vaccine_stock": st.floats(0, 24),
        "vaccine_line": st.floats(0, 6),
    },
)  # fmt: skip
SWITCHES = tuple(name for name in PARAMETERS if name.startswith("mechanisms."))


@cache
def drives(months: int) -> st.SearchStrategy[dict[str, Any]]:
    """What the DPRK does of its own accord."""
    month = st.none() | st.integers(0, months - 1)
    keys = {
        "hospitals_per_year": st.floats(0, 40), "koryo_drive": SHARES, "insurance_from": month,
        "joins_network": month,
    }  # fmt: skip
    return st.just({}) | st.fixed_dictionaries({}, optional=keys)


def several(draw: st.DrawFn, options: tuple[str, ...], most: int) -> list[str]:
    """Some of the options, each at most once, in their order."""
    chosen = draw(st.sets(st.sampled_from(options), max_size=most))
    return [option for option in options if option in chosen]


@cache
def value_of(parameter: str) -> st.SearchStrategy[Any]:
    """A value that a scenario file may give: mostly plausible, sometimes at the hard limits."""
    return _value_of(PARAMETERS[parameter])


def _value_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.kind == "category":
        return st.sampled_from(parameter.choices)
    low, high = parameter.limits
    if parameter.kind == "int":
        return st.integers(int(parameter.low), int(parameter.high)) | st.integers(int(low), int(high))
    high = 0.3 if parameter.name in ("provocation.p2", "provocation.p3") else high  # together at most 1
    wide = st.floats(low, high, exclude_max=parameter.open_high)
    if parameter.name == "trust.a_ev":  # 0 is allowed; its inverse must be a number otherwise
        return st.just(0.0) | st.floats(1e-9, high)
    plausible = st.floats(parameter.low, min(parameter.high, high))
    return plausible | wide | st.just("poisson") if parameter.infinite else plausible | wide


@st.composite
def parameters(draw: st.DrawFn, most: int = 12) -> dict[str, Any]:
    """Some parameters, each anywhere in its declared range."""
    return {name: draw(value_of(name)) for name in several(draw, tuple(PARAMETERS), most)}


def ties(others: tuple[str, ...]) -> st.SearchStrategy[dict[str, float]]:
    """Ties to the DPRK, to some donors, to all other donors."""
    return st.dictionaries(st.sampled_from(["DPRK", "donors", *others]), SHARES, max_size=3)


@lru_cache(1000)
def donor(others: tuple[str, ...], added: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Attributes of a donor; an added one gives all that matter."""
    elections = st.one_of(
        st.just({"cycle": None}),
        st.fixed_dictionaries({"cycle": st.integers(1, 70), "phase": st.integers(0, 40)}),
    )
    fields = {
        "rival": st.booleans(), "security_weight": st.floats(0, 5),
        "ceiling_musd": st.sampled_from([0.0, 0.5, 12.0, 100_000.0]) | st.floats(0, 200),
        "reluctance": st.floats(0, 0.5), "partisan": st.booleans(), "hawkish": st.none() | st.booleans(),
        "trust_class": st.sampled_from(["rival", "neutral", "patron", "impl", "third"]),
        "trust_prior": st.none() | PRIORS, "broad_relief": st.booleans(), "surveillance": st.booleans(),
        "permanent_member": st.booleans(), "enforcement": st.none() | SHARES, "ties": ties(others),
    }  # fmt: skip
    base = {"kind": st.just("donor"), "ceiling_musd": st.floats(0, 100)} if added else {}
    plain = st.fixed_dictionaries(base, optional={name: f for name, f in fields.items() if name not in base})
    return st.tuples(plain, st.just({}) | elections).map(lambda both: both[0] | both[1])


@lru_cache(1000)
def carrier(others: tuple[str, ...], added: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Attributes of an implementer."""
    base = {"kind": st.just("implementer")} if added else {}
    optional = {
        "channel": st.sampled_from(["un", "third"]), "trust_prior": PRIORS, "ties": ties(others),
        "trust_class": st.sampled_from(["neutral", "impl", "third"]),
    }  # fmt: skip
    return st.fixed_dictionaries(base, optional=optional)


@st.composite
def casts(draw: st.DrawFn, added: int = 2) -> dict[str, Any]:
    """Changes to the default cast: donors, implementers and patrons removed, changed and added."""
    actors: dict[str, Any] = {}
    new = list(ADDED[: draw(st.integers(0, added))])
    gone = [code for code in (*DONORS, *CARRIERS, "RUS") if draw(RARELY)]
    if draw(st.integers(0, 19)) == 0:
        gone = [*DONORS, *gone[:1]]
    others = [code for code in (*DONORS, *new) if code not in gone]
    for code in (*DONORS, *new):
        if code in new or draw(st.booleans()):
            actors[code] = draw(donor(tuple(o for o in others if o != code), code in new))
    for code in (*CARRIERS, *ADDED_CARRIERS[: draw(st.sampled_from([0, 0, 1, 2]))]):
        if code in ADDED_CARRIERS or draw(RARELY):
            actors[code] = draw(carrier(tuple(others), code in ADDED_CARRIERS))
    if (
        draw(RARELY) and len(new) != 2
    ):  # eight donors at most, unless more are asked for: room of the stock records
        actors["RUS"] = {"kind": "donor", "ceiling_musd": draw(st.floats(0, 40)), "trust_class": "patron"}
    if draw(RARELY):
        actors["VNM"] = {"kind": "patron", "trade_share": 0.01, "enforcement": draw(SHARES)}
    for code in gone:
        actors[code] = {"present": False}
    _some_mediate_and_trade(draw, actors, gone)
    return actors


def _some_mediate_and_trade(draw: st.DrawFn, actors: dict[str, Any], gone: list[str]) -> None:
    """One more mediator and one more trader at most, so that the records of the stock cast have room."""
    for key, value in (("mediator", True), ("trade_share", 0.005)):
        able = [code for code in actors if code not in (*gone, "VNM", "RUS")]
        if able and draw(st.booleans()):
            actors[draw(st.sampled_from(able))][key] = value
    for code in ("CHN", "UNA", "TCI"):
        if code in actors and code not in gone and draw(RARELY):
            actors[code]["mediator"] = False


def option_value(option: Option, donors: list[str]) -> st.SearchStrategy[Any]:
    """A value that an option of a policy may take."""
    if option.kind == "donors":
        return st.lists(st.sampled_from(donors or ["USA"]), min_size=1, unique=True)
    one = st.sampled_from(option.choices) if option.choices else st.floats(option.low, option.high)
    if option.kind == "integer":
        one = st.integers(int(option.low), int(option.high))
    return (
        st.lists(one, min_size=1, max_size=3, unique=True) if option.kind in ("numbers", "choices") else one
    )


@st.composite
def uses(draw: st.DrawFn, months: int, donors: list[str]) -> dict[str, Any]:
    """One policy with dates, strength and options."""
    name = draw(st.sampled_from(names()))
    entry: dict[str, Any] = {}
    if draw(st.booleans()):
        entry["from"] = draw(st.integers(0, months - 1))
    if draw(RARELY):
        entry["until"] = draw(st.integers(entry.get("from", 0) + 1, months))
    if draw(st.booleans()):
        entry["strength"] = draw(st.floats(0, 1))
    for option in get(name).options:
        if draw(st.booleans()):
            entry[option.name] = draw(option_value(option, donors))
    return {name: entry}


def events(months: int, donors: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """One dated event of any kind."""

    def of(
        kind: str, optional: dict[str, Any] | None = None, **fields: Any
    ) -> st.SearchStrategy[dict[str, Any]]:
        start = {"at": st.integers(0, months - 1), "kind": st.just(kind)}
        return st.fixed_dictionaries(start | fields, optional=optional)

    kinds = [
        of("flood", {"severity": SHARES}),
        of("pandemic", {"severity": SHARES, "months": st.integers(0, 30)}),
        of("border_closure", months=st.integers(1, 30)),
        of("access", level=SHARES),
        of("expulsion"),
        of("hospital_drive", per_year=st.floats(0, 40)),
        of("koryo_drive", effort=SHARES),
        of("insurance_transition"),
        of("vaccine_line", musd=st.floats(0, 6)),
        of("provocation", {"count": st.integers(1, 80)}, **{"class": st.integers(1, 3)}),
        of("provocation", **{"class": st.integers(1, 3)}),
        of(
            "resolution",
            {"breadth": SHARES, "sectors": st.lists(st.sampled_from(SECTORS), min_size=1, unique=True)},
        ),
        of("stance", to=st.sampled_from(["open", "closed"])),
        of("exercise", intensity=st.floats(0, 5)),
        of("patron_support", level=SHARES),
        of("veto_regime", veto=SHARES),
        of("exemption_delay", days=st.floats(0, 3650)),
        of("leadership", parameters=parameters(4).filter(bool)),
    ]
    if donors:
        kinds.append(of("government", actor=st.sampled_from(donors), hawkish=st.booleans()))
    return st.one_of(kinds)


def _accepted(data: dict[str, Any], key: str, items: list[Any]) -> dict[str, Any]:
    """The data with those of the items that a scenario accepts beside the others."""
    for item in items:
        try:
            Scenario.from_dict(data | {key: [*data[key], item]})
        except ScenarioError:
            continue
        data = data | {key: [*data[key], item]}
    return data


def donors_of(actors: dict[str, Any]) -> list[str]:
    """Codes of the donors of a cast."""
    return [actor.code for actor in Scenario.from_dict({"name": "x", "actors": actors}).donors]


@lru_cache(1000)
def agreement(donors: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """An agreement in force at the start; a scenario may refuse it, for want of a budget or a carrier."""
    return st.fixed_dictionaries(
        {
            "donor": st.sampled_from(donors), "months": st.integers(12, 60), "age": st.integers(0, 11),
            "money_share": st.floats(0.01, 1), "access": SHARES, "cofinancing": st.floats(0, 0.95),
            "channel": st.sampled_from(["direct", "un", "third"]),
            "framing": st.sampled_from(["universal", "singled_out"]),
        }
    )  # fmt: skip


@lru_cache(1000)
def offer(donors: tuple[str, ...], months: int) -> st.SearchStrategy[dict[str, Any]]:
    """A dated offer; a scenario may refuse it as it may an agreement."""
    more = {
        "at": st.integers(0, min(months - 1, 4)), "condition": st.sampled_from(["none", "behaviour"]),
        "content": st.sampled_from(["supplies", "equipment", "training", "mixture"]),
    }  # fmt: skip
    terms = agreement(donors).map(lambda plain: {key: plain[key] for key in plain if key != "age"})
    return st.tuples(terms, st.fixed_dictionaries(more)).map(lambda both: both[0] | both[1])


@lru_cache(1000)
def moves(donors: tuple[str, ...], months: int) -> st.SearchStrategy[dict[str, Any]]:
    """A decision in somebody's place; a scenario may refuse it, and it may be that nobody ever asks for it."""
    parties = st.sampled_from([*donors, "PF"])
    terms = st.fixed_dictionaries(
        {
            "money_share": st.sampled_from([0.25, 0.5, 1.0]), "months": st.sampled_from([12, 60]),
            "access": st.sampled_from([0.2, 0.8]), "channel": st.sampled_from(["direct", "un", "third"]),
            "framing": st.sampled_from(["universal", "singled_out"]),
            "condition": st.sampled_from(["none", "behaviour"]), "relief": st.sampled_from(["none", "humanitarian"]),
            "content": st.sampled_from(["supplies", "training", "mixture"]),
        }
    )  # fmt: skip
    yes_or_no = st.sampled_from(["pass", "accept", "reject", "ratify", "decline"]).map(lambda do: {"do": do})
    act = st.one_of(yes_or_no, terms.map(lambda package: {"do": "offer", **package}))
    home = st.fixed_dictionaries({"actor": parties}, optional={"table": parties})
    who = st.one_of(home, st.fixed_dictionaries({"actor": st.just("DPRK"), "table": parties}))
    at = st.fixed_dictionaries({"at": st.integers(0, months - 1)})
    return st.tuples(at, who, act).map(lambda parts: parts[0] | parts[1] | parts[2])


@st.composite
def any_world(draw: st.DrawFn, months: int = 36, added: int = 2) -> Scenario:
    """Any valid scenario; policies and changes that contradict the ones before are left out."""
    length = draw(st.integers(1, months) | st.just(months))
    actors = draw(casts(added))
    donors = donors_of(actors)
    data: dict[str, Any] = {
        "name": "any", "months": length, "seed": draw(st.integers(0, 2**64 - 1)), "actors": actors,
        "access": draw(st.just(1.0) | SHARES), "health": draw(HEALTH), "dprk": draw(drives(length)),
        "start": f"{draw(st.integers(1990, 2100))}-{draw(st.integers(1, 12)):02d}",
        "stance": draw(st.sampled_from(["open", "closed"])), "parameters": {}, "policies": [], "events": [],
    }  # fmt: skip
    data["parameters"] = draw(parameters()) | draw(LIVELY)
    data["parameters"] |= dict.fromkeys(several(draw, SWITCHES, draw(st.sampled_from([0, 0, 2, 16]))), 1)
    if draw(st.booleans()):
        data["parameters"]["trust.rule"] = draw(st.sampled_from(PARAMETERS["trust.rule"].choices))
    policies = draw(st.sampled_from([0, 1, 1, 2, 2, 3]))
    happenings = draw(st.sampled_from([0, 0, 1, 2, 4, 6]))
    data = _accepted(data, "policies", [draw(uses(length, donors)) for _ in range(policies)])
    if donors and draw(st.booleans()):
        data = _accepted(
            data | {"agreements": []}, "agreements", [draw(agreement(tuple(donors))) for _ in range(2)]
        )
        data["tension"] = draw(st.floats(0, 3))
    if donors and draw(RARELY):
        offers = [draw(offer(tuple(donors), length)) for _ in range(3)]
        data = _accepted(data | {"offers": []}, "offers", offers)
    if donors and draw(RARELY):
        data = _accepted(
            data | {"moves": []}, "moves", draw(st.lists(moves(tuple(donors), length), max_size=12))
        )
    data = _accepted(data, "events", [draw(events(length, donors)) for _ in range(happenings)])
    return Scenario.from_dict(data)

"""Declarations of ``mechanisms.``: which parts of the second model are on; and of ``stance.``, the first of them.

All are on by default. With all of them at 0 the model is the first one, to the last bit (the shipped scenario
``first_model``). Each can be switched alone, so that its effect is the difference of two runs that share all else. What
a mechanism needs besides stands in the group of its subject, and has no effect while the mechanism is off.
"""

from __future__ import annotations

from diplosim.scenario.parameters.declaration import Parameter


def _switch(name: str, what: str, source: str) -> Parameter:
    """A switch: 1 as in the second model, 0 as in the first."""
    meaning = f"At 1 {what}; at 0 as in the first model."
    return Parameter(f"mechanisms.{name}", 1, 0, 1, "switch", "K", meaning, source, kind="int", limits=(0, 1))


# fmt: off
MECHANISMS: tuple[Parameter, ...] = (
    _switch("stance",
            "the recipient is open to its rivals or closed, and moves between the two",
            "Hamilton 1989 on changes of regime; no talks 2019-2026"),
    _switch("taint",
            "money tastes of its giver: distrust of a rival takes from its worth, as far as it is seen",
            "offers refused since 2019, by who made them"),
    _switch("donors",
            "donors weigh what they pay themselves, shy from long programmes, and may be reluctant",
            "US aid since 2009; T8"),
    _switch("engagement",
            "talks and agreements restrain by the rivals' visible share in them", "model 2, engagement"),
    _switch("scope",
            "conditions and mediators of a policy may bind some tables only: the rivals' own, or the fund's",
            "model 2, scope"),
    _switch("votes",
            "the Security Council votes by the class of the provocation",
            "six nuclear tests, six resolutions; none since 2018"),
    _switch("holds",
            "delay follows from members of the sanctions committee who hold requests",
            "99 days in 2018, 15 in 2019, 165 in 2025"),
    _switch("renewal",
            "an agreement that runs out may be renewed", "flows of aid 2014-2019"),
    _switch("absorption",
            "what can be absorbed is shared in proportion to the stocks", "model 2, absorption"),
    _switch("access",
            "a closed border keeps aid workers out, and access returns slowly", "flows of aid 2019-2025"),
    _switch("compliance",
            "complying with sanctions costs part of the money", "judgement"),
    _switch("content",
            "aid has a content: supplies, equipment, training, or a mixture", "model 2, content of aid"),
    _switch("own_money",
            "aid frees no more of the recipient's own money for medicine than there is",
            "Haggard and Noland: crowding-out of own imports"),
    _switch("markets",
            "medical products follow imports, production and informal markets, and change as fast as a flow does",
            "customs; markets since the mid-1990s"),
    _switch("coverage",
            "missing coverage of children and of tuberculosis adds to the burden of disease",
            "WHO and UNICEF estimates"),
    _switch("network",
            "the recipient must join a disease network before it shares in it", "invited in 2020, no answer"),
)
# fmt: on


# fmt: off
STANCE: tuple[Parameter, ...] = (
    Parameter("stance.h_o", 0.012, 0.006, 0.03, "1/month", "C",
              "How often the recipient opens to its rivals while it is closed, when nothing speaks for or against it.",
              "openings of 2000, 2007 and 2018; gaps of 72 months and more", limits=(0, 10)),
    Parameter("stance.h_c", 0.06, 0.03, 0.1, "1/month", "C",
              "How often the recipient closes to its rivals while it is open, when nothing speaks for or against it.",
              "open spells of about 20 months", limits=(0, 10)),
    Parameter("stance.b_open", 0.4, -0.5, 1.5, "log rate ratio", "U",
              "Whether what it was given or spared opens the window (above 0) or pays for keeping it shut.",
              "Kydd 2005 against the outside option", limits=(-10, 10)),
    Parameter("stance.b_press", 0.0, -1, 1, "log rate ratio", "U",
              "Whether pressure brings talks (above 0) or delays them.", "contested: 2018", limits=(-10, 10)),
    Parameter("stance.b_close", 0.5, 0, 1.5, "log rate ratio", "U",
              "How much failed talks and pressure close the window, and goodwill keeps it open.",
              "Hanoi 2019; the Leap Day deal of 2012", limits=(-10, 10)),
    Parameter("stance.b_pat", 2.0, 0, 4, "log rate ratio", "C",
              "How much patron support above its usual level delays an opening.", "2023-2025", limits=(-20, 20)),
    Parameter("stance.o4", 4.0, 2, 6, "log-odds", "C",
              "How much the stance opens or shuts the rivals' own tables.", "no talks in 74 months", limits=(-20, 20)),
)
# fmt: on

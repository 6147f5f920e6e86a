"""The one table of sentences: what each kind of event says, as plain data that any page can fill.

A kind has variants. The first variant fits whose ``when`` equals the event's fields and whose ``what`` finds all
its fields (a field that is missing, ``None`` or empty is not there; ``null`` in ``when`` asks for that):

* ``what``: what happened, in a clause; ``more`` follows it where there is room for a whole sentence;
* ``change``: what would have changed it.

``{field:form}`` stands for a field, told in one of the forms below or by a number format such as ``.3f``. Words in
square brackets are left out if a field in them is missing. Of several texts the first that finds its fields is
taken. `diplosim.wording.sentences` fills the templates and says which fields it adds to those of an event.
"""

from __future__ import annotations

from typing import Any

#: How a field may be told, beside number formats.
FORMS = {
    "name": "an actor by its name, with its article inside a sentence",
    "names": "several actors by their names",
    "level": "a level of an issue; a channel by the name of who delivers",
    "turn": "a number that counts from 0, counted from 1",
    "percent": "a probability that never claims 0 or 1 by rounding",
    "words": "a code as words",
    "term": "a term by its name for people",
    "issue": "an issue of a package by its name",
    "settings": "names and values of settings",
    "now": "names and values of what is changed",
    "raising": "the positive terms on a logarithm, from half a hundredth on",
    "alternatives": "single changes of the package that would have been enough",
    "together": "changes of the package that would have been enough together",
}

_MORE = "{missing:.3f} more in the sum of its terms[, whose largest gain was {most_for:term} ({for_it:+.3f})]"
_MISSING = [
    _MORE + "; enough alone: {alternatives:alternatives}",
    _MORE
    + "; no change of a single issue on the menu would have been enough, but together: {together:together}",
    _MORE + "; no change of one or two issues on the menu would have been enough",
]
_SPARE = "more than {spare:.3f} less in the sum of its terms"

#: What would have changed a decision that a move has taken.
BY_MOVE = "another move: this one decides, whatever the terms"

TEMPLATES: dict[str, list[dict[str, Any]]] = {
    # --- the scenario itself --------------------------------------------------------------------------------
    "policy": [
        {"when": {"outcome": "started"}, "what": "{title} starts[, with {settings:settings}]"},
        {"when": {"outcome": "ended"}, "what": "{title} ends"},
    ],
    "patron_support": [{"what": "{kind:words}: {changed:now} (dated event)"}],
    "veto_regime": [{"what": "{kind:words}: {changed:now} (dated event)"}],
    "exemption_delay": [{"what": "{kind:words}: {changed:now} (dated event)"}],
    "leadership": [
        {"what": ["{title}: {changed:now} (dated event)", "{kind:words}: {changed:now} (dated event)"]}
    ],
    "exercise": [
        {"when": {"outcome": "cancelled"}, "what": "the exercise of this month is cancelled (dated event)"},
        {"what": "the exercise of this month has {intensity:g} times the usual size (dated event)"},
    ],
    "pandemic": [{"what": "a pandemic raises the burden of disease"}],
    "flood": [{"what": "a flood or typhoon raises the burden of disease"}],
    "outbreak_warning": [
        {"what": "the recipient heeded the disease network's warning of an outbreak elsewhere",
         "change": "a smaller share in the network"}
    ],
    "border_closure": [
        {"when": {"months": 1}, "what": "the border is closed for {months} month from now"},
        {"what": "the border is closed for {months} months from now"},
    ],
    # --- stance -----------------------------------------------------------------------------------------------
    "stance": [
        {"when": {"outcome": "open"}, "what": "the recipient opened to its rivals (dated event)"},
        {"what": "the recipient closed itself to its rivals (dated event)"},
    ],
    "stance_changed": [
        {"when": {"outcome": "open"}, "what": "the recipient opened to its rivals",
         "change": "another turn of chance; less given or spared, or more support by its patron"},
        {"what": "the recipient closed itself to its rivals",
         "change": "another turn of chance; no failed talks, less pressure, more given or spared"},
    ],
    "stance_kept": [
        {"when": {"outcome": "open"}, "what": "the recipient stayed open to its rivals",
         "change": "another turn of chance; failed talks, more pressure, less given or spared"},
        {"what": "the recipient stayed closed to its rivals",
         "change": "another turn of chance; more given or spared, or less support by its patron"},
    ],
    "stance_ended_talks": [{"what": "the recipient, closed to its rivals, broke off the talks with {target:name}"}],
    "access": [{"what": "access to the country is {after:percent} of what was agreed (dated event)"}],
    "expulsion": [{"what": "foreign aid staff must leave: access falls to {after:percent} (dated event)"}],
    "hospital_drive": [{"what": "the recipient renews {per_year:.0f} hospitals a year from now on (dated event)"}],
    "koryo_drive": [{"what": "the recipient's effort for Koryo medicine is {after:percent} from now on (dated event)"}],
    "vaccine_line": [
        {"what": "vaccines worth {musd_a_year:.1f} M$ a year come as goods from now on (dated event)"}
    ],
    "insurance_transition": [{"what": "the recipient begins a transition to health insurance (dated event)"}],
    "network_joined": [
        {"when": {"draw": None}, "what": "the recipient joined the disease network (dated decision)"},
        {"what": "the recipient joined the disease network", "change": "less health trust in its members"},
    ],
    # --- governments ----------------------------------------------------------------------------------------
    "election": [
        {"when": {"outcome": "hawk"}, "what": "{actor:name} elected a hawkish government",
         "change": "another mood of the electorate, or a different record of provocations"},
        {"when": {"outcome": "dove"}, "what": "{actor:name} elected a dovish government",
         "change": "another mood of the electorate, or a different record of provocations"},
    ],
    "government": [{"what": "a {outcome} government took office in {actor:name} (dated event)"}],
    # --- talks ----------------------------------------------------------------------------------------------
    "table_opened": [{"what": "talks with {actor:name} began"}],
    "table_stayed_closed": [
        {"what": "talks with {actor:name} did not begin",
         "change": "{missing:.2f} more log-odds: more pain on both sides, more trust or a mediator, no precondition, "
                   "calmer months"},
    ],
    "walk_out": [
        {"what": "{actor:name} walked out of the talks",
         "change": "a month without major provocations, or de-linking"},
    ],
    "no_proposal": [
        {"when": {"mediated": True},
         "what": "in round {round:turn} of the talks with {actor:name} nothing was proposed: by the mediator's "
                 "estimate no package gave both sides a gain"},
        {"what": "in round {round:turn} of the talks with {actor:name} nothing was proposed: no package gave the "
                 "proposing side what it asked for"},
    ],
    "proposal_accepted": [
        {"when": {"by_recipient": True},
         "what": "in round {round:turn} of the talks with {target:name} the recipient accepted the proposal",
         "change": _SPARE},
        {"what": "in round {round:turn} of the talks {actor:name} accepted the proposal", "change": _SPARE},
    ],
    "proposal_rejected": [
        {"when": {"by_recipient": True},
         "what": "in round {round:turn} of the talks with {target:name} the recipient rejected the proposal",
         "change": _MISSING},
        {"what": "in round {round:turn} of the talks {actor:name} rejected the proposal", "change": _MISSING},
    ],
    "lapse": [
        {"when": {"no_zopa": True},
         "what": "talks with {actor:name} lapsed after {round:turn} rounds: no package is acceptable to both sides"},
        {"what": "talks with {actor:name} lapsed after {round:turn} rounds"},
    ],
    "move": [
        {"when": {"outcome": "off_menu"},
         "what": "a move of {actor:name}: an offer that was not on the menu, so none was made (by its rules: {usual})"},
        {"when": {"outcome": "no_occasion"},
         "what": "a move of {actor:name} that nothing asked for this month[, at the table of {target:name}]: {act}"},
        {"what": "a move of {actor:name}[ at the table of {target:name}]: {outcome} (by its rules: {usual})"},
    ],
    # --- offers without talks -------------------------------------------------------------------------------
    "offer_withheld": [
        {"when": {"package": None},
         "what": "{actor:name} considered an offer and withheld it: no package was good enough at home"},
        {"what": "{actor:name} considered an offer and withheld it: the recipient was expected to refuse"},
    ],
    "offer_accepted": [
        {"when": {"bound": True},
         "what": "the recipient accepted an offer from {target:name} (dated event), of which nothing comes: an "
                 "agreement or a pool binds {target:name}", "change": _SPARE},
        {"when": {"by_date": True}, "what": "the recipient accepted an offer from {target:name} (dated event)",
         "change": _SPARE},
        {"what": "the recipient accepted an offer from {target:name}", "change": _SPARE},
    ],
    "offer_refused": [
        {"when": {"identity": True},
         "what": "the recipient refused an offer from {target:name} because of who made it: no size would have "
                 "been enough",
         "change": _MISSING},
        {"when": {"by_date": True}, "what": "the recipient refused an offer from {target:name} (dated event)",
         "change": _MISSING},
        {"what": "the recipient refused an offer from {target:name}", "change": _MISSING},
    ],
    # --- agreements -----------------------------------------------------------------------------------------
    "ratified": [{"what": "{actor:name} ratified the package"}],
    "ratification_refused": [
        {"what": "{actor:name} failed to ratify the package", "change": "a package worth more at home"},
    ],
    "ratification_failed": [{"what": "the package agreed with {actor:name} was not ratified by {opposed:names}"}],
    "agreement_signed": [
        {"what": "{actor:name} and the recipient signed an agreement: {programme_musd:.1f} M$ over {months} months",
         "more": ", paid by {donors:names}"},
    ],
    "agreement_in_force": [
        {"what": "an agreement of {actor:name} was in force at the start, {age} of its {months} months old"},
    ],
    "agreement_ended": [{"what": "the agreement with {actor:name} reached its term of {months} months"}],
    "agreement_renewed": [
        {"what": "{actor:name} and the recipient renewed their agreement: {programme_musd:.1f} M$ over {months} months",
         "more": ", paid by {donors:names}"},
    ],
    "agreement_folded": [
        {"what": "the agreement with {actor:name} ended, because {actor:name} pays into the pooled fund instead"},
    ],
    "suspension": [
        {"what": "{actor:name} suspended the programme after this month's provocations",
         "change": "de-linking, pooling, or a calmer month"},
    ],
    "agreement_withstood": [
        {"what": "the programme of {actor:name} went on through this month's provocations",
         "change": "less protection or graver provocations"},
    ],
    "resumption": [{"what": "{actor:name} resumed the programme"}],
    "cancellation": [
        {"what": "the recipient cancelled the agreement with {target:name}",
         "change": "less access, universal framing, ownership, de-linking or calmer months"},
    ],
    # --- sanctions ------------------------------------------------------------------------------------------
    "resolution_adopted": [
        {"when": {"draw": None}, "what": "the Security Council adopted a resolution (dated event)"},
        {"what": "the Security Council adopted new sanctions"},
    ],
    "resolution_vetoed": [
        {"what": "the Security Council did not act", "change": "permanent members less ready to veto"},
    ],
    "relief_granted": [
        {"when": {"actor": "donors"},
         "what": "donors eased sanctions for humanitarian work without asking for anything in return",
         "more": ": a signal now, and reassurance in every month that it lasts"},
        {"what": "the Security Council let broad relief pass"},
    ],
    "relief_vetoed": [{"what": "the Security Council blocked broad relief"}],
    "snap_back": [
        {"when": {"broad_relief_ends": True},
         "what": "conditional relief under the agreement with {target:name} is off for {months} months and broad "
                 "relief ends"},
        {"what": "conditional relief under the agreement with {target:name} is off for {months} months"},
    ],
    # --- provocations and answers ---------------------------------------------------------------------------
    "provocation": [
        {"when": {"count": 1}, "what": "1 provocation of class {gravest}",
         "change": "less of what raises the background[ ({eta:raising} on its logarithm)], or less tension"},
        {"what": "{count} provocations, the gravest of class {gravest}",
         "change": "less of what raises the background[ ({eta:raising} on its logarithm)], or less tension"},
    ],
    "posture_move": [
        {"when": {"quiet": True}, "what": "the allies {outcome} exercises and responses after a quiet month"},
        {"what": "the allies {outcome} exercises and responses after a major provocation"},
    ],
}  # fmt: skip

#: What many decisions of one kind come to: against a no, for a yes.
OVER_ALL_RUNS: dict[str, dict[str, Any]] = {
    "against": {
        "what": ["{actor}[ → {target}], {told}: in {largest_part} the largest term against it is {largest:term}"
                 "[, in {next_part} {next:term}]", "{actor}[ → {target}], {told}: no term was against it"],
        "change": ["without {enough:term} alone {enough_part} would have turned[, without {enough_next:term} "
                   "{enough_next_part}][; another level of {issue:issue} alone turns {issue_part}][, of "
                   "{issue_next:issue} {issue_next_part}][; two changes together {together}]",
                   "no term alone would have turned any"],
    },
    "for": {
        "what": ["{actor}[ → {target}], {told}: in {largest_part} the largest term for it is {largest:term}"
                 "[, in {next_part} {next:term}]", "{actor}[ → {target}], {told}: no term was for it"],
        "change": "without {enough:term} alone {enough_part} would have turned[, without {enough_next:term} "
                  "{enough_next_part}]",
    },
}  # fmt: skip

#: What an event of any other kind says; the last resort needs nothing that an event has not.
ANY = ["{actor}, {target}: {kind:words}", "{actor}: {kind:words}", "{kind:words}"]

#: The numbers behind a decision: a chance against its draw, a worth against a threshold, an expected number.
NUMBERS = [
    "a chance of {probability:percent}: {value:.3f} against a draw of {threshold:.3f}",
    "worth {value:.3f} against a threshold of {threshold:.3f}",
    "{value:.3f} expected[, limited to {limit:g}]",
    "a chance of {probability:percent}",
]

#: Its largest terms on either side.
ARGUMENTS = [
    "most for it: {most_for:term} ({for_it:+.3f})[; most against it: {most_against:term} ({against_it:+.3f})]",
    "most against it: {most_against:term} ({against_it:+.3f})",
    "nothing spoke for or against it",
]

#: Terms whose code would not tell enough; all others are their code in words.
TERMS = {
    "delinking": "de-linking",
    "framing_access_and_delivery": "framing, access and who delivers",
    "protection": "protection (de-linking, pooling)",
    "tabled": "a draft is tabled",
}

#: Issues of a package inside a sentence.
ISSUES = {"money_share": "money", "cofinancing": "co-financing"}

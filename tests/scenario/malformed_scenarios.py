"""Malformed scenario files: what each says wrong, and exactly where (line:column and part of the message)."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """One malformed file and every problem expected of it, in file order."""

    name: str
    text: str
    expected: tuple[tuple[str, str], ...]


def case(name: str, text: str, *expected: tuple[str, str]) -> Case:
    """A case whose text starts below a line 'scenario: 1' (so the text begins in line 2)."""
    return Case(name, "scenario: 1\n" + text, expected)


YAML_CASES = (
    Case("empty file", "", (("1:1", "the file is empty"),)),
    Case("only comments", "# nothing\n\n", (("1:1", "the file is empty"),)),
    Case("only spaces", "   \n  \n", (("1:1", "the file is empty"),)),
    Case("no version", "name: x\n", (("1:1", "needs the line 'scenario: 1'"),)),
    Case("an experiment", "experiment: 1\nname: x\n", (("1:1", "this is an experiment file"),)),
    Case("a list", "- scenario\n", (("1:1", "lines of the form 'key: value'"),)),
    Case("a word", "hello\n", (("1:1", "lines of the form 'key: value'"),)),
    Case("null document", "---\n...\n", (("2:1", "lines of the form 'key: value'"),)),
    case("two documents", "---\nscenario: 1\n", ("2:1", "second document")),
    case("tab indentation", "actors:\n\tUSA: {}\n", ("3:1", "a tab stands where YAML wants spaces")),
    case(
        "unclosed brace",
        "actors: {USA: {rival: true}\nmonths: 3\n",
        ("3:1", "bracket opened in line 2 is not closed"),
    ),
    case("unclosed list", "policies: [pooled_fund\nmonths: 3\n", ("3:7", "bracket opened in line 2")),
    case("unclosed quote", "title: 'abc\nmonths: 3\n", ("4:1", "the quote opened in line 2 is not closed")),
    case("second colon", "title: a: b\n", ("2:9", "a second ':' on one line")),
    case("bad indentation", "actors:\n  USA: {}\n ROK: {}\n", ("4:2", "does not fit the indentation")),
    case("missing colon", "months 12\nseed: 3\n", ("2:1", "the ':' after the key is missing")),
    case("unknown escape", 'title: "a\\q"\n', ("2:11", "not valid YAML: found unknown escape character")),
    case("undefined alias", "months: *m\n", ("2:9", "the alias '*m' has no anchor '&m'")),
    case("alias in itself", "actors: &a {USA: *a}\n", ("2:18", "inside its own anchor")),
    case("merge key", "actors:\n  USA: &u {rival: true}\n  ROK:\n    <<: *u\n", ("5:5", "merge keys")),
    case(
        "python tag", "title: !!python/object/apply:os.system ['ls']\n", ("2:8", "the tag '!!python/object")
    ),
    case("local tag", "months: !months 3\n", ("2:9", "the tag '!months'")),
    case("plain tag", "months: !!int 3\n", ("2:9", "the tag '!!int'")),
    case(
        "duplicate key",
        "months: 3\nmonths: 4\n",
        ("3:1", "the key 'months' is given twice; the first is in line 2"),
    ),
    case(
        "duplicate nested key",
        "parameters: {trust.omega: 0.1, trust.omega: 0.2}\n",
        ("2:32", "the key 'trust.omega' is given twice"),
    ),
    case("number as key", "actors: {7: {rival: true}}\n", ("2:10", "the key 7 is not text")),
    case("true as key", "actors: {true: {}}\n", ("2:10", "the key true is not text")),
    case("empty key", ": 3\n", ("2:1", "the key before ':' is missing")),
    case("list as key", "? [a, b]\n: 3\n", ("2:3", "cannot be a key")),
    case("NaN", "parameters: {trust.omega: .nan}\n", ("2:27", ".nan is not a number")),
    case("infinity", "parameters: {provocation.r_nb: .inf}\n", ("2:32", ".inf is not a number")),
    case("overflow", "parameters: {trust.omega: 1e999}\n", ("2:27", "1e999 is not a number")),
    case("endless number", f"seed: {'9' * 5000}\n", ("2:7", "a number of 5000 characters is too long")),
    case("deep nesting", "title: " + "[" * 30 + "]" * 30 + "\n", ("2:27", "nested more than 20 deep")),
    case("NUL character", "title: a\0b\n", ("2:9", "the character U+0000")),
    case("control character", "months: 3\ntitle: \x07\n", ("3:8", "the character U+0007")),
)

HEADER_CASES = (
    Case("wrong version", "scenario: 2\n", (("1:11", "'scenario' must be 1, not 2"),)),
    Case("version as text", 'scenario: "1"\n', (("1:11", "'scenario' must be 1, not '1'"),)),
    Case("version true", "scenario: true\n", (("1:11", "'scenario' must be 1, not true"),)),
    case(
        "unknown key", "polices: [pooled_fund]\n", ("2:1", "unknown key 'polices'; did you mean 'policies'?")
    ),
    case("key in capitals", "Months: 3\n", ("2:1", "unknown key 'Months'; did you mean 'months'?")),
    case("unknown key without likeness", "zzz: 3\n", ("2:1", "unknown key 'zzz'; allowed: scenario, name")),
    case("horizon 0", "months: 0\n", ("2:9", "'months' must be a whole number from 1 to 1200, not 0")),
    case("horizon too long", "months: 1201\n", ("2:9", "from 1 to 1200, not 1201")),
    case("months with fraction", "months: 12.0\n", ("2:9", "not 12.0; write 12")),
    case("months as text", 'months: "12"\n', ("2:9", "not '12'; write it without quotes")),
    case("months true", "months: true\n", ("2:9", "not true")),
    case("months empty", "months:\n", ("2:8", "not an empty value")),
    case("months as list", "months: [1, 2]\n", ("2:9", "not [1, 2]")),
    case("months in words", "months: ten years\n", ("2:9", "not 'ten years'")),
    case(
        "negative seed", "seed: -1\n", ("2:7", "'seed' must be a whole number from 0 to 18446744073709551615")
    ),
    case("seed too large", "seed: 18446744073709551616\n", ("2:7", "not 18446744073709551616")),
    case("seed with thousands", "seed: 1,000\n", ("2:7", "not '1,000'; write 1000")),
    case("replicates 0", "replicates: 0\n", ("2:13", "from 1 to 1000000, not 0")),
    case("replicates too many", "replicates: 1000001\n", ("2:13", "not 1000001")),
    case("month 13", "start: 2026-13\n", ("2:8", "'start' must be a month like 2026-01")),
    case("start with a day", "start: 2026-01-01\n", ("2:8", "not '2026-01-01'")),
    case("start as a year", "start: 2026\n", ("2:8", "not 2026")),
    case("start in the distant past", "start: 0001-01\n", ("2:8", "in the years 1900 to 2299")),
    case("name with a slash", "name: ../x\n", ("2:7", "'name' must be up to 80 letters")),
    case("name as a number", "name: 5\n", ("2:7", "not 5")),
    case("title too long", f"title: {'x' * 201}\n", ("2:8", "text of at most 200 characters")),
    case(
        "sections of wrong type",
        "actors: [USA]\nparameters: 3\npolicies: {pooled_fund: {}}\nevents: flood\n",
        ("2:9", "'actors' must be a mapping"),
        ("3:13", "'parameters' must be a mapping"),
        ("4:11", "'policies' must be a list"),
        ("5:9", "'events' must be a list"),
    ),
)

ACTOR_CASES = (
    case(
        "unknown actor",
        "actors: {UAS: {rival: true}}\n",
        ("2:10", "unknown actor 'UAS'; did you mean 'USA'?"),
    ),
    case(
        "new actor without kind",
        "actors:\n  MNGL: {ceiling_musd: 3}\n",
        ("3:3", "a new actor needs a 'kind': one of donor, patron, implementer"),
    ),
    case(
        "small letters",
        "actors: {usa: {rival: true}}\n",
        ("2:10", "actor code 'usa' must be 2 to 12 capital letters, digits or '_'; did you mean 'USA'?"),
    ),
    case(
        "twice in other letters",
        "actors:\n  USA: {rival: true}\n  usa: {rival: false}\n",
        ("4:3", "actor code 'usa'"),
        ("4:3", "the actor USA is given twice"),
    ),
    case(
        "actor given twice", "actors:\n  ROK: {rival: true}\n  ROK: {rival: false}\n", ("4:3", "given twice")
    ),
    case("actor as number", "actors: {USA: 10}\n", ("2:15", "actors.USA must be a mapping")),
    case(
        "unknown field",
        "actors: {ROK: {ceiling: 40}}\n",
        ("2:16", "actors.ROK: unknown key 'ceiling'; did you mean 'ceiling_musd'?"),
    ),
    case(
        "number as text",
        "actors: {ROK: {ceiling_musd: ten}}\n",
        ("2:30", "actors.ROK.ceiling_musd must be a number from 0 to 100000, not 'ten'"),
    ),
    case("negative ceiling", "actors: {ROK: {ceiling_musd: -1}}\n", ("2:30", "not -1")),
    case(
        "boolean for number",
        "actors: {ROK: {ceiling_musd: yes, rival: no}}\n",
        ("2:30", "not 'yes'"),
        ("2:42", "actors.ROK.rival must be true or false, not 'no'; write false"),
    ),
    case(
        "hawkish as number",
        "actors: {ROK: {hawkish: 1}}\n",
        ("2:25", "actors.ROK.hawkish must be true or false (or empty), not 1"),
    ),
    case(
        "hawkish implementer",
        "actors: {UNA: {hawkish: true}}\n",
        ("2:25", "actors.UNA.hawkish is for donors only; UNA is an implementer"),
    ),
    case("unknown kind", "actors: {MNG: {kind: doner}}\n", ("2:22", "did you mean 'donor'?")),
    case("second Council", "actors: {G20: {kind: council}}\n", ("2:22", "there is only one council")),
    case("no DPRK", "actors: {DPRK: {present: false}}\n", ("2:26", "DPRK cannot be removed")),
    case("no Council", "actors: {UNSC: {present: false}}\n", ("2:26", "UNSC cannot be removed")),
    case("no fund", "actors: {PF: {present: false}}\n", ("2:24", "PF cannot be removed")),
    case("present as text", "actors: {PF: {present: off}}\n", ("2:24", "not 'off'; write false")),
    case(
        "DPRK as donor", "actors: {DPRK: {kind: donor}}\n", ("2:23", "actors.DPRK.kind must stay recipient")
    ),
    case(
        "tie above 1",
        "actors: {USA: {ties: {DPRK: 1.5}}}\n",
        ("2:29", "actors.USA.ties.DPRK must be a number from 0 to 1, not 1.5"),
    ),
    case(
        "tie to nobody",
        "actors: {USA: {ties: {DPKR: 0.5}}}\n",
        ("2:23", "no actor 'DPKR' takes part; did you mean 'DPRK'?"),
    ),
    case(
        "tie to a removed actor",
        "actors:\n  ROK: {present: false}\n  TCI: {ties: {ROK: 0.5}}\n",
        ("4:16", "no actor 'ROK' takes part"),
    ),
    case("tie to itself", "actors: {USA: {ties: {USA: 0.5}}}\n", ("2:23", "no tie to itself")),
    case("ties as list", "actors: {USA: {ties: [DPRK]}}\n", ("2:22", "actors.USA.ties must be a mapping")),
    case("cycle without phase", "actors: {EU: {cycle: 60}}\n", ("2:22", "it also needs 'phase'")),
    case("trade above 1", "actors: {RUS: {trade_share: 0.3}}\n", ("2:29", "add up to 1.2")),
    case("trust prior of 1", "actors: {USA: {trust_prior: 1}}\n", ("2:29", "a number from 0.0067 to 0.9933")),
    case("unknown channel", "actors: {TCI: {channel: thrid}}\n", ("2:25", "did you mean 'third'?")),
    case(
        "channel of a donor",
        "actors: {EU: {channel: un}}\n",
        ("2:24", "actors.EU.channel is for implementers"),
    ),
)

PARAMETER_CASES = (
    case(
        "unknown parameter",
        "parameters:\n  trust.lam_ng: 2\n",
        ("3:3", "unknown parameter 'trust.lam_ng'; did you mean 'trust.lam_neg'?"),
    ),
    case("no group", "parameters: {lam_neg: 2}\n", ("2:14", "did you mean 'trust.lam_neg'?")),
    case("wrong group", "parameters: {politics.iota: 0.4}\n", ("2:14", "did you mean 'provocation.iota'?")),
    case(
        "nested group",
        "parameters:\n  trust: {omega: 0.2}\n",
        ("3:3", "on one line each: 'trust.omega: ...'"),
    ),
    case(
        "outside hard limits",
        "parameters: {trust.omega: 1.5}\n",
        ("2:27", "trust.omega must be a number from 0 to 1, not 1.5"),
    ),
    case(
        "explosive chain",
        "parameters: {provocation.eta0: 1.0}\n",
        ("2:32", "a number of 0 or more and below 1, not 1.0"),
    ),
    case("percent", "parameters: {trust.omega: 60%}\n", ("2:27", "not '60%'; write 0.6")),
    case("boolean parameter", "parameters: {trust.omega: true}\n", ("2:27", "not true")),
    case("list parameter", "parameters: {trust.omega: [0.1]}\n", ("2:27", "not a list")),
    case(
        "unknown trust rule",
        "parameters: {trust.rule: logods}\n",
        ("2:26", "must be one of logodds, ewma, beta, not 'logods'; did you mean 'logodds'?"),
    ),
    case(
        "whole number wanted", "parameters: {tables.L_cool: 6.5}\n", ("2:29", "a whole number from 0 to 1200")
    ),
    case(
        "shares above 1",
        "parameters:\n  provocation.p2: 0.9\n  provocation.p3: 0.2\n",
        ("4:19", "provocation.p2 (0.9) + 1.5 x provocation.p3 (0.2) exceeds 1"),
    ),
)

POLICY_CASES = (
    case("unknown policy", "policies:\n  - poled_fund\n", ("3:5", "did you mean 'pooled_fund'?")),
    case("policy as number", "policies: [7]\n", ("2:12", "policies[0] must be a policy's name")),
    case("empty policy", "policies:\n  -\n", ("3:4", "not an empty value")),
    case("list in list", "policies: [[pooled_fund]]\n", ("2:12", "not a list")),
    case(
        "settings beside the name",
        "policies:\n  - pooled_fund:\n    from: 2026-07\n",
        ("4:5", "'from' stands beside the policy 'pooled_fund'; indent it below the name"),
    ),
    case(
        "settings as number",
        "policies:\n  - pooled_fund: 3\n",
        ("3:18", "takes settings such as {from: 2026-07}"),
    ),
    case(
        "strength above 1",
        "policies:\n  - unconditional_easing: {strength: 1.2}\n",
        ("3:38", "strength must be a number from 0 to 1, not 1.2"),
    ),
    case("unknown option", "policies:\n  - pooled_fund: {prefnd: 0.5}\n", ("3:19", "'prefnd'")),
    case(
        "option out of range",
        "policies:\n  - pooled_fund: {prefund: 2}\n",
        ("3:28", "'prefund' must be a number from 0 to 1, not 2"),
    ),
    case(
        "from outside the run",
        "policies:\n  - pooled_fund: {from: 2036-01}\n",
        (
            "3:25",
            "policies[0] (pooled_fund).from is '2036-01', outside the run (2026-01 to 2035-12, "
            "months 0 to 119)",
        ),
    ),
    case(
        "from as words",
        "policies:\n  - pooled_fund: {from: July 2027}\n",
        ("3:25", "must be a month like 2027-08, or a month of the run counted from 0, not 'July 2027'"),
    ),
    case("from as a fraction", "policies:\n  - pooled_fund: {from: 2027.5}\n", ("3:25", "not 2027.5")),
    case(
        "until before from",
        "policies:\n  - pooled_fund: {from: 2027-08, until: 2027-03}\n",
        ("3:41", "until (2027-03) must come after its start (2027-08)"),
    ),
    case(
        "until at the start",
        "policies:\n  - pooled_fund: {until: 2026-01}\n",
        ("3:26", "must come after its start"),
    ),
    case(
        "two policies that contradict",
        "policies: [unconditional_easing, denuclearisation_first]\n",
        ("2:34", "'unconditional_easing' and 'denuclearisation_first'"),
    ),
    case("the same policy twice", "policies: [pooled_fund, pooled_fund]\n", ("2:25", "twice")),
)

EVENT_CASES = (
    case(
        "unknown event kind",
        "events:\n  - {at: 2027-08, kind: floood}\n",
        ("3:25", "events[0]: unknown event kind 'floood'; did you mean 'flood'?"),
    ),
    case("no kind", "events:\n  - {at: 2027-08}\n", ("3:5", "events[0] needs 'kind': one of flood")),
    case("kind as number", "events: [{at: 3, kind: 5}]\n", ("2:24", "unknown event kind '5'")),
    case(
        "event as word", "events: [flood]\n", ("2:10", "must be a mapping such as {at: 2027-08, kind: flood}")
    ),
    case("no month", "events: [{kind: flood}]\n", ("2:10", "events[0] (flood) needs 'at'")),
    case("event before the run", "events: [{at: 2025-12, kind: flood}]\n", ("2:15", "outside the run")),
    case(
        "event after the run",
        "months: 12\nevents: [{at: 12, kind: flood}]\n",
        ("3:15", "events[0] (flood).at is 12, outside the run (2026-01 to 2026-12, months 0 to 11)"),
    ),
    case("event at a day", "events: [{at: 2027-08-03, kind: flood}]\n", ("2:15", "not '2027-08-03'")),
    case(
        "unknown field of an event",
        "events: [{at: 3, kind: flood, severty: 0.1}]\n",
        ("2:31", "unknown key 'severty'; did you mean 'severity'?"),
    ),
    case(
        "severity above 1",
        "events: [{at: 3, kind: flood, severity: 4}]\n",
        ("2:41", "events[0] (flood).severity must be a number from 0 to 1, not 4"),
    ),
    case(
        "closure without months",
        "events: [{at: 3, kind: border_closure}]\n",
        ("2:10", "needs 'months': a whole number from 1 to 1200"),
    ),
    case(
        "government of nobody",
        "events: [{at: 3, kind: government, actor: UAS, hawkish: true}]\n",
        ("2:43", "no actor 'UAS' takes part; did you mean 'USA'?"),
    ),
    case(
        "government of the UN",
        "events: [{at: 3, kind: government, actor: UNA, hawkish: true}]\n",
        ("2:43", "UNA is an implementer, not a donor"),
    ),
    case(
        "government of a removed donor",
        "actors: {JPN: {present: false}}\nevents: [{at: 3, kind: government, actor: JPN, hawkish: true}]\n",
        ("3:43", "no actor 'JPN' takes part"),
    ),
    case(
        "class 4", "events: [{at: 3, kind: provocation, class: 4}]\n", ("2:44", "a whole number from 1 to 3")
    ),
    case(
        "unknown sector",
        "events: [{at: 3, kind: resolution, sectors: [fule]}]\n",
        ("2:46", "did you mean 'fuel'?"),
    ),
    case("no sectors", "events: [{at: 3, kind: resolution, sectors: []}]\n", ("2:45", "sectors")),
    case(
        "sector twice",
        "events: [{at: 3, kind: resolution, sectors: [fuel, fuel]}]\n",
        ("2:45", "names a sector twice"),
    ),
    case(
        "leadership without parameters",
        "events: [{at: 3, kind: leadership}]\n",
        ("2:10", "needs 'parameters'"),
    ),
    case(
        "leadership with a typo",
        "events: [{at: 3, kind: leadership, parameters: {bargaining.j: 1}}]\n",
        ("2:49", "did you mean 'bargaining.J'?"),
    ),
    case(
        "leadership out of limits",
        "events: [{at: 3, kind: leadership, parameters: {provocation.eta0: 2}}]\n",
        ("2:67", "below 1, not 2"),
    ),
)

MANY_CASES = (
    Case(
        "many problems at once",
        """\
# a file with one problem of every section
scenario: 1
months: twelve
strat: 2026-01
actors:
  ROK: {ceiling_musd: lots, rivl: true}
parameters:
  trust.lam_ng: 2
policies:
  - poled_fund
events:
  - {at: 2027-08, kind: flod}
""",
        (
            ("3:9", "'months' must be"),
            ("4:1", "did you mean 'start'?"),
            ("6:23", "not 'lots'"),
            ("6:29", "did you mean 'rival'?"),
            ("8:3", "did you mean 'trust.lam_neg'?"),
            ("10:5", "did you mean 'pooled_fund'?"),
            ("12:25", "did you mean 'flood'?"),
        ),
    ),
)

CASES = (*YAML_CASES, *HEADER_CASES, *ACTOR_CASES, *PARAMETER_CASES, *POLICY_CASES, *EVENT_CASES, *MANY_CASES)

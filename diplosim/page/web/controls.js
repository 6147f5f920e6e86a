// The left side: where to start, the policies as switches, the assumptions, the actors, chance.

import { el, one } from "./dom.js";
import { boxes, choice, fold, restButton, slider, toggle, typed } from "./inputs.js";
import { calendar, number, share } from "./numbers.js";
import { defaultOf, presetOf } from "./state.js";
import { fault, nameOf, proseOf, t, told } from "./words.js";

const FAMILIES = ["own_policies", "programmes", "security", "bundles", "partners"];
// On a phone the families begin closed, so that results are not far below.
const opened = new Set(matchMedia("(max-width: 52rem)").matches ? ["programmes"] : FAMILIES);

/** Build every control for a state; `change(next)` is called with a new state, `again` if controls must be rebuilt. */
export function buildControls(data, state, change) {
  const preset = presetOf(data, state.preset);
  const parts = [worldChoice(data, state, change), policies(data, preset, state, change),
    assumptions(data, preset, state, change), actors(preset, state, change), chance(state, change)];
  const rail = one("#controls .rail");
  const focused = document.activeElement?.dataset?.key;
  const scrolled = rail.scrollTop;
  rail.replaceChildren(...parts);
  rail.scrollTop = scrolled;
  if (focused) one(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/** A name of a declaration, in the language of the moment if it has one. */
export function named(item, key = "title") {
  return nameOf(item.name) || item[key] || item.name;
}

/** What a policy is, in the language of the moment. */
export function summaryOf(policy) {
  return proseOf(policy.name)[0] ?? policy.summary;
}

function remember(details, name) {
  details.addEventListener("toggle", () => (details.open ? opened.add(name) : opened.delete(name)));
  return details;
}

function worldChoice(data, state, change) {
  const groups = { worlds: [], episodes: [], packages: [] };
  for (const preset of data.presets) {
    groups[preset.policies?.length ? "packages" : preset.name.startsWith("episode") ? "episodes" : "worlds"].push(preset);
  }
  const option = (preset) => el("option", { value: preset.name, selected: preset.name === state.preset }, named(preset));
  const select = el("select", { id: "world", "data-key": "world", onchange: (event) => change({ preset: event.target.value }, "world") },
    Object.entries(groups).filter(([, presets]) => presets.length).map(([group, presets]) => el("optgroup", { label: t(group) }, presets.map(option))));
  return el("section", { class: "part start" }, el("label", { for: "world" }, t("world")), select,
    el("p", { class: "hint" }, questionOf(presetOf(data, state.preset))));
}

/** The policy of a preset that bears its name tells of itself. */
function questionOf(preset) {
  return proseOf(preset.name)[0] ?? preset.question;
}

function policies(data, preset, state, change) {
  const on = state.policies.length;
  const groups = FAMILIES.map((family) => {
    const members = data.policies.filter((policy) => (policy.family ?? "own_policies") === family);
    return members.length ? remember(fold(t(family), opened.has(family), members.map((policy) => policyRow(policy, preset, state, change))), family) : null;
  });
  const head = el("h2", {}, t("policies"), on ? el("span", { class: "count" }, t("in_force", on)) : null);
  return el("section", { class: "part policies" }, head, el("div", { id: "problems", role: "alert" }), groups);
}

function policyRow(policy, preset, state, change) {
  const use = state.policies.find((one_) => one_.name === policy.name);
  const others = state.policies.filter((one_) => one_.name !== policy.name);
  const put = (changes, kind = "drag") => change({ policies: state.policies.map((one_) => (one_.name === policy.name ? Object.assign(one_, changes) : one_)) }, kind);
  const row = toggle({
    label: named(policy), help: summaryOf(policy), checked: Boolean(use),
    change: (checked) => change({ policies: checked ? [...others, { name: policy.name, strength: 1, from: 0, until: null, options: {} }] : others }, "step"),
  });
  row.input.dataset.key = `policy:${policy.name}`;
  row.node.dataset.policy = policy.name;
  if (!use) return row.node;
  return el("div", { class: "policy on" }, row.node, el("div", { class: "settings", role: "group", "aria-label": named(policy) },
    schedule(policy, use, preset, put), options(policy, use, preset, put),
    remember(fold(t("risk"), opened.has(`risk:${policy.name}`), [summaryOf(policy), proseOf(policy.name)[1] ?? policy.risk, el("cite", {}, policy.source)].map((text) => el("p", { class: "hint" }, text))), `risk:${policy.name}`)));
}

function schedule(policy, use, preset, put) {
  const date = (month) => (month >= preset.months ? t("to_the_end") : calendar(preset.start, month));
  const strength = policy.switches ? null : slider({ label: t("strength"), low: 0, high: 1, step: 0.01, usual: 1, value: use.strength, shown: share, change: (value) => put({ strength: value }) });
  const until = slider({ label: t("until"), low: 1, high: preset.months, step: 1, usual: preset.months, value: use.until ?? preset.months, shown: date,
    change: (value) => put({ until: value >= preset.months ? null : Math.max(value, use.from + 1) }) });
  const from = slider({ label: t("from"), low: 0, high: preset.months - 1, step: 1, usual: 0, value: use.from, shown: date, change: (value) => {
    put({ from: value, until: use.until !== null && use.until <= value ? null : use.until });
    until.set(use.until ?? preset.months);
  } });
  const parts = { strength, from, until };
  for (const [name, part] of Object.entries(parts)) if (part) part.input.dataset.key = `${name}:${policy.name}`;
  return [strength?.node, el("div", { class: "pair" }, from.node, until.node)];
}

function options(policy, use, preset, put) {
  const declared = policy.options.filter((option) => option.name !== "without" || option.choices.length > 1);
  if (!declared.length) return null;
  const set = (option) => (value) => {
    const kept = { ...use.options, [option.name]: value };
    if (JSON.stringify(value) === JSON.stringify(option.default)) delete kept[option.name];
    put({ options: kept });
  };
  const inner = declared.map((option) => {
    const made = optionControl(option, use.options[option.name] ?? option.default, preset, set(option));
    const input = made.input || made.node.querySelector("input");
    if (input) input.dataset.key = `option:${policy.name}:${option.name}`;
    return made.node;
  });
  return remember(fold(t("options"), opened.has(`options:${policy.name}`), inner), `options:${policy.name}`);
}

function optionControl(option, value, preset, change) {
  const label = told(option.meaning);
  const words = (one_) => [one_, nameOf(one_) ?? told(String(one_)).replaceAll("_", " ")];
  if (option.kind === "number" || option.kind === "integer") {
    return slider({ label, low: option.low, high: option.high, step: option.kind === "integer" ? 1 : null, usual: option.default, value: value ?? option.low, unit: option.unit === "share" ? "" : told(option.unit), change });
  }
  if (option.kind === "choice") return choice({ label, choices: option.choices.map(words), value, change });
  if (option.kind === "numbers") {
    return typed({ label, text: true, value: (value || []).join(", "), change: (text) => change(text.split(/[,\s]+/).filter(Boolean).map(Number).filter(Number.isFinite)) });
  }
  const donors = preset.actors.filter((actor) => actor.ceiling_musd > 0).map((actor) => [actor.code, told(actor.name)]);
  const choices = option.kind === "donors" ? donors : option.choices.map(words);
  return boxes({ label, choices, value: value ?? (option.kind === "donors" ? donors.map(([code]) => code) : []), change });
}

function assumptions(data, preset, state, change) {
  const count = Object.keys(state.parameters).length;
  const put = (name, value, usual) => {
    const kept = { ...state.parameters };
    if (value === usual) delete kept[name];
    else kept[name] = value;
    change({ parameters: (state.parameters = kept) }, "drag");
  };
  // What a file has set besides is shown too, so that nothing works unseen.
  const shown = data.parameters.filter((one_) => one_.open || (one_.name in state.parameters && typeof state.parameters[one_.name] === "number"));
  const groups = [...new Set(shown.map((one_) => one_.group))];
  const row = (parameter) => {
    const usual = defaultOf(preset, parameter);
    const value = state.parameters[parameter.name] ?? usual;
    const made = slider({ label: named(parameter, "meaning"), help: parameter.source, low: Math.min(parameter.low, value), high: Math.max(parameter.high, value, usual), usual, value, change: (to) => put(parameter.name, to, usual) });
    made.input.dataset.key = parameter.name;
    return made.node;
  };
  const inside = groups.map((group) => el("fieldset", {}, el("legend", {}, t(`group_${group}`)), shown.filter((parameter) => parameter.group === group).map(row)));
  const summary = [t("assumptions"), count ? el("span", { class: "count" }, t("changed", count)) : null];
  return el("section", { class: "part assumptions" }, remember(fold(summary, opened.has("assumptions"), el("p", { class: "hint" }, t("assumptions_note")),
    count ? restButton(() => change({ parameters: {} }, "step"), t("all_default")) : null, inside), "assumptions"));
}

function actors(preset, state, change) {
  const put = (code, changes, kind) => {
    state.actors = { ...state.actors, [code]: { ...state.actors[code], ...changes } };
    change({ actors: state.actors }, kind);
  };
  const rows = preset.actors.filter((actor) => actor.ceiling_range).map((actor) => {
    const now = { ...actor, ...state.actors[actor.code] };
    const government = actor.partisan ? choice({ label: t("government"), value: now.hawkish,
      choices: [[true, t("hawkish")], [false, t("engaging")], [null, t("drawn")]], change: (value) => put(actor.code, { hawkish: value }, "step") }) : null;
    const ceiling = slider({ label: t("ceiling"), low: actor.ceiling_range[0], high: actor.ceiling_range[1], step: 0.25, usual: actor.ceiling_musd, value: now.ceiling_musd, change: (value) => put(actor.code, { ceiling_musd: value }, "drag") });
    ceiling.input.dataset.key = `ceiling:${actor.code}`;
    if (government) government.input.dataset.key = `hawkish:${actor.code}`;
    return el("fieldset", {}, el("legend", {}, told(actor.name)), government?.node, ceiling.node);
  });
  const count = Object.keys(state.actors).length;
  const summary = [t("actors"), count ? el("span", { class: "count" }, t("changed", count)) : null];
  return el("section", { class: "part actors" }, remember(fold(summary, opened.has("actors"), rows), "actors"));
}

function chance(state, change) {
  const seed = typed({ label: t("seed"), low: 0, high: 2 ** 31 - 1, value: state.seed, change: (value) => change({ seed: value }, "step") });
  const futures = choice({ label: t("futures"), value: state.replicates, choices: [200, 500, 1000, 2000, 4000].map((count) => [count, number(count, 0)]),
    change: (value) => change({ replicates: value }, "step") });
  return el("section", { class: "part" }, remember(fold(t("chance"), opened.has("chance"), el("div", { class: "pair" }, seed.node, futures.node)), "chance"));
}

/** Say in place which policies cannot go together. */
export function tellProblems(problems, data) {
  const box = one("#problems");
  if (!box) return;
  box.replaceChildren(...(problems.length ? [el("b", {}, t("problems")), el("ul", {}, problems.map((text) => el("li", {}, fault(data, text))))] : []));
}

// What the reader has chosen: one plain object, always within what the declarations allow, and its form in a link.

import { rangeOf } from "./declared.js";
import { movesOf, movesText } from "./moves.js";
import { clamp } from "./numbers.js";

const MOST_REPLICATES = 4000;
const MOST_LETTERS = 60000;
export const USUAL_REPLICATES = 1000;

/** A world as it ships, with the policies that its file names. */
export function startOf(data, name) {
  const preset = presetOf(data, name);
  return tidy(data, { preset: preset.name, policies: preset.policies || [], moves: preset.moves, seed: preset.seed });
}

export function presetOf(data, name) {
  return data.presets.find((one) => one.name === name) || data.presets[0];
}

/** The same world before anybody acts: no policy, no assumption touched. */
export function untouched(data, state) {
  return { ...startOf(data, state.preset), policies: [], moves: [], seed: state.seed, replicates: state.replicates };
}

/** The changed world without its policies; null if nothing but policies was changed. */
export function worldOnly(state) {
  const changed = Object.keys(state.parameters).length + Object.keys(state.actors).length > 0;
  return changed && state.policies.length ? { ...state, policies: [] } : null;
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whatever comes in: unknown names are dropped, values brought into their range (`wide`: of files), rubbish ignored. */
export function tidy(data, raw, wide = false) {
  const preset = presetOf(data, raw?.preset);
  const whole = (value, low, high, otherwise) => {
    const number = typeof value === "string" && value.trim() === "" ? NaN : Number(value);
    return value === null || value === undefined || !Number.isFinite(number) ? otherwise : Math.round(clamp(number, low, high));
  };
  const seen = new Set();
  const policies = (Array.isArray(raw?.policies) ? raw.policies : [])
    .map((use) => entry(data, preset, use, whole))
    .filter((use) => use && !seen.has(use.name) && seen.add(use.name));
  return {
    preset: preset.name,
    policies,
    parameters: parameters(data, preset, raw?.parameters, wide),
    actors: actors(preset, raw?.actors, wide),
    moves: Array.isArray(raw?.moves) ? raw.moves : [],
    seed: whole(raw?.seed, 0, 2 ** 31 - 1, preset.seed),
    replicates: whole(raw?.replicates, 1, MOST_REPLICATES, USUAL_REPLICATES),
  };
}

function entry(data, preset, use, whole) {
  const policy = data.policies.find((one) => one.name === use?.name);
  if (!policy) return null;
  const strength = Number(use.strength ?? 1);
  const from = whole(use.from, 0, preset.months - 1, 0);
  const until = use.until === null || use.until === undefined ? null : whole(use.until, from + 1, preset.months, null);
  const options = {};
  for (const option of policy.options) {
    const value = allowed(option, use.options?.[option.name], preset);
    if (value !== undefined && !same(value, option.default)) options[option.name] = value;
  }
  return {
    name: policy.name, strength: Number.isFinite(strength) && !policy.switches ? clamp(strength, 0, 1) : 1, from,
    until: until === preset.months ? null : until, options,
  };
}

/** A value that the option can take, or undefined. */
function allowed(option, value, preset) {
  if (value === undefined || value === null) return undefined;
  if (option.kind === "number" || option.kind === "integer") {
    const number = Number(value);
    if (!Number.isFinite(number)) return undefined;
    const inside = clamp(number, option.low ?? -Infinity, option.high ?? Infinity);
    return option.kind === "integer" ? Math.round(inside) : inside;
  }
  const known = option.kind === "donors" ? preset.actors.map((actor) => actor.code) : option.choices;
  const pick = (item) => known.find((one) => String(one) === String(item));
  if (option.kind === "choice") return pick(value);
  const list = Array.isArray(value) ? value : [value];
  if (option.kind === "numbers") {
    const numbers = list.map(Number).filter(Number.isFinite).map((one) => clamp(one, option.low, option.high));
    return numbers.length ? [...new Set(numbers)].sort((a, b) => a - b) : undefined;
  }
  const found = known.filter((one) => list.some((item) => pick(item) === one));
  return found.length || (option.default?.length === 0 && list.length === 0) ? found : undefined;
}

function parameters(data, preset, given, wide) {
  const kept = {};
  for (const parameter of data.parameters) {
    const value = given?.[parameter.name];
    if (value === undefined || value === null || String(value).trim() === "") continue;
    const inside = parameter.choices ? parameter.choices.find((one) => one === value) : bounded(parameter, value, wide);
    if (inside !== undefined && inside !== defaultOf(preset, parameter)) kept[parameter.name] = inside;
  }
  return kept;
}

function bounded(parameter, value, wide) {
  if (parameter.infinite && value === "poisson") return value;
  if (!Number.isFinite(Number(value))) return undefined;
  const inside = clamp(Number(value), ...rangeOf(parameter, wide));
  return parameter.kind === "int" ? Math.round(inside) : inside;
}

/** What the world sets by itself for an assumption. */
export function defaultOf(preset, parameter) {
  return preset.parameters?.[parameter.name] ?? parameter.default;
}

function actors(preset, given, wide) {
  const kept = {};
  for (const actor of preset.actors) {
    const change = given?.[actor.code], range = wide ? [0, 100000] : actor.ceiling_range;
    if (!change || typeof change !== "object") continue;
    const own = {};
    if ([true, false, null].includes(change.hawkish) && change.hawkish !== actor.hawkish) own.hawkish = change.hawkish;
    const ceiling = Number(change.ceiling_musd ?? NaN);
    if (range && Number.isFinite(ceiling) && clamp(ceiling, ...range) !== actor.ceiling_musd) own.ceiling_musd = clamp(ceiling, ...range);
    if (Object.keys(own).length) kept[actor.code] = own;
  }
  return kept;
}

/** The state as the part of an address behind `#`. */
export function toHash(data, state, extra = {}) {
  const found = new URLSearchParams({ world: state.preset }), preset = presetOf(data, state.preset), start = startOf(data, state.preset);
  const moved = !same(state.policies, start.policies);
  if (!same(state.moves, start.moves)) found.append("moves", movesText(data.moves, state.moves));
  for (const use of moved ? state.policies : []) {
    const parts = [use.name];
    if (use.strength !== 1) parts.push(`strength:${use.strength}`);
    if (use.from) parts.push(`from:${use.from}`);
    if (use.until !== null) parts.push(`until:${use.until}`);
    for (const [name, value] of Object.entries(use.options)) parts.push(`${name}:${[value].flat().join("|")}`);
    found.append("policy", parts.join(","));
  }
  if (moved && !state.policies.length) found.append("policy", "");
  for (const [name, value] of Object.entries(state.parameters)) found.append(name, value);
  for (const [code, change] of Object.entries(state.actors)) {
    found.append(`actor.${code}`, Object.entries(change).map(([name, value]) => `${name}:${value}`).join(","));
  }
  if (state.seed !== preset.seed) found.append("seed", state.seed);
  if (state.replicates !== USUAL_REPLICATES) found.append("n", state.replicates);
  for (const [name, value] of Object.entries(extra)) if (value) found.append(name, value);
  return `#${found}`;
}

/** The state that an address holds, tidied; of an empty one null. */
export function fromHash(data, hash) {
  const given = new URLSearchParams(hash.slice(0, MOST_LETTERS).replace(/^#/, ""));
  if (![...given.keys()].length) return null;
  const raw = { preset: given.get("world"), policies: [], parameters: {}, actors: {}, seed: given.get("seed"), replicates: given.get("n") };
  const preset = presetOf(data, raw.preset), { policies = [], moves } = preset;
  raw.moves = given.has("moves") ? movesOf(data, preset, given.get("moves")) : moves;
  if (!given.has("policy")) raw.policies = [...policies];
  for (const text of given.getAll("policy").filter(Boolean)) {
    const [name, ...pairs] = text.split(",");
    const values = Object.fromEntries(pairs.map((pair) => pair.split(":")).filter((pair) => pair.length === 2));
    const { strength, from, until, ...rest } = values;
    const options = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value.includes("|") ? value.split("|") : value]));
    raw.policies.push({ name, strength, from, until, options });
  }
  for (const [key, value] of given) {
    if (key.startsWith("actor.")) {
      const words = { true: true, false: false, null: null };
      const pairs = value.split(",").map((pair) => pair.split(":"));
      raw.actors[key.slice(6)] = Object.fromEntries(pairs.map(([name, text]) => [name, text in words ? words[text] : text]));
    } else if (key.includes(".")) raw.parameters[key] = value;
  }
  return tidy(data, raw);
}

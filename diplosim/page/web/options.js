// What is wrong with the options of a policy, as diplosim/policies/{option,policy}.py tell it.

import { pythonic, same } from "./settings.js";

// As Python's format "g" writes a number: at most six digits.
export const brief = (value) => String(Number(value.toPrecision(6)));

export const optionFaults = (policy, use, rules) => [...faults(policy, use, rules)];

// The options that are valid alone.
export const soundOptions = (policy, given) => Object.fromEntries(Object.entries(given).filter(([key, value]) => {
  const option = policy.options.find((one) => one.name === key);
  return option && accepts(option, value);
}));

function* faults(policy, use, rules) {
  let found = 0;
  for (const [key, value] of Object.entries(use.options)) {
    const option = policy.options.find((one) => one.name === key);
    if (!option) yield `unknown option '${key}' of policy '${policy.name}'`;
    else if (!accepts(option, value)) yield `policy '${policy.name}': option '${key}' must be ${option.allowed}, not ${shown(value)}`;
    else continue;
    found += 1;
  }
  if (!(typeof use.strength === "number" && use.strength >= 0 && use.strength <= 1)) {
    found += 1;
    yield `policy '${policy.name}': strength must lie between 0 and 1, not ${shown(use.strength)}`;
  } else if (policy.switches_only && use.strength !== 0 && use.strength !== 1) {
    found += 1;
    yield `policy '${policy.name}' only has switches and menus, so strength must be 0 or 1, not ${brief(use.strength)}`;
  }
  if (!found) yield* leftOut(policy, use.options, rules);
}

function* leftOut(policy, given, rules) {
  const words = given.without ?? [];
  const text = (rest) => `policy '${policy.name}': option ${rest}`;
  for (const [member, , key] of policy.bundle?.exposed ?? []) {
    if ((given[key] ?? null) !== null && words.includes(member)) {
      yield text(`'${key}' belongs to '${member}', which 'without' leaves out`);
    }
  }
  if (words.length && words.length === policy.components.length) {
    yield text(`'without' leaves out every ${policy.bundle ? "member" : "lever"}`);
  }
  if (!policy.by_lever || !words.length) return;
  const { without, ...rest } = given;
  const moves = (options) => rules.moves(policy.name, 1, options);
  for (const key of Object.keys(rest)) {
    const { [key]: own, ...fewer } = rest;
    const idle = same(moves({ ...fewer, without }), moves({ ...rest, without }));
    if (idle && !same(moves(rest), moves(fewer))) yield text(`'${key}' only sets what 'without' leaves out`);
  }
}

const shown = (value) => (value === null ? "an empty value" : Array.isArray(value) ? (value.length ? pythonic(value) : "an empty list") : String(value));

function accepts(option, value) {
  if (["numbers", "choices", "donors"].includes(option.kind)) {
    if (!Array.isArray(value) || new Set(value).size !== value.length) return false;
    if (!value.length && !(Array.isArray(option.default) && !option.default.length)) return false;
    return value.every((item) => acceptsOne(option, item));
  }
  return acceptsOne(option, value);
}

function acceptsOne(option, value) {
  if (option.kind === "donors") return typeof value === "string";
  if (option.choices) return option.choices.includes(value);
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  return value >= option.low && value <= option.high && (option.kind !== "integer" || Number.isInteger(value));
}

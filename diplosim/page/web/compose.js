// From the policies of a state to the levers of every month, or to sentences about what contradicts what.
// The counterpart of diplosim/policies/{conflicts,compose}.py on the same data; tests compare both bit for bit.

import { brief, optionFaults, soundOptions } from "./options.js";
import { filled, listed, same } from "./settings.js";

function pairs(items) {
  return items.flatMap((one, i) => items.slice(i + 1).map((other) => [one, other]));
}

// The policies of one state in one world: `world` knows the cast, the calendar and the parameters of every month.
export class Composition {
  constructor(levers, world, uses) {
    this.rules = levers;
    this.world = world;
    this.words = levers.data.sentences;
    this.uses = uses.map((use) => ({
      name: use.name, strength: use.strength ?? 1, start: use.from ?? 0, options: use.options ?? {},
      end: Math.min(use.until ?? world.months, world.months),
    }));
    this.active = this.uses.flatMap((use, i) => (use.strength > 0 && use.start < use.end ? [i] : []));
  }

  part(index, month) {
    const use = this.uses[index];
    const settings = this.rules.moves(use.name, use.strength, use.options, (name) => this.world.parameter(name, month));
    const narrow = this.world.parameter("mechanisms.scope", month);
    return { position: index, name: use.name, settings: narrow ? settings : this.rules.everywhere(settings) };
  }

  // Month 0 and the months in which some lever may change.
  boundaries(active = this.active) {
    const months = new Set([0]);
    for (const index of active) {
      const use = this.uses[index];
      months.add(use.start).add(use.end);
      const open = (option) => option.parameter && (use.options[option.name] ?? null) === null;
      if (this.rules.policies.get(use.name).options.some(open)) this.world.changes.forEach((month) => months.add(month));
    }
    for (const month of this.world.changes) {
      const narrow = (at) => Boolean(this.world.parameter("mechanisms.scope", Math.max(at, 0)));
      if (narrow(month) !== narrow(month - 1)) months.add(month);
    }
    return [...months].filter((month) => month >= 0 && month < this.world.months).sort((a, b) => a - b);
  }

  inForce(month, active = this.active) {
    return active.filter((index) => this.uses[index].start <= month && month < this.uses[index].end);
  }

  // The levers of every month: `changes` are the months in which they differ from the month before.
  schedule() {
    const found = { changes: [], levers: [] };
    let before = this.rules.table.status_quo;
    let given = null;
    for (const month of this.boundaries()) {
      const parts = this.inForce(month).map((index) => this.part(index, month));
      const merged = this.rules.merge(parts.map((part) => part.settings));
      if (merged.contributors) merged.contributors = this.world.budgeted.filter((c) => merged.contributors.includes(c));
      if (merged.uncond && given === null) given = month;
      const postures = parts.filter((part) => part.settings.posture).map((part) => this.uses[part.position].start);
      const now = this.rules.full(merged, Math.max(0, ...postures), given ?? 0);
      if (!same(now, before)) {
        found.changes.push(month);
        found.levers.push(now);
      }
      before = now;
    }
    return found;
  }

  // All that is wrong, each sentence once: entries first, then what contradicts what.
  problems() {
    const own = this.uses.map((use) => [...this.faults(use)]);
    const good = this.active.filter((index) => !own[index].length);
    return [...new Set([...own.flat(), ...this.twice(good), ...this.contradictions(good)])];
  }

  *faults(use) {
    const policy = this.rules.policies.get(use.name);
    if (!policy) return yield `there is no policy '${use.name}'`;
    const found = optionFaults(policy, use, this.rules);
    yield* found;
    if (use.strength === 0) return;
    if (found.length) return yield* this.stillContributors(use, policy);
    let moved;
    try {
      moved = this.rules.moves(use.name, use.strength, use.options);
      this.rules.table.scopes.forEach((scope) => this.rules.at(moved, scope));
      this.rules.everywhere(moved);
    } catch (error) {
      return yield filled(this.words.contradicts, { name: use.name, reason: error.message });
    }
    if (moved.pool) yield* this.contributors(use, policy);
  }

  // Donors are known or not, whatever is wrong with the other options.
  *stillContributors(use, policy) {
    const options = soundOptions(policy, use.options);
    const donors = policy.options.find(({ kind }) => kind === "donors")?.name;
    const alone = { ...use, options, strength: 1 };
    if (!(donors in options) || !(use.strength > 0 && use.strength <= 1)) return;
    if (optionFaults(policy, alone, this.rules).length) return;
    if (this.rules.moves(use.name, 1, options).pool) yield* this.contributors(alone, policy);
  }

  *contributors(use, policy) {
    const option = policy.options.find(({ kind }) => kind === "donors");
    const codes = this.world.budgeted;
    const named = (option && use.options[option.name]) ?? codes;
    const words = { name: use.name, least: this.rules.data.packages.min_ratifiers, count: named.length,
      donors: listed(codes) || "none" };
    if (named.length < words.least) yield filled(this.words.few, words);
    for (const code of named.filter((one) => !codes.includes(one))) {
      const actor = this.world.actors.find((one) => one.code === code);
      const key = !actor ? "unknown" : actor.kind === "donor" ? "no_budget" : "no_donor";
      const near = `; donors with a budget are ${words.donors}`;
      yield filled(this.words[key], { ...words, code, near, kind: actor?.kind });
    }
  }

  *twice(active) {
    for (const [one, other] of pairs(active)) {
      const months = this.together([one, other]);
      const { name } = this.uses[other];
      if (this.uses[one].name === name && months) yield filled(this.words.twice, { name, months });
    }
  }

  *contradictions(active) {
    const reasons = new Map();
    for (const month of this.boundaries(active)) {
      const parts = this.inForce(month, active).map((index) => this.part(index, month));
      const found = [...this.conflicts(parts)];
      if (!found.length) found.push(...this.infeasible(parts, this.rules.merge(parts.map((part) => part.settings))));
      for (const [positions, reason] of found) {
        const key = positions.join();
        if (!reasons.has(key)) reasons.set(key, { positions, told: new Set() });
        reasons.get(key).told.add(reason);
      }
    }
    for (const { positions, told } of reasons.values()) {
      const names = positions.map((index) => this.uses[index].name);
      if (new Set(names).size < names.length) continue;
      const words = { names: listed(names.map((name) => `'${name}'`)), both: names.length === 2 ? "both" : "all",
        months: this.together(positions), reason: [...told].join("; ") };
      yield filled(this.words[names.length === 1 ? "alone" : "together"], words);
    }
  }

  *conflicts(parts) {
    for (const scope of ["", ...this.rules.table.scopes]) {
      const here = parts.map((part) => ({ ...part, settings: this.rules.at(part.settings, scope) }));
      yield* this.opposed(here, "precond");
      yield* this.opposed(here, "press");
      for (const [one, other] of pairs(here.filter((part) => part.settings.posture))) {
        yield [[one.position, other.position], this.words.postures];
      }
      for (const name of this.rules.table.menus) yield* this.empty(name, here);
    }
    const naming = parts.filter((part) => part.settings.contributors);
    if (naming.length < 2) return;
    const least = this.rules.data.packages.min_ratifiers;
    if (this.rules.common("contributors", naming.map((part) => part.settings.contributors)).length >= least) return;
    const told = listed(naming.map((p) => filled(this.words.names,
      { name: p.name, levels: braces(p.settings.contributors, "contributors") })));
    yield [naming.map((part) => part.position), filled(this.words.too_few, { least, told })];
  }

  *opposed(parts, name) {
    for (const part of parts.filter((one) => one.settings[name])) {
      for (const giver of parts.filter((one) => one.settings.uncond)) {
        const words = { part: part.name, meaning: this.words[name], giver: giver.name };
        yield [unique([part.position, giver.position]), filled(this.words.opposed, words)];
      }
    }
  }

  *empty(name, parts) {
    const setting = parts.filter((part) => part.settings[name] !== undefined);
    const none = (some) => !this.rules.common(name, some.map((part) => part.settings[name])).length;
    if (setting.length < 2 || !none(setting)) return;
    const apart = pairs(setting).filter(none);
    for (const group of apart.length ? apart : [setting]) {
      const told = listed(group.map((p) => filled(this.words.offers, { name: p.name, levels: braces(p.settings[name], name) })));
      yield [group.map((part) => part.position), filled(this.words.no_common, { issue: this.rules.data.issues[name], told })];
    }
  }

  *infeasible(parts, merged) {
    for (const table of this.world.tables(merged)) {
      const here = this.rules.at(merged, table.scope);
      const by = parts.map((part) => ({ ...part, settings: this.rules.at(part.settings, table.scope) }));
      const setting = (name) => by.filter((part) => truthy(part.settings[name])).map((part) => part.position);
      if (here.menu_r && here.menu_r.every((level) => level === 2) && !table.broad) {
        yield [setting("menu_r"), filled(this.words.broad, { table: table.name })];
      }
      const offered = here.menu_k ?? this.rules.table.status_quo.menu_k;
      if (!offered.some((channel) => table.channels.includes(channel))) {
        const words = { offered: braces(offered, "menu_k"), table: table.name, usable: braces(table.channels, "menu_k") };
        yield [unique([...setting("menu_k"), ...setting("pool")]), filled(this.words.channels, words)];
      }
    }
  }

  together(indices) {
    const start = Math.max(...indices.map((index) => this.uses[index].start));
    const end = Math.min(...indices.map((index) => this.uses[index].end));
    return start < end ? this.world.span(start, end) : "";
  }
}

const truthy = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
const unique = (positions) => [...new Set(positions)].sort((a, b) => a - b);
const braces = (values, name) => `{${values.map((value) => (name === "menu_c" ? brief(value) : value)).join(", ")}}`;

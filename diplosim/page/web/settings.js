// How settings of several policies become one, by the combination rules of diplosim/policies/combine.py on the same data.

export const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

// A value with its keys in order, so that equal settings have equal texts.
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

export function listed(items, word = "and") {
  const names = items.map(String);
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${word} ${names[names.length - 1]}`;
}

export const filled = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (_, name) => words[name]);

// How settings become one: an object holds the levers that are moved, by name.
export class Levers {
  constructor(data) {
    this.data = data;
    this.table = data.levers;
    this.graded = new Set(data.levers.graded);
    this.lists = new Set([...data.levers.menus, "contributors"]);
    this.policies = new Map(data.policies.map((policy) => [policy.name, policy]));
  }

  ascending(name, levels) {
    if (name === "contributors") return levels;
    const order = { menu_k: this.table.channels, menu_g: this.table.contents }[name];
    const place = (level) => (order ? order.indexOf(level) : level);
    return [...levels].sort((a, b) => place(a) - place(b));
  }

  common(name, menus) {
    const [first, ...others] = menus;
    return this.ascending(name, first.filter((level) => others.every((menu) => menu.includes(level))));
  }

  merge(parts) {
    const merged = {};
    for (const part of parts) {
      for (const [name, value] of Object.entries(part)) {
        if (name in merged) merged[name] = this.join(name, merged[name], value);
        else merged[name] = this.lists.has(name) ? this.ascending(name, value) : value;
      }
    }
    const targets = parts.filter((part) => part.W_policy !== undefined)
      .map((part) => [part.W_policy, part.W_strength ?? 1]).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    if (targets.length) [merged.W_policy, merged.W_strength] = targets[0];
    return merged;
  }

  join(name, one, other) {
    if (this.graded.has(name)) return Math.max(one, other);
    if (name === "precond" || name === "pool") return one || other;
    if (name === "unsol") return one && other;
    if (this.table.scopes.includes(name)) return this.merge([one, other]);
    if (name === "W_policy" || name === "W_strength") return one;
    if (!this.lists.has(name)) throw new RangeError("two posture rules at once");
    const shared = this.common(name, [one, other]);
    if (!shared.length) throw new RangeError(`${name}: ${pythonic(one)} and ${pythonic(other)} have no level in common`);
    return shared;
  }

  scaled(settings, strength) {
    const found = { ...settings };
    for (const name of this.table.graded) if (found[name] !== undefined) found[name] = strength * found[name];
    if (found.W_policy !== undefined) found.W_strength = strength * (found.W_strength ?? 1);
    if (found.posture) found.posture = { ...found.posture, strength: strength * found.posture.strength };
    for (const scope of this.table.scopes) if (found[scope]) found[scope] = this.scaled(found[scope], strength);
    return found;
  }

  without(settings, words) {
    if (!words.length) return settings;
    const left = { ...settings };
    for (const word of words) for (const name of this.table.words[word]) delete left[name];
    for (const scope of this.table.scopes) {
      if (!left[scope]) continue;
      left[scope] = this.without(left[scope], words);
      if (!Object.keys(left[scope]).length) delete left[scope];
    }
    return left;
  }

  // Settings at the tables of one scope ("": those of all tables), and with every scope binding every table.
  at(settings, scope) {
    const { rivals, pooled, ...everyone } = settings;
    const part = { rivals, pooled }[scope];
    return part ? this.merge([everyone, part]) : everyone;
  }

  everywhere(settings) {
    const { rivals, pooled, ...everyone } = settings;
    return this.merge([everyone, ...[rivals, pooled].filter(Boolean)]);
  }

  // What a policy moves. `parameter` looks up what an option that is left open follows.
  moves(name, strength, given, parameter) {
    const policy = this.policies.get(name);
    const values = this.resolve(policy, given, parameter);
    if (policy.bundle) return this.bundled(policy.bundle, strength, values);
    const left = policy.by_lever ? values.without ?? [] : [];
    const fits = ({ when }) => Object.entries(when).every(([key, word]) => values[key] === word);
    return this.without(this.scaled(put(policy.levers.find(fits).set, values), strength), left);
  }

  resolve(policy, given, parameter) {
    const values = {};
    for (const option of policy.options) {
      if (given[option.name] !== undefined && given[option.name] !== null) values[option.name] = given[option.name];
      else if (option.parameter && parameter) values[option.name] = parameter(option.parameter);
      else values[option.name] = option.default;
    }
    return values;
  }

  bundled(bundle, strength, values) {
    const parts = bundle.own && !values.without.includes(bundle.own_name) ? [this.scaled(bundle.own, strength)] : [];
    for (const member of bundle.members) {
      if (values.without.includes(member)) continue;
      const given = {};
      for (const [whose, option, key] of bundle.exposed) if (whose === member) given[option] = values[key];
      parts.push(this.moves(member, strength, given));
    }
    return this.merge(parts);
  }

  // The status quo with settings, at all tables and where some have levers of their own.
  full(settings, postureSince, uncondSince) {
    const plain = (own) => {
      const { posture, ...moved } = own;
      const levers = { ...this.table.status_quo, ...moved, uncond_since: own.uncond ? uncondSince : 0 };
      if (!posture) return levers;
      return { ...levers, posture: posture.vector, grit: posture.grit, posture_first: posture.first,
        posture_strength: posture.strength, posture_since: postureSince };
    };
    const levers = plain(this.at(settings, ""));
    for (const scope of this.table.scopes) {
      if (!settings[scope]) continue;
      const there = plain(this.at(settings, scope));
      if (!same(there, levers)) levers[scope] = there;
    }
    return levers;
  }
}

// Settings with the values of options in their places; an option without a value moves nothing.
function put(value, values) {
  if (Array.isArray(value)) return value.map((item) => put(item, values));
  if (value === null || typeof value !== "object") return value;
  if (typeof value.option === "string") return values[value.option];
  const found = Object.entries(value).map(([name, inner]) => [name, put(inner, values)]);
  return Object.fromEntries(found.filter(([, inner]) => inner !== null && inner !== undefined));
}

export const pythonic = (items) => {
  const texts = items.map((item) => (typeof item === "string" ? `'${item}'` : String(item)));
  return `(${texts.join(", ")}${texts.length === 1 ? "," : ""})`;
};

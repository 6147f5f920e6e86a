// Scenario files down and up: a state as YAML that the command line runs with the same numbers, and back.

// What a value looks like in a file. A number with an exponent needs a point, or YAML 1.1 takes it for a word.
function plain(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return `[${value.map(plain).join(", ")}]`;
  if (typeof value !== "number") return typeof value === "string" ? word(value) : String(value);
  const text = String(value);
  return text.includes("e") && !text.includes(".") ? text.replace("e", ".0e") : text;
}

const word = (text) => (/^[A-Za-z_][A-Za-z0-9_ .-]*$/.test(text) && !/^(null|true|false|yes|no|on|off|y|n|~)$/i.test(text) ? text : JSON.stringify(text));

export function yaml(data, state, date, name = "my_world") {
  const preset = data.presets.find((one) => one.name === state.preset);
  const policies = state.policies ?? preset.policies;
  const plugins = new Set(policies.map(({ name: used }) => data.policies.find((one) => one.name === used)?.plugin).filter(Boolean));
  const run = ["diplosim run FILE", ...plugins].join(" --plugin ");
  const lines = [`# Made on the page of diplosim: \`${run}\` plays the same runs.`, "scenario: 1", `name: ${name}`,
    `title: ${JSON.stringify(`From ${preset.title}`)}`, `extends: ${plain(preset.file ?? state.preset)}`];
  lines.push(`seed: ${state.seed ?? preset.seed}`, `replicates: ${state.replicates ?? preset.replicates}`);
  const parameters = Object.entries(state.parameters ?? {});
  if (parameters.length) lines.push("parameters:", ...parameters.map(([key, value]) => `  ${key}: ${plain(value)}`));
  const actors = Object.entries(state.actors ?? {}).filter(([, own]) => Object.keys(own).length);
  if (actors.length) lines.push("actors:", ...actors.map(([code, own]) => `  ${code}: ${flow(own)}`));
  lines.push(policies.length ? "policies:" : "policies: []");
  for (const use of policies) {
    const own = {};
    if (use.from) own.from = use.from;
    if ((use.until ?? null) !== null) own.until = use.until;
    if ((use.strength ?? 1) !== 1) own.strength = use.strength;
    for (const [key, value] of Object.entries(use.options ?? {})) if ((value ?? null) !== null) own[key] = value;
    for (const key of ["from", "until"]) if (key in own) own[key] = date(own[key]);
    lines.push(Object.keys(own).length ? `  - ${use.name}: ${flow(own)}` : `  - ${use.name}`);
  }
  const moves = (state.moves ?? []).map((move) => `  - ${flow({ ...move, at: date(move.at) })}`);
  if (moves.length) lines.push("moves:", ...moves);
  return `${lines.join("\n")}\n`;
}

const flow = (own) => `{${Object.entries(own).map(([key, value]) => `${key}: ${plain(value)}`).join(", ")}}`;

const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// A scenario file as a state, or what the page cannot take from it.
export function parseScenario(data, text) {
  let tree;
  if (text.length > LONGEST) return { state: null, problems: [`a scenario file of the page has at most ${LONGEST} letters`] };
  try {
    tree = parseYaml(text);
  } catch (error) {
    return { state: null, problems: [error.message] };
  }
  if (!isMap(tree)) {
    return { state: null, problems: ["a scenario file holds lines of the form 'key: value', starting with 'scenario: 1'"] };
  }
  const problems = [];
  const preset = data.presets.find(({ name, file }) => (file ?? name) === tree.extends) ?? data.presets.find(({ name }) => name === tree.name && !tree.extends);
  if (!preset) problems.push(`'extends' must name one of the page's presets, not ${JSON.stringify(tree.extends ?? null)}`);
  for (const key of Object.keys(tree)) if (!TAKEN.has(key)) problems.push(`the page cannot change '${key}'; run the file with the command line`);
  for (const key of ["parameters", "actors"]) if (!isMap(tree[key] ?? {})) problems.push(`'${key}' must be a mapping`);
  if (!Array.isArray(tree.moves ?? []) || !(tree.moves ?? []).every(isMap)) problems.push("'moves' must be a list of mappings");
  if (!Array.isArray(tree.policies ?? [])) problems.push("'policies' must be a list");
  if (problems.length) return { state: null, problems };
  const state = { preset: preset.name, policies: tree.policies ? [] : preset.policies, parameters: tree.parameters ?? {}, actors: {} };
  for (const [code, own] of Object.entries(tree.actors ?? {})) {
    const { hawkish, ceiling_musd, ...rest } = own ?? {};
    for (const key of Object.keys(rest)) problems.push(`the page cannot change 'actors.${code}.${key}'; run the file with the command line`);
    state.actors[code] = { ...(hawkish === undefined ? {} : { hawkish }), ...(ceiling_musd === undefined ? {} : { ceiling_musd }) };
  }
  const first = data.bases[preset.base].start;
  for (const entry of tree.policies ?? []) {
    const [name, own] = typeof entry === "string" ? [entry, {}] : Object.entries(entry ?? {})[0] ?? ["", {}];
    const { from = 0, until = null, strength = 1, ...options } = own ?? {};
    state.policies.push({ name, strength, from: monthOf(from, first), until: until === null ? null : monthOf(until, first), options });
  }
  state.moves = (tree.moves ?? []).map((move) => ({ ...move, at: monthOf(move.at, first), table: move.table ?? move.actor }));
  for (const key of ["seed", "replicates"]) if (tree[key] !== undefined) state[key] = tree[key];
  return { state: problems.length ? null : state, problems };
}

const LONGEST = 100000;
const DEEPEST = 20;
const TAKEN = new Set(["scenario", "name", "title", "question", "extends", "seed", "replicates", "parameters", "actors", "policies", "moves"]);

function monthOf(value, first) {
  if (typeof value === "number") return value;
  const absolute = (text) => {
    const [year, month] = text.split("-").map(Number);
    return year * 12 + month - 1;
  };
  return absolute(String(value)) - absolute(first);
}

// The part of YAML that scenario files use: mappings and lists in blocks or in braces, quoted and plain words.
export function parseYaml(text) {
  const lines = [];
  text.split(/\r?\n/).forEach((line, i) => {
    const kept = withoutComment(line);
    if (kept.trim()) lines.push({ indent: kept.length - kept.trimStart().length, text: kept.trim(), number: i + 1 });
  });
  const found = block(lines, 0, lines[0]?.indent ?? 0, 1);
  if (found.next < lines.length) throw fault(lines[found.next], "is not indented as the lines before it");
  return found.value;
}

const fault = (line, text) => new SyntaxError(`line ${line.number} ${text}`);

function withoutComment(line) {
  let quote = "";
  for (let i = 0; i < line.length; i += 1) {
    if (quote) {
      if (line[i] === "\\" && quote === '"') i += 1;
      else if (line[i] === quote) quote = "";
    } else if (/["']/.test(line[i]) && /(^|[\s[{,:-])$/.test(line.slice(0, i))) quote = line[i];
    else if (line[i] === "#" && (i === 0 || /\s/.test(line[i - 1]))) return line.slice(0, i);
  }
  return line;
}

function block(lines, start, indent, depth) {
  if (!lines[start]) return { value: null, next: start };
  if (depth > DEEPEST) throw fault(lines[start], `nests lists and mappings more than ${DEEPEST} deep`);
  return /^-(\s|$)/.test(lines[start].text) ? list(lines, start, indent, depth) : mapping(lines, start, indent, depth);
}

function list(lines, start, indent, depth) {
  const value = [];
  let at = start;
  while (at < lines.length && lines[at].indent === indent && /^-(\s|$)/.test(lines[at].text)) {
    const rest = lines[at].text.slice(1).trim();
    if (rest && !isEntry(rest)) {
      value.push(scalar(rest, lines[at]));
      at += 1;
      continue;
    }
    // "- name: ..." begins a mapping that is indented as far as its first key.
    if (rest) lines[at] = { ...lines[at], indent: indent + lines[at].text.length - rest.length, text: rest };
    else at += 1;
    const found = (lines[at]?.indent ?? 0) > indent ? block(lines, at, lines[at].indent, depth + 1) : { value: null, next: at };
    value.push(found.value);
    at = found.next;
  }
  return { value, next: at };
}

const isEntry = (text) => /^("[^"]*"|'[^']*'|[^\s[{"'#][^:#{[]*?):(\s|$)/.test(text);

function mapping(lines, start, indent, depth) {
  const value = {};
  let at = start;
  while (at < lines.length && lines[at].indent === indent && !/^-(\s|$)/.test(lines[at].text)) {
    const line = lines[at];
    if (!isEntry(line.text)) throw fault(line, `is not of the form 'key: value': ${line.text.slice(0, 60)}`);
    const [, name] = /^("[^"]*"|'[^']*'|[^:]*?):(?=\s|$)/.exec(line.text);
    const key = String(scalar(name, line));
    if (Object.hasOwn(value, key)) throw fault(line, `says '${key}' a second time`);
    if (key === "__proto__") throw fault(line, "has a key that no scenario has");
    let rest = line.text.slice(name.length + 1).trim();
    at += 1;
    if (rest) {
      const parts = [rest];
      for (let open = /^[[{]/.test(rest) ? still(rest) : null; at < lines.length && open?.depth > 0; at += 1) {
        parts.push(lines[at].text);
        open = still(lines[at].text, open);
      }
      rest = parts.join(" ");
      value[key] = scalar(rest, line);
      continue;
    }
    const next = lines[at];
    const inside = next && (next.indent > indent || (next.indent === indent && /^-(\s|$)/.test(next.text)));
    const found = inside ? block(lines, at, next.indent, depth + 1) : { value: null, next: at };
    value[key] = found.value;
    at = found.next;
  }
  return { value, next: at };
}

// How many braces and brackets are open after a further line, and in which quotes it ends.
function still(text, { depth, quote } = { depth: 0, quote: "" }) {
  for (let i = 0; i < text.length; i += 1) {
    if (quote) {
      if (text[i] === "\\" && quote === '"') i += 1;
      else if (text[i] === quote) quote = "";
    } else if (/["']/.test(text[i]) && (i === 0 || /[\s[{,:]/.test(text[i - 1]))) quote = text[i];
    else if (/[[{]/.test(text[i])) depth += 1;
    else if (/[\]}]/.test(text[i])) depth -= 1;
  }
  return { depth, quote };
}

// A value in one line: in braces, in quotes, or a plain word.
function scalar(text, line) {
  const reader = { text, at: 0, line };
  const value = item(reader, "");
  if (reader.text.slice(reader.at).trim()) throw fault(line, `cannot be read: ${text.slice(0, 60)}`);
  return value;
}

function item(reader, ends) {
  const skip = () => {
    while (/\s/.test(reader.text[reader.at] ?? "")) reader.at += 1;
  };
  skip();
  const rest = reader.text.slice(reader.at);
  const quoted = /^"((?:\\.|[^"\\])*)"|^'((?:''|[^'])*)'/.exec(rest);
  if (quoted) {
    reader.at += quoted[0].length;
    return quoted[1] === undefined ? quoted[2].replaceAll("''", "'") : JSON.parse(quoted[0]);
  }
  if (rest[0] === "[" || rest[0] === "{") return group(reader, skip);
  const end = ends ? rest.search(new RegExp(`[${ends}]|:(?=\\s)`)) : -1;
  const word = (end < 0 ? rest : rest.slice(0, end)).trim();
  reader.at += end < 0 ? rest.length : end;
  return typed(word);
}

function group(reader, skip) {
  reader.depth = (reader.depth ?? 0) + 1;
  if (reader.depth > DEEPEST) throw fault(reader.line, `nests lists and mappings more than ${DEEPEST} deep`);
  const isList = reader.text[reader.at] === "[";
  const close = isList ? "]" : "}";
  const found = isList ? [] : {};
  reader.at += 1;
  for (;;) {
    skip();
    if (reader.text[reader.at] === close) break;
    if (reader.at >= reader.text.length) throw fault(reader.line, `lacks a '${close}'`);
    const first = item(reader, ",\\]}");
    skip();
    const pair = reader.text[reader.at] === ":" && first !== "__proto__";
    if (pair) {
      reader.at += 1;
      const value = item(reader, ",\\]}");
      if (isList) found.push({ [String(first)]: value });
      else found[String(first)] = value;
    } else if (isList) found.push(first);
    else throw fault(reader.line, `needs 'key: value' in its braces: ${reader.text.slice(0, 60)}`);
    skip();
    if (reader.text[reader.at] === ",") reader.at += 1;
    else if (reader.text[reader.at] !== close) throw fault(reader.line, `lacks a ',' or '${close}'`);
  }
  reader.at += 1;
  reader.depth -= 1;
  return found;
}

function typed(word) {
  if (word === "" || word === "~" || word === "null") return null;
  if (word === "true" || word === "false") return word === "true";
  if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(word)) {
    // Seeds may be longer than a number of the browser holds; their digits are kept.
    return /^\d+$/.test(word) && !Number.isSafeInteger(Number(word)) ? word : Number(word);
  }
  return word;
}

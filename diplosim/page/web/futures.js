// Exact answers for a state of the page: bands, ends and paired differences over replicates, and single histories.
//
// A state is {preset, policies: [{name, strength, from, until, options}], parameters: {name: value},
// actors: {CODE: {hawkish, ceiling_musd}}, moves, seed, replicates}; only `preset` must be there, months count from 0.

import { Crew, PRIORITY } from "./crew.js";
import { decisions } from "./decisions.js";
import { Writer } from "./image.js";
import { openKernel } from "./kernel.js";
import { wrongMoves } from "./moves.js";
import { fans, paired } from "./statistics.js";
import { Record } from "./world.js";
import { parseScenario, yaml } from "./yaml.js";

const KEPT = 32;
const MOST = 10000;
// Room for decisions that one run has at first.
const ROWS_A_MONTH = 12;

// `wasm`: bytes of the kernel; `spawn`: makes a worker of worker.js; `workers`: how many.
export async function openFutures(data, { wasm, spawn, workers = 2 }) {
  const kernel = await openKernel(wasm, data.entries);
  const crew = new Crew(Array.from({ length: workers }, spawn));
  await crew.open(wasm, data.entries);
  return new Futures(data, kernel, crew);
}

export class Futures {
  #latest = {};
  #cache = new Map();
  #pending = new Map();

  constructor(data, kernel, crew) {
    Object.assign(this, { data, kernel, crew, writer: new Writer(data) });
  }

  // All that is wrong with a state, in sentences.
  problems(state) {
    const preset = this.data.presets.find(({ name }) => name === state.preset);
    if (!preset) return [`there is no preset '${state.preset}'`];
    const found = [...wrongRuns(state), ...this.#wrongParameters(state.parameters ?? {}),
      ...this.#wrongActors(preset, state.actors ?? {}), ...wrongMonths(state, this.data.bases[preset.base].months),
      ...wrongMoves(this.data, this.data.bases[preset.base], state.moves ?? [])];
    return found.length ? found : this.writer.composition(state).problems();
  }

  *#wrongParameters(given) {
    for (const [name, value] of Object.entries(given)) {
      const parameter = this.data.parameters.find((one) => one.name === name);
      if (!parameter) yield `there is no parameter '${name}'`;
      else if (!fits(parameter, value)) yield `${name} must be ${parameter.allowed}, not ${value}`;
    }
  }

  *#wrongActors(preset, given) {
    const cast = new Map(this.data.bases[preset.base].actors.map((actor) => [actor.code, actor]));
    for (const [code, own] of Object.entries(given)) {
      const actor = cast.get(code);
      if (actor?.kind !== "donor") yield `there is no donor '${code}'`;
      else if (![undefined, null, true, false].includes(own.hawkish)) yield `actors.${code}.hawkish must be true, false or empty`;
      else if (own.ceiling_musd !== undefined && !(actor.ceiling_musd > 0 && typeof own.ceiling_musd === "number" && own.ceiling_musd > 0 && own.ceiling_musd <= 1e5)) {
        yield `actors.${code}.ceiling_musd must be a number above 0 and up to 100000 of a donor with a budget, not ${own.ceiling_musd}`;
      }
    }
  }

  // Bands, ends and differences; null if a later move makes the answer worthless. `preview` gets those of the first
  // replicates; `lane: "idle"` waits for whatever else is to be done.
  async play(state, { replicates, signal, reference, preview, metrics = this.data.charted, lane = "main" } = {}) {
    const count = replicates ?? state.replicates ?? this.#preset(state).replicates;
    const token = {};
    this.#latest[lane]?.stop?.();
    this.#latest[lane] = token;
    const late = () => signal?.aborted || this.#latest[lane] !== token;
    const before = reference ? await this.#ends(reference, count, PRIORITY[lane] - 1) : null;
    if (late()) return null;
    const key = JSON.stringify([canonical(state), count, metrics]);
    const kept = this.#known(key);
    if (kept) return before ? { ...kept, paired: this.#paired(before, kept) } : kept;
    const job = this.#start(state, metrics, { replicates: count, priority: PRIORITY[lane], holding: Boolean(preview) });
    token.stop = () => this.crew.stop(job);
    signal?.addEventListener("abort", token.stop, { once: true });
    if (preview && job.preview < count) {
      const first = await this.#result(job, job.preview, before);
      if (!first || late()) return null;
      preview(first);
      job.holding = false;
      this.crew.work();
    }
    job.holding = false;
    const whole = await this.#result(job, count, before);
    this.crew.stop(job);
    if (!whole || late()) return null;
    this.#keep(key, whole);
    return whole;
  }

  // The same in two parts: with the first replicates, and with all of them.
  preview(state, options = {}) {
    let early;
    const first = new Promise((resolve) => {
      early = resolve;
    });
    const whole = this.play(state, { ...options, preview: early });
    whole.then(early, () => early(null));
    return { first, whole };
  }

  // One run, month by month: metrics, outcomes, trust of every pair, and all that was decided.
  history(state, replicate) {
    const { data } = this;
    const image = this.image(state);
    const layout = data.layouts.state;
    const { months, world } = image;
    const trace = { book: data.layouts.book, row: data.layouts.trace, room: ROWS_A_MONTH * months };
    const play = () => this.kernel.play(image, replicate, 1, data.metrics.length, data.outcomes.length, layout.size, trace);
    let run = play();
    if (run.traced > trace.room) {
      trace.room = run.traced;
      run = play();
    }
    const column = (m) => Float64Array.from({ length: months }, (_, t) => run.months[t * data.metrics.length + m]);
    const metrics = Object.fromEntries(data.metrics.map(({ name }, m) => [name, column(m)]));
    const ends = Object.fromEntries(data.outcomes.map(({ name }, i) => [name, run.ends[i]]));
    const bytes = run.states.slice();
    const states = Array.from({ length: months }, (_, t) => new Record(layout, bytes.buffer, t * layout.size));
    const read = (name, ...places) => Float64Array.from(states, (one) => one.get(name, ...places));
    const made = decisions(data, image, this.kernel.base, run.rows.slice());
    const names = Object.fromEntries(world.actors.map((actor) => [actor.code, actor.name]));
    return { months, dates: this.dates(state), metrics, ends, read, trust: trustOf(world, read), decisions: made, names };
  }

  dates(state) {
    const { world } = this.writer.composition(state);
    return Array.from({ length: world.months }, (_, month) => world.date(month));
  }

  yaml(state) {
    const { world } = this.writer.composition({ ...state, policies: [] });
    return yaml(this.data, state, (month) => world.date(month));
  }

  parseScenario(text) {
    const { state, problems } = parseScenario(this.data, text);
    const found = problems.length ? problems : this.problems(state);
    return found.length ? { state: null, problems: found } : { state, problems: [] };
  }

  #preset(state) {
    return this.data.presets.find(({ name }) => name === state.preset);
  }

  image(state) {
    const prepare = (...given) => this.kernel.prepare(...given);
    const seed = String(state.seed ?? this.#preset(state).seed);
    return { ...this.writer.image(state, this.kernel.base, prepare), seed };
  }

  #start(state, metrics, how) {
    return this.crew.start(this.image(state), metrics, this.data, how);
  }

  // What the first replicates of a job come to; null if a later move came first.
  async #result(job, count, before) {
    if (!(await job.played(count))) return null;
    const own = job.names.length ? this.crew.of(job) : [];
    const parts = await Promise.all(own.map((hand) => hand.ask({ type: "give", id: job.id })));
    if (job.over) return null;
    const { months } = job.image;
    const column = (i) => Float64Array.from({ length: count }, (_, run) => job.ends[run * job.outcomes + i]);
    const ends = Object.fromEntries(this.data.outcomes.map(({ name }, i) => [name, column(i)]));
    const result = { months, replicates: count, metrics: fans(parts, job.names, months, this.data.levels), ends };
    return before ? { ...result, paired: this.#paired(before, result) } : result;
  }

  #paired(before, { ends }) {
    return Object.fromEntries(this.data.outcomes.map((outcome) => [outcome.name, paired(before.ends[outcome.name], ends[outcome.name], outcome, this.data)]));
  }

  // The ends of a reference: played once, whatever moves follow; those of its first replicates serve a preview.
  #ends(reference, replicates, priority) {
    const key = JSON.stringify([canonical(reference), replicates, "ends"]);
    const kept = this.#known(key);
    if (kept) return Promise.resolve(kept);
    if (!this.#pending.has(key)) {
      const job = this.#start(reference, [], { replicates, priority, holding: false });
      const found = this.#result(job, replicates, null).then((result) => this.#keep(key, result)).finally(() => {
        this.crew.stop(job);
        this.#pending.delete(key);
      });
      this.#pending.set(key, found);
    }
    return this.#pending.get(key);
  }

  // What was asked last is forgotten last: a reference is asked by every move.
  #known(key) {
    const kept = this.#cache.get(key);
    if (kept && this.#cache.delete(key)) this.#cache.set(key, kept);
    return kept;
  }

  #keep(key, result) {
    this.#cache.set(key, result);
    if (this.#cache.size > KEPT) this.#cache.delete(this.#cache.keys().next().value);
    return result;
  }
}

// A state in one fixed form: what is as the preset has it anyway makes no difference to the order of keys.
const canonical = (state) => JSON.stringify(state, (_, value) => (value && typeof value === "object" && !Array.isArray(value)
  ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]])) : value));

function* wrongRuns({ seed = 0, replicates = 1 }) {
  const digits = /^\d+$/.test(String(seed));
  if (!digits || BigInt(seed) >= 1n << 64n) yield `the seed must be a whole number from 0 to 2^64 - 1, not ${seed}`;
  if (!Number.isInteger(replicates) || replicates < 1 || replicates > MOST) {
    yield `replicates must be a whole number from 1 to ${MOST}, not ${replicates}`;
  }
}

function* wrongMonths({ policies = [] }, months) {
  for (const { name, from = 0, until = null } of policies) {
    if (!Number.isInteger(from) || from < 0 || from >= months) {
      yield `policy '${name}' must begin in a month of the run, 0 to ${months - 1}`;
    } else if (until !== null && (!Number.isInteger(until) || until <= from || until > months)) {
      yield `policy '${name}' must end after it begins and by month ${months}`;
    }
  }
}

function fits(parameter, value) {
  if (parameter.choices) return parameter.choices.includes(value);
  if (value === "poisson") return Boolean(parameter.infinite);
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  const [low, high] = parameter.limits;
  if (parameter.kind === "int" && !Number.isInteger(value)) return false;
  return value >= (low ?? -Infinity) && (parameter.open_high ? value < high : value <= (high ?? Infinity));
}

// Trust between the recipient and everybody else, by code, direction and domain, month by month.
function trustOf(world, read) {
  const of = (kind) => world.actors.filter((actor) => actor.kind === kind).map(({ code }) => code);
  const donors = of("donor");
  const others = [...donors, ...of("implementer"), ...of("fund")];
  return Object.fromEntries(others.map((code, i) => {
    const own = { out_health: read("tau_out_health", i) };
    if (i < donors.length) {
      own.out_security = read("tau_out_security", i);
      own.in_health = read("tau_in_health", i);
      own.in_security = read("tau_in_security", i);
    }
    return [code, own];
  }));
}

// What the page's modules answer to a list of questions, one JSON in, one out; `diplosim/page/web` is imported as it is.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ACTS, Game } from "../../diplosim/page/web/game.js";
import { Writer } from "../../diplosim/page/web/image.js";
import { Sentences, brief, fixed } from "../../diplosim/page/web/sentences.js";
import { openFutures } from "../../diplosim/page/web/futures.js";
import { server } from "../../diplosim/page/web/worker.js";
import { unpack } from "../../diplosim/page/web/unpack.js";
import { declared } from "../../diplosim/page/web/declared.js";
import { fromHash, tidy, toHash } from "../../diplosim/page/web/state.js";
import { parseYaml } from "../../diplosim/page/web/yaml.js";
import { openKernel } from "../../diplosim/page/web/kernel.js";

const { data, wasm: path, questions } = JSON.parse(readFileSync(0, "utf8"));
const wasm = readFileSync(path);
const digest = (bytes) => createHash("sha256").update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)).digest("hex");

// How many runs workers were asked for.
let runs = 0;

// A worker of this very process, which answers as one of a browser does: later.
function spawn() {
  const worker = { onmessage: null, postMessage: (message) => { runs += message.type === "run" ? message.count : 0; setImmediate(() => answer(structuredClone(message))); } };
  const answer = server((message) => setImmediate(() => worker.onmessage({ data: message })));
  return worker;
}

const writer = new Writer(data);
const kernel = await openKernel(wasm, data.entries);
const prepare = (...given) => kernel.prepare(...given);
const futures = await openFutures(data, { wasm, spawn, workers: 3 });

const ANSWERS = {
  composed: async ({ state, base }) => {
    const problems = futures.problems(state);
    return problems.length ? { problems } : { problems, image: digest(writer.image(state, base, prepare).bytes) };
  },
  played: async ({ state, replicates, reference, metrics }) => {
    let early = null;
    const found = await futures.play(state, { replicates, reference, metrics, preview: (first) => { early = first; } });
    const bits = (lines) => Object.fromEntries(Object.entries(lines).map(([name, values]) => [name, digest(values)]));
    const bands = Object.fromEntries(Object.entries(found.metrics).map(([name, lines]) => [name, bits(lines)]));
    return { ends: bits(found.ends), bands, paired: found.paired ?? null, early: early && bits(early.ends) };
  },
  history: async ({ state, replicate }) => {
    const found = futures.history(state, replicate);
    const bits = (lines) => Object.fromEntries(Object.entries(lines).map(([name, values]) => [name, digest(values)]));
    const trust = Object.fromEntries(Object.entries(found.trust).map(([code, lines]) => [code, bits(lines)]));
    return { metrics: bits(found.metrics), trust };
  },
  decisions: async ({ state, replicate }) => {
    const found = futures.history(state, replicate), sentences = new Sentences(data.wording, found.names);
    return found.decisions.map((record) => ({ ...record, reason: sentences.reason(record), would_change: sentences.wouldChange(record) }));
  },
  // A game by a fixed whim: every fifth question is left to the rules.
  game: async ({ state, replicate, seat, questions: most }) => {
    const game = new Game(futures, state, replicate, seat), asked = [];
    for (let n = 0; n < most; n += 1) {
      const question = game.next();
      if (!question) break;
      const { about, packages } = question, act = n % 5 === 4 ? null : ACTS[about][Number(n % 3 === 2)];
      asked.push([question.month, question.table, about, question.usual]);
      game.answer(question, act, act === "offer" ? packages[(n * 37) % packages.length] : null);
    }
    const { metrics, ends } = game.story(), text = futures.yaml(game.state), { state: back } = futures.parseScenario(text);
    const plain = Object.fromEntries(Object.entries(metrics).map(([name, values]) => [name, digest(values)]));
    const known = declared({ families: {}, ...data }), link = toHash(known, tidy(known, game.state));
    return { link, linked: fromHash(known, link).moves, asked, moves: game.moves, text, back: back.moves, metrics: plain, ends: digest(Float64Array.from(Object.values(ends))) };
  },
  formatted: async ({ numbers }) => numbers.map(([value, digits]) => (digits === null ? brief(value) : fixed(value, digits))),
  file: async ({ state }) => ({ text: futures.yaml(state), back: futures.parseScenario(futures.yaml(state)) }),
  read: async ({ text }) => futures.parseScenario(text),
  linked: async ({ links }) => links.map((link) => fromHash(declared({ families: {}, ...data }), link).moves),
  unpacked: async ({ texts }) => texts.map((text) => digest(unpack(new Uint8Array(Buffer.from(text, "base64"))))),
  yaml: async ({ text }) => parseYaml(text),
  // Runs that are played for one state after the other, each against a reference.
  counted: async ({ states, reference, replicates }) => {
    const before = runs;
    for (const state of states) await futures.play(state, { replicates, reference, metrics: [] });
    return runs - before;
  },
  // Moves in quick succession: all but the last come to nothing.
  hurried: async ({ states }) => {
    const found = await Promise.all(states.map((state) => futures.play(state, { replicates: 40 })));
    return found.map((result) => result && digest(result.ends.events_per_year));
  },
};

const answers = [];
for (const { kind, ...question } of questions) answers.push(await ANSWERS[kind](question));
process.stdout.write(JSON.stringify(answers));

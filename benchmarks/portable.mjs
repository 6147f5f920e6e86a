// Plays worlds with the page's own modules, for `benchmarks/portable.py`: a line of JSON in, a line of JSON out.

import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { openFutures } from "../diplosim/page/web/futures.js";
import { Writer } from "../diplosim/page/web/image.js";
import { openKernel } from "../diplosim/page/web/kernel.js";
import { server } from "../diplosim/page/web/worker.js";

if (isMainThread) await serve();
else {
  const answer = server((message, transfer) => parentPort.postMessage(message, transfer));
  parentPort.on("message", answer);
}

// A worker as browsers have it.
function spawn() {
  const inner = new Worker(new URL(import.meta.url));
  const worker = { onmessage: null, onerror: null, postMessage: (message) => inner.postMessage(message) };
  inner.on("message", (data) => worker.onmessage({ data }));
  inner.on("error", (error) => worker.onerror?.(error));
  return worker;
}

async function serve() {
  const data = JSON.parse(readFileSync(process.argv[2], "utf8"));
  const wasm = readFileSync(process.argv[3]);
  const began = performance.now();
  const kernel = await openKernel(wasm, data.entries);
  const compiled = performance.now() - began;
  const writer = new Writer(data);
  const futures = await openFutures(data, { wasm, spawn, workers: Number(process.argv[4]) });
  const seconds = () => process.cpuUsage().user / 1e6;
  const answers = {
    compiled: async () => compiled,
    // Processor time of one thread.
    play: async ({ state, runs }) => {
      const image = { ...writer.image(state, kernel.base, (...given) => kernel.prepare(...given)), seed: "1" };
      const start = seconds();
      kernel.play(image, 0, runs, data.metrics.length, data.outcomes.length);
      return seconds() - start;
    },
    // Wall time from a move to the bands of the preview, and to those of all replicates.
    move: async ({ state, reference, replicates }) => {
      const start = performance.now();
      const { first, whole } = futures.preview(state, { reference, replicates });
      await first;
      const preview = performance.now() - start;
      await whole;
      return [preview / 1000, (performance.now() - start) / 1000];
    },
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const { kind, ...question } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(await answers[kind](question))}\n`);
  }
  process.exit(0); // the workers would wait for ever
}

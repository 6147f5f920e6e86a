// Workers that share the replicates of what is to be played: the most urgent first, a preview before the rest.

import { Record } from "./world.js";

export const PREVIEW = 128;
export const PRIORITY = { reference: 1, main: 1, world: 2, game: 3, idle: 4 };
// Runs that a worker plays before it looks up: short for what a move may overtake. While it plays some it has the next
// ones, so that it does not wait for a page that draws; those of idle time are not worth a move's waiting for two.
const SLICE = { first: 8, then: 16, idle: 4 }, AHEAD = 2;
// Towards the end slices shrink to so many, so that all workers are done together.
const LEAST = 4;

// One worker; what it is asked it answers in turn.
class Hand {
  constructor(worker) {
    this.worker = worker;
    this.loaded = new Set();
    this.waiting = [];
    worker.onmessage = (event) => this.waiting.shift()?.resolve(event.data);
    worker.onerror = (event) => {
      this.waiting.splice(0).forEach((one) => one.reject(new Error(event.message ?? "a worker of the page has failed")));
    };
  }

  ask(message) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(message);
    });
  }

  open(wasm, entries) {
    return this.ask({ type: "open", wasm, entries });
  }

  load(job) {
    if (this.loaded.has(job.id)) return;
    this.loaded.add(job.id);
    const { id, image, columns, outcomes, places: metrics } = job;
    this.worker.postMessage({ type: "load", id, image, metrics, columns, outcomes });
  }

  drop(id) {
    if (this.loaded.delete(id)) this.worker.postMessage({ type: "drop", id });
  }
}

// Replicates of one image that are being played: first those of the preview, then the others.
class Job {
  constructor(id, image, names, data, { replicates, priority, holding }) {
    const { world, ...plain } = image;
    Object.assign(this, { id, image: plain, names, priority, replicates, holding });
    Object.assign(this, { next: 0, done: 0, waiting: [], over: false });
    const place = (name) => data.metrics.findIndex((metric) => metric.name === name);
    this.places = names.map((name) => ({ ...data.series?.[name], places: (data.series?.[name]?.of ?? [name]).map(place) }));
    // Whoever keeps no other metrics does not wait for them to be written.
    const brief = this.places.every((metric) => metric.places.every((at) => data.always.includes(at)));
    new Record(data.layouts.book, image.bytes.buffer, image.places.book - image.places.world).set("brief", brief);
    this.columns = data.metrics.length;
    this.outcomes = data.outcomes.length;
    this.ends = new Float64Array(replicates * this.outcomes);
    this.preview = Math.min(PREVIEW, replicates);
  }

  // The next slice for one of so many workers that has `ahead` to do; none beyond the preview before that is drawn.
  take(workers, ahead) {
    const early = this.next < this.preview, idle = this.priority > PRIORITY.world;
    if (this.over || this.next >= this.replicates || (!early && this.holding) || (idle && ahead)) return null;
    const left = (early ? this.preview : this.replicates) - this.next;
    const fair = Math.max(LEAST, Math.ceil(left / (2 * workers)));
    const count = Math.min(idle ? SLICE.idle : early ? SLICE.first : SLICE.then, left, fair);
    this.next += count;
    return { first: this.next - count, count };
  }

  took({ first, count, ends }) {
    this.ends.set(ends, first * this.outcomes);
    this.done += count;
    this.#tell((wait) => wait.count <= this.done, (wait) => wait.resolve(true));
  }

  // Resolves to true once so many replicates are played, to false if a later move makes the job worthless.
  played(count) {
    if (this.over || this.done >= count) return Promise.resolve(!this.over);
    return new Promise((resolve, reject) => this.waiting.push({ count, resolve, reject }));
  }

  stop() {
    this.over = true;
    this.#tell(() => true, (wait) => wait.resolve(false));
  }

  fail(error) {
    this.over = true;
    this.#tell(() => true, (wait) => wait.reject(error));
  }

  #tell(which, say) {
    const ready = this.waiting.filter(which);
    this.waiting = this.waiting.filter((wait) => !which(wait));
    ready.forEach(say);
  }
}

export class Crew {
  #jobs = [];
  #count = 0;

  constructor(workers) {
    this.hands = workers.map((worker) => new Hand(worker));
  }

  open(wasm, entries) {
    return Promise.all(this.hands.map((hand) => hand.open(wasm, entries)));
  }

  start(image, metrics, data, how) {
    this.#count += 1;
    const job = new Job(this.#count, image, metrics, data, how);
    this.#jobs = [...this.#jobs, job].sort((one, other) => one.priority - other.priority);
    this.work();
    return job;
  }

  stop(job) {
    job.stop();
    this.#jobs = this.#jobs.filter((one) => one !== job);
    this.hands.forEach((hand) => hand.drop(job.id));
    this.work();
  }

  // Those that have played some of a job.
  of(job) {
    return this.hands.filter((hand) => hand.loaded.has(job.id));
  }

  // Gives every worker the next slices of the most urgent job, those that wait before those that are at work.
  work() {
    for (let ahead = 0; ahead < AHEAD; ahead += 1) {
      for (const hand of this.hands.filter(({ waiting }) => waiting.length === ahead)) this.#give(hand, ahead);
    }
  }

  #give(hand, ahead) {
    for (const job of this.#jobs) {
      const slice = job.take(this.hands.length, ahead);
      if (!slice) continue;
      hand.load(job);
      hand.ask({ type: "run", id: job.id, ...slice }).then((answer) => job.over || job.took(answer), (error) => job.fail(error))
        .then(() => this.work());
      return;
    }
  }
}

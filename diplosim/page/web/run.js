// Play what is chosen: a preview at once, then all futures. The latest move wins and nothing queues.

import { idle } from "./dom.js";
import { same, worldOnly } from "./state.js";

const told = ({ differs, state }, { replicates }) => ({ preset: state.preset, differs, replicates });

export class Runner {
  /** `draw(lines)` gets `{reference, world, policy, preset, differs, replicates}`; `rest(serial)` is called when all is drawn. */
  constructor(futures, draw, rest) {
    Object.assign(this, { futures, draw, rest, serial: 0, busy: false, dirty: false, waiting: null });
    this.references = new Map();
  }

  /** Show this state against that reference; while a preview is on its way only the newest wish is kept. */
  async show(state, reference) {
    this.wanted = { state: structuredClone(state), reference: structuredClone(reference) };
    this.serial += 1;
    this.dirty = true;
    this.waiting?.abort();
    if (this.busy) return;
    this.busy = true;
    let wholes = null;
    try {
      while (this.dirty) {
        this.dirty = false;
        wholes = await this.preview(this.wanted);
      }
    } finally {
      this.busy = false;
    }
    await this.finish(this.wanted, wholes, this.serial);
  }

  /** Draw the first futures; the rest of them goes on meanwhile. */
  async preview(wanted) {
    const { state, reference } = wanted, { replicates } = state;
    const differs = !same(state, reference), plain = worldOnly(state);
    wanted.differs = differs;
    const base = this.base(reference, replicates);
    const policy = differs ? this.futures.preview(state, { replicates, reference }) : base;
    const world = plain && !same(plain, reference) ? this.futures.preview(plain, { replicates, lane: "world" }) : null;
    const [first, before, beside] = await Promise.all([policy.first, base.first, world?.first ?? null]);
    // What is left of a world that the reader has gone from is not drawn.
    if (first && before && state.preset === this.wanted.state.preset) this.draw({ reference: before, world: beside, policy: first, ...told(wanted, first) });
    return { base, policy, world };
  }

  async finish(wanted, { base, policy, world }, serial) {
    const [whole, before, beside] = await Promise.all([policy.whole, base.whole, world?.whole ?? null]);
    if (serial !== this.serial || !whole || !before) return;
    this.draw({ reference: before, world: beside, policy: whole, ...told(wanted, whole) });
    idle(() => serial === this.serial && this.rest(serial));
  }

  /** What is compared with is played once. */
  base(reference, replicates) {
    const key = JSON.stringify([reference, replicates]);
    if (!this.references.has(key)) {
      this.references.set(key, this.futures.preview(reference, { replicates, lane: "reference" }));
      if (this.references.size > 4) this.references.delete(this.references.keys().next().value);
    }
    return this.references.get(key);
  }

  /** One more question, asked while the page rests; null as soon as the reader goes on. */
  async aside(serial, state, reference, replicates) {
    await new Promise((done) => idle(done));
    if (serial !== this.serial) return null;
    this.waiting = new AbortController();
    return this.futures.play(state, { replicates, reference, lane: "idle", metrics: [], signal: this.waiting.signal });
  }
}

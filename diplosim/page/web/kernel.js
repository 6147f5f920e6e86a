// The compiled engine with its memory: plays replicates of an image, in a worker or on the page itself.

import { Record } from "./world.js";

const PAGE = 1 << 16;
const ALIGNED = 64;
const up = (size) => Math.ceil(size / ALIGNED) * ALIGNED;

export async function openKernel(wasm, entries) {
  const memory = new WebAssembly.Memory({ initial: 64 });
  const { instance } = await WebAssembly.instantiate(wasm, { env: { memory } });
  return new Kernel(instance.exports, memory, entries);
}

export class Kernel {
  constructor(exports, memory, entries) {
    this.call = exports[entries.play];
    this.fill = exports[entries.prepare];
    this.memory = memory;
    this.base = up(exports.__heap_base.value);
  }

  #make(size) {
    const missing = size - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
  }

  // What of a world follows from its parameters, filled in by the kernel's own rules.
  prepare(world, params, rows) {
    const at = up(this.base + world.byteLength);
    this.#make(at + params.byteLength);
    const bytes = new Uint8Array(this.memory.buffer);
    bytes.set(world, this.base);
    bytes.set(params, at);
    this.fill(0, 8, BigInt(this.base), BigInt(at), BigInt(rows));
    return new Uint8Array(this.memory.buffer).slice(this.base, this.base + world.byteLength);
  }

  // Plays `count` replicates from `first` on. `states`: bytes of a state, if whole states are wanted; `trace`: layouts of
  // the book and of a row, and the room for rows, if decisions are. `traced` rows there were to write.
  play(image, first, count, columns, outcomes, states = 0, trace = null) {
    const at = { replicates: up(this.base + image.bytes.byteLength) };
    at.ends = up(at.replicates + 8 * count);
    at.months = up(at.ends + 8 * count * outcomes);
    at.states = up(at.months + 8 * count * image.months * columns);
    at.rows = up(at.states + count * image.months * states);
    this.#make(at.rows + (trace ? (trace.room + 1) * trace.row.size : 0));
    new Uint8Array(this.memory.buffer).set(image.bytes, this.base);
    const numbers = new BigInt64Array(this.memory.buffer, at.replicates, count);
    for (let i = 0; i < count; i += 1) numbers[i] = BigInt(first + i);
    const { places: p } = image;
    const book = () => new Record(trace.book, this.memory.buffer, p.book);
    if (trace) {
      book().set("trace", at.rows);
      book().set("trace_room", trace.room);
    }
    const given = [p.world, p.state, p.params, image.n_params, p.levers, image.n_levers, p.book].map(BigInt);
    const rest = [at.replicates, count, image.months, count, at.months, at.ends, states ? at.states : 0, states ? count : 0];
    this.call(0, 8, ...given, BigInt.asIntN(64, BigInt(image.seed)), ...rest.map(BigInt));
    const { buffer } = this.memory;
    const traced = trace ? book().get("traced") : 0;
    return {
      traced, rows: new Uint8Array(buffer, at.rows, trace ? Math.min(traced, trace.room) * trace.row.size : 0),
      months: new Float64Array(buffer, at.months, count * image.months * columns),
      ends: new Float64Array(buffer, at.ends, count * outcomes),
      states: new Uint8Array(buffer, at.states, count * image.months * states),
    };
  }
}

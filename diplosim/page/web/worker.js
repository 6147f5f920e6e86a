// One worker: plays slices of replicates of the images that it is given, and keeps their months until they are asked for.

import { openKernel } from "./kernel.js";
import { run as follow } from "./series.js";

// The months of one state, by metric and month; replicates in the order in which they were played.
export class Kept {
  constructor({ image, metrics, columns, outcomes }) {
    Object.assign(this, { image, metrics, columns, outcomes, runs: [], count: 0 });
  }

  play(kernel, first, count) {
    const { months, ends } = kernel.play(this.image, first, count, this.columns, this.outcomes);
    const width = this.image.months;
    const kept = new Float64Array(this.metrics.length * width * count);
    for (let run = 0; run < count; run += 1) {
      for (let month = 0; month < width; month += 1) {
        const row = (run * width + month) * this.columns;
        for (let m = 0; m < this.metrics.length; m += 1) {
          const { places } = this.metrics[m];
          let sum = months[row + places[0]];
          for (let i = 1; i < places.length; i += 1) sum += months[row + places[i]];
          kept[(m * width + month) * count + run] = sum / places.length;
        }
      }
      this.metrics.forEach((metric, m) => follow(kept, m * width * count + run, count, width, metric));
    }
    this.runs.push({ count, kept });
    this.count += count;
    return ends.slice();
  }

  // Values by metric and month, those of all runs side by side.
  values() {
    const columns = this.metrics.length * this.image.months;
    const found = new Float64Array(columns * this.count);
    let first = 0;
    for (const { count, kept } of this.runs) {
      for (let column = 0; column < columns; column += 1) {
        const to = column * this.count + first, from = column * count;
        for (let i = 0; i < count; i += 1) found[to + i] = kept[from + i];
      }
      first += count;
    }
    return found;
  }
}

// What a worker says to a message; `open` is answered once the kernel is compiled.
export function server(post) {
  let kernel = null;
  const states = new Map();
  return async (message) => {
    const { id } = message;
    if (message.type === "open") {
      kernel = await openKernel(message.wasm, message.entries);
      post({ type: "opened" });
    } else if (message.type === "load") {
      states.set(id, new Kept(message));
    } else if (message.type === "run") {
      const ends = states.get(id).play(kernel, message.first, message.count);
      post({ type: "ran", id, first: message.first, count: message.count, ends }, [ends.buffer]);
    } else if (message.type === "give") {
      const values = states.get(id).values();
      post({ type: "given", id, count: states.get(id).count, values }, [values.buffer]);
    } else if (message.type === "drop") {
      states.delete(id);
    }
  };
}

if (typeof self !== "undefined" && typeof document === "undefined" && self.postMessage) {
  const answer = server((message, transfer) => self.postMessage(message, transfer ?? []));
  self.onmessage = (event) => answer(event.data);
}

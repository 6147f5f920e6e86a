// What may be offered at a table, and its packages as the kernel reads them: diplosim/policies/menus.py and engine/book.py.

import { Record } from "./world.js";

// The packages of a menu in blocks of lanes, each quantity side by side.
export class Packages {
  constructor(data, menu) {
    const levels = (name) => [...menu[name]].sort((a, b) => a - b);
    const names = ["x", "D", "c", "a", "k", "r", "f", "q", "g"];
    let rows = [[]];
    for (const name of names) rows = rows.flatMap((row) => levels(name).map((level) => [...row, level]));
    const table = data.packages;
    const sizes = new Map();
    const donorSizes = new Map();
    const place = (seen, key) => (seen.has(key.join()) ? seen : seen.set(key.join(), { at: seen.size, key })).get(key.join()).at;
    const packages = rows.map((row) => {
      const one = Object.fromEntries(names.map((name, i) => [name, row[i]]));
      return { ...one, size: place(sizes, [one.x, one.D]), donor_size: place(donorSizes, [one.x, one.D, one.c]),
        rho: table.rho[one.r], q_face: table.q_face[one.q], q_value: table.q_value[one.q], direct: one.k === 0 ? 1 : 0,
        fungible: table.fungible[one.g], diverted: table.diverted[one.g], dual_use: table.dual_use[one.g],
        taught: table.taught[one.g] };
    });
    const singled = packages.every((one) => one.f > 0);
    const { layouts } = data;
    this.cofinanced = packages.some((one) => one.c !== 0) ? 1 : 0;
    const kept = packages.filter((one) => one.f === 0 || singled);
    this.kept = kept;
    this.offers = lanes(layouts.table_offers, kept);
    this.period = period(kept, layouts.lanes);
    this.size = lanes(layouts.table_size, keyed(sizes, ["x", "D"]));
    this.donor_size = lanes(layouts.table_donor_size, keyed(donorSizes, ["x", "D", "c"]));
  }
}

const keyed = (seen, names) => [...seen.values()].map(({ key }) => Object.fromEntries(names.map((n, i) => [n, key[i]])));

// After how many blocks all but sizes, co-financing and access come again; the last block is filled up with its last one.
function period(rows, width) {
  const all = Math.ceil(rows.length / width);
  const at = (place) => rows[Math.min(place, rows.length - 1)];
  const again = (blocks) => Array.from({ length: (all - blocks) * width }, (_, i) => [at(i), at(i + blocks * width)])
    .every(([one, other]) => ["k", "r", "f", "q", "g"].every((issue) => one[issue] === other[issue]));
  let blocks = 1;
  while (!again(blocks)) blocks += 1;
  return blocks;
}

// Rows as blocks, the last one filled up with copies of the last row.
function lanes(layout, rows) {
  const [width] = layout.fields.x[2];
  const count = Math.ceil(rows.length / width);
  const bytes = new Uint8Array(count * layout.size);
  for (let block = 0; block < count; block += 1) {
    const record = new Record(layout, bytes.buffer, block * layout.size);
    for (const name of Object.keys(layout.fields)) {
      for (let lane = 0; lane < width; lane += 1) {
        record.set(name, rows[Math.min(block * width + lane, rows.length - 1)][name], lane);
      }
    }
  }
  return { bytes, count };
}

// What may be offered at one table under given levers.
export function menuFor(data, levers, carriers, seat, taint, content) {
  const { channels, contents } = data.levers;
  const table = data.packages;
  let slots = carriers.flatMap((channel, i) => (levers.menu_k.includes(channel) ? [i + 1] : []));
  const direct = !seat.pooled && levers.menu_k.includes(channels[0]);
  if (direct && !(taint && seat.healthFund && slots.length)) slots = [0, ...slots];
  const reliefs = levers.menu_r.filter((r) => r < (taint ? 1 : 2) || seat.broad);
  let kinds = [table.supplies];
  if (content && levers.menu_g && !seat.healthFund) kinds = levers.menu_g.map((name) => contents.indexOf(name)).sort();
  else if (content) kinds = levers.comp > 0 ? [table.mixture] : table.usual_contents;
  return { D: levers.menu_D, c: levers.menu_c, k: slots, r: reliefs.length || !taint ? reliefs : [0],
    f: levers.menu_f ?? (seat.rival ? [1] : [0, 1]), q: levers.menu_q, g: kinds, x: table.x, a: table.a };
}

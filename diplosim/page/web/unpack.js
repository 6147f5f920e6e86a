// What the page carries, unpacked. LZMA makes kernel and declarations a sixth smaller than what browsers unpack themselves.

// Bits by their chances (of 2048), as the range coder of LZMA has them.
class Bits {
  constructor(packed) {
    Object.assign(this, { packed, at: 5, range: 2 ** 32 - 1, code: new DataView(packed.buffer, packed.byteOffset).getUint32(1) });
  }

  #more() {
    if (this.range >= 1 << 24) return;
    this.range *= 256;
    this.code = this.code * 256 + this.packed[this.at];
    this.at += 1;
  }

  bit(chances, i) {
    const bound = (this.range >>> 11) * chances[i], bit = Number(this.code >= bound);
    if (bit) {
      this.range -= bound;
      this.code -= bound;
      chances[i] -= chances[i] >> 5;
    } else {
      this.range = bound;
      chances[i] += (2048 - chances[i]) >> 5;
    }
    this.#more();
    return bit;
  }

  // A bit of which nothing is known.
  even() {
    this.range >>>= 1;
    const bit = Number(this.code >= this.range);
    if (bit) this.code -= this.range;
    this.#more();
    return bit;
  }

  tree(chances, base, bits) {
    let found = 1;
    while (found < 1 << bits) found = 2 * found + this.bit(chances, base + found);
    return found - (1 << bits);
  }

  // The lowest bit first.
  reversed(chances, base, bits) {
    let node = 1, found = 0;
    for (let i = 0; i < bits; i += 1) {
      const bit = this.bit(chances, base + node);
      node = 2 * node + bit;
      found += bit << i;
    }
    return found;
  }

  // A byte; `like` is the one that a repeated stretch would have gone on with.
  literal(chances, base, like) {
    let found = 1;
    for (let i = 7; like !== null && i >= 0; i -= 1) {
      const expected = (like >> i) & 1, bit = this.bit(chances, base + ((1 + expected) << 8) + found);
      found = 2 * found + bit;
      if (bit !== expected) break;
    }
    while (found < 256) found = 2 * found + this.bit(chances, base + found);
    return found & 255;
  }

  length(chances) {
    if (!this.bit(chances, 0)) return 2 + this.tree(chances, 2, 3);
    return this.bit(chances, 1) ? 18 + this.tree(chances, 18, 8) : 10 + this.tree(chances, 10, 3);
  }

  // How far back a stretch lies that comes again.
  distance({ slots, special, align }, length) {
    const slot = this.tree(slots, 64 * Math.min(length - 2, 3), 6), bits = (slot >> 1) - 1;
    if (slot < 4) return slot + 1;
    const start = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return start + this.reversed(special, start - slot, bits) + 1;
    let high = 0;
    for (let i = bits; i > 4; i -= 1) high = 2 * high + this.even();
    return start + 16 * high + this.reversed(align, 0, 4) + 1;
  }
}

// `packed`, as diplosim/page/build.py writes it: the length, then a raw stream with three bits of literal context, none of position.
export function unpack(packed) {
  const out = new Uint8Array(new DataView(packed.buffer, packed.byteOffset).getUint32(0, true)), bits = new Bits(packed.subarray(4));
  const evenly = (count) => new Uint16Array(count).fill(1024);
  const [match, back, older, second, third, stretch] = Array.from({ length: 6 }, () => evenly(12));
  const literals = evenly(8 * 768), lengths = evenly(274), again = evenly(274);
  const places = { slots: evenly(256), special: evenly(128), align: evenly(16) };
  // `last`: the distances used last; `state`: what the last steps were, below 7 if the last one was a literal.
  let last = [1, 1, 1, 1], state = 0, at = 0;
  while (at < out.length) {
    if (!bits.bit(match, state)) {
      out[at] = bits.literal(literals, 768 * ((out[at - 1] ?? 0) >> 5), state < 7 ? null : out[at - last[0]]);
      at += 1;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let length;
    if (!bits.bit(back, state)) {
      length = bits.length(lengths);
      last = [bits.distance(places, length), ...last.slice(0, 3)];
      state = state < 7 ? 7 : 10;
    } else {
      const which = bits.bit(older, state) && 1 + (bits.bit(second, state) && 1 + bits.bit(third, state));
      const short = !which && !bits.bit(stretch, state);
      last.unshift(...last.splice(which, 1));
      length = short ? 1 : bits.length(again);
      state = state < 7 ? (short ? 9 : 8) : 11;
    }
    for (const end = at + length; at < end; at += 1) out[at] = out[at - last[0]];
  }
  return out;
}

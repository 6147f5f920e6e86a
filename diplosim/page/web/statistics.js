// Quantiles and paired differences, with the same numbers as diplosim/experiment/numbers.py and analysis/paired.py.

// Values are put into so many buckets by their size; those in a bucket of more than a few are left to the browser.
const BUCKETS = 512, FEW = 32;

// The quantile between two ordered values, interpolated as NumPy does.
function between(low, high, part) {
  const apart = high - low;
  return part >= 0.5 ? high - apart * (1 - part) : low + apart * part;
}

export function quantile(ordered, level) {
  if (!ordered.length) return NaN;
  const place = level * (ordered.length - 1);
  const below = Math.floor(place);
  return between(ordered[below], ordered[Math.min(below + 1, ordered.length - 1)], place - below);
}

// The places of an ordered list that its quantiles are read off.
function placesOf(levels, count) {
  const below = levels.map((level) => Math.floor(level * (count - 1)));
  return [...new Set(below.flatMap((place) => [place, Math.min(place + 1, count - 1)]))].sort((one, other) => one - other);
}

// What of `values` stands at `places` in ascending order, there: by buckets, of which only those with a place are sorted.
class Ordered {
  constructor(count, places) {
    Object.assign(this, { places, into: new Float64Array(count), bucket: new Uint16Array(count), ends: new Uint32Array(BUCKETS + 1) });
  }

  of(values) {
    const { into, bucket, ends } = this;
    let low = Infinity, high = -Infinity;
    for (let i = 0; i < values.length; i += 1) {
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
    if (low === high) return values;
    const scale = (BUCKETS - 1) / (high - low);
    ends.fill(0);
    for (let i = 0; i < values.length; i += 1) {
      bucket[i] = (values[i] - low) * scale; // what is no number is 0
      ends[bucket[i] + 1] += 1;
    }
    for (let b = 1; b < BUCKETS; b += 1) ends[b] += ends[b - 1];
    for (let i = 0; i < values.length; i += 1) into[ends[bucket[i]]++] = values[i];
    let done = 0;
    for (const place of this.places) {
      if (place < done) continue;
      const own = Math.trunc((into[place] - low) * scale) || 0;
      done = ends[own];
      sortFew(into, own ? ends[own - 1] : 0, done);
    }
    return into;
  }
}

function sortFew(values, first, end) {
  if (end - first > FEW) {
    values.subarray(first, end).sort();
    return;
  }
  for (let i = first + 1; i < end; i += 1) {
    const own = values[i];
    let at = i;
    while (at > first && values[at - 1] > own) values[at] = values[--at];
    values[at] = own;
  }
}

// Quantiles of every metric by month from parts by metric, month and run: [{count, values}].
export function fans(parts, metrics, months, levels) {
  const found = {}, all = new Float64Array(parts.reduce((sum, { count }) => sum + count, 0));
  const ordered = new Ordered(all.length, placesOf(levels, all.length));
  metrics.forEach((name, m) => {
    const lines = levels.map(() => new Float64Array(months));
    for (let month = 0; month < months; month += 1) {
      let n = 0, missing = false;
      for (const { count, values } of parts) {
        for (let i = (m * months + month) * count, end = i + count; i < end; i += 1) {
          missing ||= Number.isNaN(values[i]);
          all[n++] = values[i];
        }
      }
      const sorted = missing ? null : ordered.of(all);
      levels.forEach((level, i) => {
        lines[i][month] = missing ? NaN : quantile(sorted, level);
      });
    }
    found[name] = Object.fromEntries(levels.map((level, i) => [nameOf(level), lines[i]]));
  });
  return found;
}

export const nameOf = (level) => `q${String(Math.round(level * 100)).padStart(2, "0")}`;

// Differences of pairs (changed minus reference) with shares better and same; pairs without a value are left out.
export function paired(reference, changed, { better }, { levels, equal }) {
  const differences = new Float64Array(Math.min(reference.length, changed.length));
  let n = 0;
  let same = 0;
  let higher = 0;
  let lower = 0;
  const count = Math.min(reference.length, changed.length);
  for (let i = 0; i < count; i += 1) {
    const one = reference[i], two = changed[i];
    if (!Number.isFinite(one) || !Number.isFinite(two)) continue;
    const difference = two - one;
    differences[n++] = difference;
    if (Math.abs(difference) <= equal * Math.max(Math.abs(two), Math.abs(one))) same += 1;
    else if (difference > 0) higher += 1;
    else lower += 1;
  }
  const ordered = differences.subarray(0, n).sort();
  const share = (number) => (n ? number / n : NaN);
  const good = better ? share(better === "higher" ? higher : lower) : null;
  const bad = better ? share(better === "higher" ? lower : higher) : null;
  const spread = Object.fromEntries(levels.map((level) => [nameOf(level), quantile(ordered, level)]));
  return { n, median: quantile(ordered, 0.5), low: quantile(ordered, levels[0]), high: quantile(ordered, levels[levels.length - 1]),
    ...spread, better: good, same: share(same), worse: bad };
}

// Quantiles and paired differences, with the same numbers as diplosim/experiment/numbers.py and analysis/paired.py.

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

// Two ordered lists as one; nothing is missing in them.
function merged(one, other) {
  const into = new Float64Array(one.length + other.length);
  let [i, j, k] = [0, 0, 0];
  while (i < one.length && j < other.length) into[k++] = other[j] < one[i] ? other[j++] : one[i++];
  into.set(i < one.length ? one.subarray(i) : other.subarray(j), k);
  return into;
}

// Quantiles of every metric by month from parts that are sorted by metric and month: [{count, sorted}].
export function fans(parts, metrics, months, levels) {
  const found = {};
  metrics.forEach((name, m) => {
    const lines = levels.map(() => new Float64Array(months));
    for (let month = 0; month < months; month += 1) {
      const columns = parts.map(({ count, sorted }) => {
        const at = (m * months + month) * count;
        return sorted.subarray(at, at + count);
      });
      // Missing values stand last, and one of them is enough.
      const missing = columns.some((column) => Number.isNaN(column[column.length - 1]));
      const ordered = missing ? null : columns.reduce(merged);
      levels.forEach((level, i) => {
        lines[i][month] = missing ? NaN : quantile(ordered, level);
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

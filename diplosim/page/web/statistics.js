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

function merged(one, other, into) {
  let i = 0;
  let j = 0;
  for (let k = 0; k < into.length; k += 1) {
    // Missing values stand last: a comparison with one is false.
    if (j >= other.length || (i < one.length && !(other[j] < one[i]) && !(Number.isNaN(one[i]) && j < other.length))) {
      into[k] = one[i];
      i += 1;
    } else {
      into[k] = other[j];
      j += 1;
    }
  }
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
      const ordered = columns.reduce((one, other) => merged(one, other, new Float64Array(one.length + other.length)));
      const missing = Number.isNaN(ordered[ordered.length - 1]);
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
  const differences = [];
  let same = 0;
  let higher = 0;
  let lower = 0;
  const count = Math.min(reference.length, changed.length);
  for (let i = 0; i < count; i += 1) {
    const [one, two] = [reference[i], changed[i]];
    if (!Number.isFinite(one) || !Number.isFinite(two)) continue;
    const difference = two - one;
    differences.push(difference);
    if (Math.abs(difference) <= equal * Math.max(Math.abs(two), Math.abs(one))) same += 1;
    else if (difference > 0) higher += 1;
    else lower += 1;
  }
  const ordered = Float64Array.from(differences).sort();
  const n = ordered.length;
  const share = (number) => (n ? number / n : NaN);
  const good = better ? share(better === "higher" ? higher : lower) : null;
  const bad = better ? share(better === "higher" ? lower : higher) : null;
  const spread = Object.fromEntries(levels.map((level) => [nameOf(level), quantile(ordered, level)]));
  return { n, median: quantile(ordered, 0.5), low: quantile(ordered, levels[0]), high: quantile(ordered, levels[levels.length - 1]),
    ...spread, better: good, same: share(same), worse: bad };
}

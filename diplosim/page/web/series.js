// What a chart shows of the months of one run: a mean of metrics, counted over a window, or summed from the start.

/** Rewrites `values` (a stride apart, from `at`) in place; `running` is level, window, total or logmean. */
export function run(values, at, stride, months, { running, window }) {
  if (running === "total") {
    for (let month = 1; month < months; month += 1) values[at + month * stride] += values[at + (month - 1) * stride];
  } else if (running === "window") over(values, at, stride, months, Math.min(window, months), (sum) => sum);
  else if (running === "logmean") {
    // De-escalation is ln((s + 1) / (severity + 1)): of a window it is that of its mean severity.
    for (let month = 0; month < months; month += 1) values[at + month * stride] = Math.exp(-values[at + month * stride]);
    over(values, at, stride, months, Math.min(window, months), (sum, size) => -Math.log(sum / size));
  }
}

/** Sums over the last `size` months; a window is not known before it is over. */
function over(values, at, stride, months, size, said) {
  const monthly = Float64Array.from({ length: months }, (_, month) => values[at + month * stride]);
  for (let month = 0; month < months; month += 1) {
    let sum = 0;
    for (let back = month; back > month - size && month >= size - 1; back -= 1) sum += monthly[back];
    values[at + month * stride] = month >= size - 1 ? said(sum, size) : NaN;
  }
}

// How numbers, months and shares are written, everywhere on the page alike.

const MINUS = "\u2212";
const THIN = "\u202f";

export function number(value, digits = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = Math.abs(value).toFixed(digits);
  const negative = value < 0 && Number(text) !== 0;
  const [whole, rest] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return (negative ? MINUS : "") + grouped + (rest ? `.${rest}` : "");
}

export function signed(value, digits = 2) {
  if (!Number.isFinite(value)) return "–";
  const text = number(value, digits);
  return text.startsWith(MINUS) || Number(Math.abs(value).toFixed(digits)) === 0 ? text : `+${text}`;
}

/** A share as a percentage; what is nearly none or nearly all is said as such. */
export function share(value) {
  if (!Number.isFinite(value)) return "–";
  if (value > 0 && value < 0.01) return `<1${THIN}%`;
  if (value < 1 && value > 0.99) return `>99${THIN}%`;
  return `${Math.round(value * 100)}${THIN}%`;
}

/** Digits that tell apart the steps of a slider. */
export function digitsOf(step) {
  return Math.max(0, Math.min(4, Math.ceil(-Math.log10(step) - 1e-9)));
}

/** A round step: about a hundred of them from `low` to `high`. */
export function stepOf(low, high) {
  const rough = (high - low) / 100;
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999);
}

export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** Calendar month (2028-03) of the month of a run, counted from 0. */
export function calendar(start, month) {
  const [year, first] = start.split("-").map(Number);
  const all = year * 12 + first - 1 + month;
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, "0")}`;
}

export function monthOf(start, text) {
  const [year, month] = text.split("-").map(Number);
  const [year0, month0] = start.split("-").map(Number);
  return (year - year0) * 12 + month - month0;
}

/** Ticks of an axis: four or five round numbers that hold `low` and `high`. */
export function ticks(low, high, most = 4) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => span / one <= most + 1e-9);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

export function quantileOf(values, q) {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (!sorted.length) return NaN;
  const place = q * (sorted.length - 1);
  const low = Math.floor(place);
  return sorted[low] + (place - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}

export function csv(rows) {
  const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

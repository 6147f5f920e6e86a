// Controls made from declarations: a slider with its value, tick and way back, a choice, a list, a switch.

import { el, fresh as freshId, say } from "./dom.js";
import { digitsOf, number, stepOf } from "./numbers.js";
import { t } from "./words.js";

/** A slider; `usual` is marked below it, and Backspace or a double click returns there. */
export function slider({ label, help, low, high, step, usual, unit, value, shown, change }) {
  const id = freshId("slider");
  const size = step || stepOf(low, high);
  const digits = digitsOf(size);
  const words = shown || ((number_) => `${number(number_, digits)}${unit ? ` ${unit}` : ""}`);
  const output = el("output", { for: id });
  const input = el("input", { type: "range", id, min: String(low), max: String(high), step: "any" });
  const node = el("div", { class: "slider", title: help || null },
    el("label", { for: id }, label), output, input, usual === null || usual === undefined ? null : tick(usual, low, high));
  const told = () => {
    const now = Number(input.value);
    const text = words(now);
    say(output, text);
    input.setAttribute("aria-valuetext", text);
    node.classList.toggle("moved", usual !== null && usual !== undefined && Math.abs(now - usual) > 1e-12);
    input.style.setProperty("--part", `${(100 * (now - low)) / (high - low || 1)}%`);
  };
  const to = (number_) => {
    const near = usual !== undefined && usual !== null && Math.abs(number_ - usual) < size / 2 ? usual : Number(number_.toFixed(10));
    input.value = String(near);
    told();
    change(near);
  };
  input.addEventListener("input", () => to(low + Math.round((Number(input.value) - low) / size) * size));
  input.addEventListener("dblclick", () => usual !== undefined && usual !== null && to(usual));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && usual !== undefined && usual !== null) return to(usual);
    const jumps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
    if (!(event.key in jumps)) return undefined;
    event.preventDefault();
    return to(Math.min(high, Math.max(low, Number(input.value) + jumps[event.key] * size)));
  });
  input.value = String(value);
  told();
  return { node, input, set: (number_) => { input.value = String(number_); told(); } };
}

function tick(usual, low, high) {
  const node = el("span", { class: "tick", "aria-hidden": "true" });
  node.style.setProperty("--at", String(high > low ? (usual - low) / (high - low) : 0));
  return node;
}

/** A select; `choices` are [value, words]. */
export function choice({ label, choices, value, change }) {
  const id = freshId("choice");
  const input = el("select", { id, onchange: (event) => change(choices[event.target.selectedIndex][0]) },
    choices.map(([one, words]) => el("option", { selected: one === value }, words)));
  return { node: el("div", { class: "field" }, el("label", { for: id }, label), input), input };
}

/** Boxes to tick; `change` gets the list of what is ticked. */
export function boxes({ label, choices, value, change }) {
  const kept = new Set(value);
  const box = ([one, words]) => el("label", {},
    el("input", { type: "checkbox", checked: kept.has(one), onchange: (event) => {
      if (event.target.checked) kept.add(one); else kept.delete(one);
      change(choices.map(([item]) => item).filter((item) => kept.has(item)));
    } }), words);
  return { node: el("fieldset", { class: "boxes" }, el("legend", {}, label), choices.map(box)) };
}

/** A number that is typed. */
export function typed({ label, value, low, high, change, text = false }) {
  const id = freshId("typed");
  const input = el("input", { id, type: text ? "text" : "number", inputmode: "decimal", min: text ? null : String(low), max: text ? null : String(high), value: String(value),
    onchange: (event) => change(event.target.value) });
  return { node: el("div", { class: "field" }, el("label", { for: id }, label), input), input };
}

export function toggle({ label, checked, change, help }) {
  const id = freshId("switch");
  const input = el("input", { type: "checkbox", role: "switch", id, checked, onchange: (event) => change(event.target.checked) });
  return { node: el("div", { class: "switch", title: help || null }, input, el("label", { for: id }, label)), input };
}

export function fold(summary, open, ...inside) {
  return el("details", { open }, el("summary", {}, summary), ...inside);
}

export function restButton(press, words = t("to_default")) {
  return el("button", { type: "button", class: "quiet", onclick: press }, words);
}

// Elements from data: every word goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string" && !(node instanceof SVGElement)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function mark(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export function one(selector, within = document) {
  return within.querySelector(selector);
}

export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

let serial = 0;
export function fresh(stem) {
  serial += 1;
  return `${stem}-${serial}`;
}

export function button(words, press, attributes = {}, key = "") {
  const face = [words];
  if (key) face.push(" ", el("kbd", { "aria-hidden": "true" }, key.toUpperCase()));
  return el("button", { type: "button", onclick: press, "aria-keyshortcuts": key || null, ...attributes }, face);
}

/** Hand a text to the reader as a file. */
export function save(name, text, kind = "text/plain") {
  const address = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** When the browser has nothing better to do; at most after `wait` ms. */
export function idle(work, wait = 400) {
  return "requestIdleCallback" in window ? requestIdleCallback(work, { timeout: wait }) : setTimeout(work, 50);
}

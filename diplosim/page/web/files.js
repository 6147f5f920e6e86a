// What leaves the page and comes back: the link, the scenario file, the slots A and B, one step back.

import { el, one, save } from "./dom.js";
import { tidy } from "./state.js";
import { t } from "./words.js";

const MOST_BYTES = 200000;

export async function copyLink(page) {
  page.address();
  try {
    await navigator.clipboard.writeText(location.href);
    page.tell(t("copied"));
  } catch {
    page.tell(t("not_copied"));
  }
}

export function downloadYaml(page) {
  save(`${page.state.preset}_explored.yaml`, page.futures.yaml(page.state), "text/yaml");
}

/** Ask for a scenario file. Safari on phones forgets an input that stands nowhere before a file is chosen. */
export function openYaml(page) {
  one("#file")?.remove();
  const input = el("input", { type: "file", accept: ".yaml,.yml", id: "file", hidden: true });
  input.addEventListener("change", () => input.files[0] && readYaml(page, input.files[0]));
  document.body.append(input);
  input.click();
}

/** Take over a scenario file, or say what is wrong with it. */
export async function readYaml(page, file) {
  if (file.size > MOST_BYTES) return page.tell(t("too_large"), true);
  const { state, problems } = page.futures.parseScenario(await file.text());
  if (problems.length) return page.tell(t("not_opened", problems.slice(0, 5).join(" ")), true);
  page.set(tidy(page.declared, state, true));
  return page.tell(t("opened"));
}

/** Files may be dropped anywhere on the page. */
export function acceptDrops(page) {
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) readYaml(page, event.dataTransfer.files[0]);
  });
}

/** What the page compares with: the start, or one of two slots. */
export function buildSlots(page) {
  const against = (name, words, there) => el("button", { type: "button", "aria-pressed": page.against === name ? "true" : "false", disabled: !there, onclick: () => page.compare(name) }, words);
  const node = el("div", { class: "slots", role: "group", "aria-label": t("slots") },
    el("span", { class: "hint" }, t("slots")),
    el("span", { class: "segments" }, against("start", t("start"), true), ["A", "B"].map((name) => against(name, name, page.slots[name]))),
    ["A", "B"].map((name) => el("button", { type: "button", class: "quiet", onclick: () => page.keep(name) }, t("keep", name))),
    ["A", "B"].filter((name) => page.slots[name]).map((name) => el("button", { type: "button", class: "quiet", onclick: () => page.set(page.slots[name]) }, t("show", name))));
  one("#slots").replaceWith(Object.assign(node, { id: "slots" }));
}

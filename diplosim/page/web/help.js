// Help, limits and sources in a dialog; shortcuts of one letter, which can be switched off.

import { button, el, one } from "./dom.js";
import { named } from "./controls.js";
import { toggle } from "./inputs.js";
import { helpText, KEYS, t } from "./words.js";

export function buildHelp(page) {
  const sources = page.declared.assumptions.map((parameter) => el("li", {}, el("b", {}, parameter.name), ` ${named(parameter, "meaning")} `, el("cite", {}, parameter.source)));
  const keys = KEYS.map(([key, what]) => el("li", {}, el("kbd", {}, key.toUpperCase()), " ", what === "keep" ? t("keep", "A") : t(what)));
  const shortcuts = toggle({ label: t("keys_on"), checked: page.keys, change: (on) => { page.keys = on; page.pause(); } });
  one("#help").setAttribute("aria-label", t("help"));
  one("#help").replaceChildren(
    el("div", { class: "head" }, el("h2", {}, t("help")), button(t("close"), () => one("#help").close())),
    ...helpText().map(([head, text]) => el("section", {}, el("h3", {}, head), el("p", {}, text))),
    el("h3", {}, t("keys")), shortcuts.node, el("ul", { class: "keys" }, keys),
    el("details", {}, el("summary", {}, t("sources")), el("ul", { class: "sources" }, sources)),
  );
}

export function openHelp() {
  one("#help").showModal();
}

/** Letters do nothing while somebody types, with Ctrl, Alt or Meta held, in the dialog, or when switched off. */
export function listenKeys(page, actions) {
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input[type=text],input[type=number],select,textarea,dialog");
    if (!page.keys || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const found = KEYS.find(([key]) => key === event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    actions[found[1]]();
  });
}

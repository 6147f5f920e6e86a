// Who trusts whom in a month: the recipient in the middle, donors and agencies around it; width, colour and dash say how much.

import { el, mark, one, say } from "./dom.js";
import { number } from "./numbers.js";
import { t, told as worded } from "./words.js";

const STEPS = [[0.2, "t0"], [0.35, "t1"], [0.5, "t2"], [0.65, "t3"], [Infinity, "t4"]];
const SIZE = 320, CENTRE = SIZE / 2, RADIUS = 112;
const stepOf = (trust) => STEPS.find(([upper]) => trust < upper)[1];

/** The recipient's trust in an actor in a month: the mean of both domains, or of health alone where that is all there is. */
function trustIn(found, actor, month) {
  const { out_security: security, out_health: health } = found.trust[actor.code] || {};
  if (!health) return null;
  return security ? (security[month] + health[month]) / 2 : health[month];
}

export function drawNetwork(page, preset, month, date) {
  const card = one("#network"), found = page.story;
  const actors = preset.actors.filter((actor) => actor.kind === "donor" || actor.kind === "implementer");
  const svg = mark("svg", { viewBox: `0 0 ${SIZE + 120} ${SIZE}`, class: "network", role: "img" });
  const told = [];
  const spots = actors.map((actor, index) => {
    const angle = (2 * Math.PI * index) / actors.length - Math.PI / 2;
    return { actor, x: 60 + CENTRE + RADIUS * Math.cos(angle), y: CENTRE + RADIUS * Math.sin(angle), side: Math.cos(angle) };
  });
  for (const { actor, x, y } of spots) {
    const trust = trustIn(found, actor, month);
    if (trust === null) continue;
    told.push(`${worded(actor.name)} ${number(trust, 2)}`);
    svg.append(mark("line", { class: `tie ${stepOf(trust)}`, x1: 60 + CENTRE, y1: CENTRE, x2: x, y2: y, "stroke-width": (1 + 5 * trust).toFixed(2) }, mark("title", {}, `${worded(actor.name)}: ${number(trust, 2)}`)));
  }
  for (const { actor, x, y, side } of spots) {
    const round = actor.kind === "donor";
    svg.append(round ? mark("circle", { class: "node", cx: x, cy: y, r: 6 }) : mark("path", { class: "node", d: `M${x} ${y - 7}L${x + 7} ${y + 5}H${x - 7}Z` }));
    const label = mark("text", { class: "nodename", x: x + (side > 0.3 ? 11 : side < -0.3 ? -11 : 0), y: y + (Math.abs(side) <= 0.3 ? (y < CENTRE ? -12 : 20) : 4), "text-anchor": side > 0.3 ? "start" : side < -0.3 ? "end" : "middle" }, actor.code);
    label.append(mark("title", {}, worded(actor.name)));
    svg.append(label);
  }
  svg.append(mark("rect", { class: "node middle", x: 60 + CENTRE - 8, y: CENTRE - 8, width: 16, height: 16 }), mark("text", { class: "nodename", x: 60 + CENTRE, y: CENTRE + 24, "text-anchor": "middle" }, preset.actors.find((actor) => actor.kind === "recipient").code));
  svg.setAttribute("aria-label", told.join("; "));
  const legend = STEPS.map(([upper, name], index) => el("span", {}, mark("svg", { viewBox: "0 0 26 8", class: "key" }, mark("line", { class: `tie ${name}`, x1: 0, x2: 26, y1: 4, y2: 4, "stroke-width": 1.5 + index })),
    Number.isFinite(upper) ? t("below", number(upper, 2)) : t("above", number(0.65, 2))));
  say(one("small", card), t("network_note", date));
  one(".ring", card).replaceChildren(svg, el("p", { class: "hint keys" }, legend));
}

// The page: holds what is chosen, and sends every change to the charts, the link and the answers of idle time.

import { buildControls, tellProblems } from "./controls.js";
import { declared as declare } from "./declared.js";
import { button, el, one, say } from "./dom.js";
import { acceptDrops, buildSlots, copyLink, downloadYaml, openYaml } from "./files.js";
import { openFutures } from "./futures.js";
import { buildHelp, listenKeys, openHelp } from "./help.js";
import { ask, buildIdle, drawIdle } from "./idle.js";
import { number } from "./numbers.js";
import { PANELS, Panel, strip } from "./panels.js";
import { Pipeline } from "./pipeline.js";
import { Runner } from "./run.js";
import { buildSeat } from "./seat.js";
import { fromHash, presetOf, same, startOf, tidy, toHash, untouched } from "./state.js";
import { buildStory, story } from "./story.js";
import { unpack } from "./unpack.js";
import { nextLanguage, speak, spoken, t } from "./words.js";
import { bytesOf } from "./world.js";

class Page {
  constructor(data, futures) {
    Object.assign(this, { futures, declared: declare(data), slots: {}, against: "start", before: null, outcome: PANELS[0].outcome, month: null });
    const given = new URLSearchParams(location.hash.slice(1));
    this.keys = given.get("keys") !== "0";
    speak(given.get("lang") || "en");
    this.state = fromHash(this.declared, location.hash) || startOf(this.declared, this.declared.starting);
    this.replicate = Math.abs(Math.trunc(given.get("run"))) % this.state.replicates || 0;
    this.panels = PANELS.map((setting) => new Panel(setting, (month) => this.panels.forEach((panel) => panel.point(month))));
    this.pipeline = new Pipeline();
    this.runner = new Runner(futures, (lines) => this.draw(lines), (serial) => this.rest(serial));
  }

  /** Whatever depends on the language. */
  words() {
    document.title = `diplosim: ${t("title")}`;
    for (const node of document.querySelectorAll("[data-say]")) say(node, t(node.dataset.say));
    for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
    one("#top .tools").replaceChildren(
      button(t("undo"), () => this.undo(), { id: "undo", disabled: !this.before }, "u"),
      button(t("reset"), () => this.reset(), {}, "r"), button(t("link"), () => copyLink(this), {}, "l"),
      button(t("download"), () => downloadYaml(this), {}, "y"), button(t("open"), () => openYaml(this)),
      button(nextLanguage().label, () => this.language(), { lang: nextLanguage().code }), button(t("help"), () => openHelp(), {}, "?"),
    );
    one("#charts").replaceChildren(el("div", { class: "bar-top" }, el("div", { id: "legend" }), el("div", { id: "slots" })),
      el("div", { class: "cards" }, this.panels.map((panel) => panel.node), this.pipeline.node), el("p", { id: "note" }));
    this.pipeline.word();
    this.panels.forEach((panel) => panel.word());
    buildSlots(this);
    buildIdle(this);
    buildStory(this);
    buildSeat(this);
    buildHelp(this);
    say(one("#foot"), t("version", this.declared.version));
    this.controls();
  }

  controls() {
    buildControls(this.declared, this.state, (changes, kind) => this.change(changes, kind));
  }

  /** A control was moved: `drag` leaves the controls as they are, others build them again. */
  change(changes, kind = "step") {
    this.leave(structuredClone(this.last));
    const next = kind === "world" ? startOf(this.declared, changes.preset) : tidy(this.declared, { ...this.state, ...changes }, true);
    this.take(next, kind !== "drag");
  }

  set(state) {
    this.leave(structuredClone(this.state));
    this.take(structuredClone(state), true);
  }

  /** Goes from a state, and from the game that is played in it: undo leads back to both. */
  leave(before) {
    const { game, asked, told } = this, key = JSON.stringify(before);
    if (game) this.left = { key, parts: { game, asked, told } };
    this.game = null;
    this.before = before;
    if (game) buildSeat(this);
    this.tell(this.left?.key === key && this.left.parts.asked ? t("game_left") : "");
  }

  take(state, rebuild) {
    const moved = state.preset !== this.state.preset;
    this.state = state;
    if (rebuild) this.controls();
    if (moved) this.month = null;
    if (rebuild) buildSeat(this);
    this.refresh();
  }

  /** The axes of a world: of the one that is drawn, which is not yet the chosen one while that is played. */
  axes(name) {
    const { months, start } = presetOf(this.declared, name);
    for (const { fan } of this.panels) Object.assign(fan, { months, start });
    this.afresh ||= name !== this.drawn?.preset;
  }

  /** Problems are told in place; what fits is played. */
  refresh() {
    const problems = this.futures.problems(this.state);
    tellProblems(problems, this.futures.data);
    document.body.classList.toggle("refused", problems.length > 0);
    one("#undo").disabled = !this.before;
    clearTimeout(this.later);
    document.body.dataset.settled = "0";
    this.paused = false;
    this.later = setTimeout(() => this.pause(), 250);
    // What cannot be played leaves the last drawing, or shows the start.
    this.whole = problems.length > 0;
    if (problems.length && this.drawn) return;
    this.shown = problems.length ? this.reference() : this.state;
    const { shown } = this;
    this.runner.show(shown, this.reference()).catch((error) => this.tell(String(error.message || error), true));
  }

  reference() {
    return this.against === "start" ? untouched(this.declared, this.state) : { ...this.slots[this.against], replicates: this.state.replicates };
  }

  draw(lines) {
    this.axes(lines.preset);
    this.drawn = lines;
    const names = { reference: this.against === "start" ? t("reference") : t("reference_slot", this.against) };
    for (const panel of this.panels) {
      const shown = [lines.reference, lines.policy, lines.world].map((result) => result?.metrics[panel.metric]);
      panel.fan.fit(shown, this.afresh);
      panel.draw(lines, names, this.declared.outcomes[panel.outcome]?.better);
    }
    this.pipeline.draw(lines, this.afresh);
    this.afresh = false;
    strip(this.panels);
    this.legend(lines, names);
    document.body.dataset.frame = String(Number(document.body.dataset.frame) + 1);
    document.body.dataset.replicates = String(lines.replicates);
    this.whole = lines.replicates === this.state.replicates;
    this.settle();
  }

  legend(lines, names) {
    const entry = (role, words) => el("span", { class: `entry ${role}` }, el("i", { "aria-hidden": "true" }), words);
    one("#legend").replaceChildren(entry("reference", names.reference), lines.world ? entry("world", t("world_line")) : "",
      lines.differs ? entry("policy", t(this.state.policies.length ? "policy_line" : "world_line")) : "");
    say(one("#note"), t("legend", number(lines.replicates, 0)));
  }

  /** The hand rests: link and history follow, and the result is spoken once. */
  pause() {
    this.address();
    this.last = structuredClone(this.state);
    this.paused = true;
    this.settle();
    clearTimeout(this.speech);
    this.speech = setTimeout(() => say(one("#spoken"), one("#card-trust svg").getAttribute("aria-label")), 700);
  }

  /** What is chosen, and the moves of a game so far, stand behind the address. */
  address() {
    const moves = this.game?.moves.length ? this.game.moves : this.state.moves;
    history.replaceState(null, "", toHash(this.declared, { ...this.state, moves }, this.extra()));
  }

  /** Nothing that was wished for is still to come. */
  settle() {
    if (this.paused && this.whole) document.body.dataset.settled = "1";
  }

  /** Everything is drawn: now there is time for the history, then for the answers. */
  async rest(serial) {
    // What a first move will be compared with is played ahead of it.
    await this.runner.aside(serial, this.shown, this.reference(), this.state.replicates);
    if (serial !== this.runner.serial) return;
    story(this);
    document.body.dataset.rest = String(serial);
    drawIdle(this);
    if (this.shown === this.state) await ask(this, this.runner, serial);
    document.body.dataset.asked = String(serial);
  }

  extra() {
    return { lang: spoken() === "en" ? "" : spoken(), keys: this.keys ? "" : "0", run: this.replicate || "" };
  }

  toggle(name) {
    const others = this.state.policies.filter((use) => use.name !== name);
    const on = others.length < this.state.policies.length;
    this.change({ policies: on ? others : [...others, { name, strength: 1, from: 0, until: null, options: {} }] });
  }

  /** Lead the reader to the slider of an assumption. */
  reveal(name) {
    one(".assumptions details").open = true;
    const input = one(`[data-key="${CSS.escape(name)}"]`);
    input?.focus();
    input?.scrollIntoView({ block: "center" });
  }

  keep(name) {
    this.slots[name] = structuredClone(this.state);
    this.compare(name);
  }

  compare(name) {
    this.against = name;
    buildSlots(this);
    this.refresh();
  }

  another() {
    this.replicate = (this.replicate + 1) % this.state.replicates;
    this.address();
    story(this);
  }

  reset() {
    const { before } = this, moved = this.before === null || !same(this.state, startOf(this.declared, this.state.preset));
    this.leave(moved ? structuredClone(this.state) : before);
    this.against = "start";
    buildSlots(this);
    this.afresh = true;
    this.take(startOf(this.declared, this.state.preset), true);
  }

  undo() {
    if (!this.before) return;
    const back = this.before, left = this.left?.key === JSON.stringify(back) ? this.left.parts : null;
    // Whoever is at play has a way back, too.
    this.leave(this.game && this.asked ? structuredClone(this.state) : null);
    Object.assign(this, left);
    this.take(back, true);
  }

  language() {
    speak(nextLanguage().code);
    this.words();
    this.draw(this.drawn);
    drawIdle(this);
    story(this);
    this.pause();
  }

  tell(text, wrong = false) {
    say(one("#state"), text);
    one("#state").classList.toggle("wrong", wrong);
  }
}

/** A part of this file, unpacked. */
function part(name) {
  return unpack(bytesOf(one(`#${name}`).textContent));
}

/** The kernel and the workers that play it, one a core and up to eight; their script is the beginning of this one. */
function engine() {
  const [worker] = one("#program").textContent.split("//page\n");
  const address = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  return { wasm: part("kernel"), spawn: () => new Worker(address), workers: Math.max(1, Math.min(8, navigator.hardwareConcurrency || 2)) };
}

async function start() {
  try {
    const data = JSON.parse(new TextDecoder().decode(part("data")));
    const page = new Page(data, await openFutures(data, engine()));
    page.last = structuredClone(page.state);
    page.words();
    page.axes(page.state.preset);
    listenKeys(page, { reset: () => page.reset(), undo: () => page.undo(), link: () => copyLink(page), download: () => downloadYaml(page), another: () => page.another(), keep: () => page.keep("A"), help: () => openHelp() });
    acceptDrops(page);
    page.refresh();
    document.body.dataset.ready = "1";
    return page;
  } catch (error) {
    document.body.dataset.broken = "1";
    one("#state").textContent = t("broken", String(error.message || error));
    throw error;
  }
}

/** The page, once it is there. */
export const opened = start();

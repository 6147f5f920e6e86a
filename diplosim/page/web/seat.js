// A seat at the table: one history month by month, what its actor sees and may do; at the end what it changed.

import { button, el, one, save } from "./dom.js";
import { ACTS, Game } from "./game.js";
import { choice } from "./inputs.js";
import { seatsOf } from "./moves.js";
import { number, signed } from "./numbers.js";
import { presetOf } from "./state.js";
import { packageLine, sentence, sentencesNow } from "./why.js";
import { t, told } from "./words.js";

// What happens every month and is no news.
const ROUTINE = /^(stance_kept|table_stayed_closed|agreement_withstood|resolution_vetoed|no_proposal|ratified)$/;
const FIRST = 3, MORE = 12;

export function buildSeat(page) {
  const { actors } = presetOf(page.declared, page.state.preset), seats = seatsOf(actors);
  if (!seats.some(({ code }) => code === page.seat)) page.seat = seats[1].code;
  const who = choice({ label: t("seat_who"), choices: seats.map((actor) => [actor.code, told(actor.name)]), value: page.seat, change: (code) => { page.seat = code; } });
  who.node.classList.add("inline");
  const kept = page.state.moves.length ? el("p", { class: "hint" }, t("moves_kept", page.state.moves.length), " ", button(t("moves_away"), () => page.change({ moves: [] }), { class: "quiet" })) : null;
  one("#seat").replaceChildren(el("article", { class: "card wide" },
    el("div", { class: "head" }, el("h2", {}, t("seat")), who.node, button(t("seat_take"), () => sit(page), { class: "push", id: "sit" })),
    el("p", { class: "hint" }, t("seat_note")), kept, el("div", { id: "game" })));
  if (page.game) (page.asked ? ask : end)(page);
}

function sit(page) {
  page.game = new Game(page.futures, page.state, page.replicate, page.seat);
  page.told = 0;
  turn(page);
}

/** The next question, or the end. */
function turn(page) {
  page.address();
  page.asked = page.game.next();
  page.open = FIRST;
  (page.asked ? ask : end)(page);
}

function say(page, act, offered) {
  page.game.answer(page.asked, act, offered);
  page.told = page.asked.month;
  turn(page);
}

function show(title, ...parts) {
  const head = el("h3", { tabindex: -1 }, title);
  one("#game").replaceChildren(head, ...parts.filter(Boolean));
  head.focus({ preventScroll: true });
}

function ask(page) {
  const { game, asked } = page, found = game.story(), sentences = sentencesNow(page, found.names);
  const parts = [el("p", { class: "hint" }, situation(game, asked, found, sentences)), news(page, found, sentences)];
  const usual = t(asked.about === "offer" && asked.usual ? "do_marked" : `do_${asked.usualAct}`);
  const leave = [button(`${t("leave")} (${usual})`, () => say(page, null), { class: "quiet" }), button(t("leave_rest"), () => { page.asked = null; end(page); }, { class: "quiet" })];
  parts.push(el("p", {}, el("b", {}, t(`ask_${asked.about}`, number(asked.round + 1, 0)), " "), t(asked.about === "vote" ? "at_home" : asked.open ? "in_talks" : "as_it_is")));
  if (asked.about === "offer") parts.push(menu(page, sentences), el("div", { class: "tools" }, button(t("do_pass"), () => say(page, "pass")), leave));
  else {
    const [yes, no] = ACTS[asked.about];
    parts.push(el("div", { class: "offered" }, el("p", {}, line(game, sentences, asked.one)), el("p", { class: "hint" }, worth(asked, asked.one))),
      el("div", { class: "tools" }, button(t(`do_${yes}`), () => say(page, yes)), button(t(`do_${no}`), () => say(page, no)), leave));
  }
  show(`${asked.date} · ${t("at_table", sentences.called(asked.table))}`, ...parts);
}

/** What the actor sees: both sides' trust in health, tension, provocations, what it may give. */
function situation({ seat, world }, { month, table }, { metrics, trust }, sentences) {
  const before = Math.max(0, month - 1), at = (values) => values?.[before] ?? NaN;
  const shown = [t("last_month", number(at(metrics.tension)), number(at(metrics.events), 0))];
  const { out_health: out, in_health: back } = trust[table] ?? {};
  if (back) shown.unshift(t("both_trust", sentences.called(table), number(at(out)), number(at(back))));
  const { ceiling_musd: ceiling } = world.actors.find(({ code }) => code === (seat.kind === "donor" ? seat.code : table));
  if (ceiling) shown.push(t("may_give", number(ceiling, 1)));
  return shown.join(" ");
}

/** What happened since the last question, until the end of the month before. */
function news(page, found, sentences) {
  const rows = found.decisions.filter(({ month, kind }) => month >= page.told && month < page.asked.month && !ROUTINE.test(kind));
  return rows.length ? el("details", { open: true }, el("summary", {}, t("news", rows.length)),
    el("ul", { class: "log news", tabindex: 0, "aria-label": t("news", rows.length) }, rows.map((row) => el("li", {}, el("time", {}, row.date), el("span", {}, sentence(sentences.headline(row))))))) : null;
}

/** A package in words, without what it leaves out. */
function line({ futures: { data }, carriers }, sentences, { one: package_ }) {
  const { issues, levels } = data.decisions, word = (issue, level) => (issue === "k" ? carriers[level - 1]?.code ?? "direct" : levels[issue]?.[level] ?? level);
  const shown = Object.entries(issues).map(([issue, name]) => [name, word(issue, package_[issue])]).filter(([, level]) => level !== "none" && level !== 0);
  return packageLine(sentences, Object.fromEntries(shown));
}

function worth({ about, utility, probability }, { own, other }) {
  if (about === "vote") return t("worth_home", signed(utility), number(100 * probability, 0));
  return `${t("worth", signed(own))} ${about === "offer" ? `${t("worth_them", signed(other))} ${other < 0 ? t("they_refuse") : ""}` : ""}`;
}

/** The package of the rules, those that are best for both, those that are best for oneself; more on demand. */
function menu(page, sentences) {
  const { asked } = page, both = (one_) => (one_.own > 0 && one_.other > 0 ? one_.own * one_.other : -1);
  const by = (value) => [...asked.packages].sort((a, b) => value(b) - value(a)).slice(0, page.open);
  const first = asked.place < 0 ? [] : [asked.packages[asked.place]];
  const rows = [...new Set([...first, ...by(both), ...by(({ own }) => own)])];
  const row = (one_) => el("li", {}, el("button", { type: "button", class: "offered", onclick: () => say(page, "offer", one_) },
    el("span", {}, one_.i === asked.place ? "★ " : "", line(page.game, sentences, one_)), el("span", { class: "hint" }, worth(asked, one_))));
  const more = rows.length < asked.packages.length ? button(t("more_packages", rows.length, asked.packages.length), () => { page.open += MORE; ask(page); }, { class: "quiet" }) : null;
  return el("div", {}, el("ul", { class: "packages" }, rows.map(row)), more);
}

/** The history beside that of the rules, and the moves in other futures. */
async function end(page) {
  const { game } = page, { moves, said } = game;
  if (!moves.length) return show(t("over"), el("p", {}, t(said.length ? "no_moves" : "no_question")));
  show(t("over"), el("p", {}, t("comparing")));
  const found = page.debriefed?.[0] === game ? page.debriefed[1] : await game.debrief();
  if (!found || page.game !== game || page.asked) return undefined;
  page.debriefed = [game, found];
  const label = (name) => told(page.declared.outcomes[name].label || name);
  const cells = (row) => [number(row.yours), number(row.rules), t("of", row.otherwise, found.count), signed(row.change)];
  const table = el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("debrief") }, el("table", {}, el("caption", { class: "away" }, t("debrief")),
    el("thead", {}, el("tr", {}, ["outcome", "yours", "by_rules", "goes_otherwise", "mean_change"].map((key) => el("th", { scope: "col" }, t(key))))),
    el("tbody", {}, found.rows.map((row) => el("tr", {}, el("th", { scope: "row" }, label(row.name)), cells(row).map((words) => el("td", {}, words)))))));
  const done = said.filter(({ act }) => act).map(({ question, act }) => el("li", {}, el("time", {}, question.date), el("span", {}, t("did", told(page.story?.names[question.table] ?? question.table), t(`do_${act}`), t(`do_${question.usualAct}`)))));
  const file = () => save(`${page.state.preset}_played.yaml`, page.futures.yaml(game.state), "text/yaml");
  return show(t("over"), el("p", {}, el("b", {}, t("debriefed", moves.length, found.otherwise, found.count))), table,
    el("details", {}, el("summary", {}, t("self", done.length)), el("ul", { class: "log", tabindex: 0, "aria-label": t("self", done.length) }, done)),
    el("div", { class: "tools" }, button(t("save_moves"), file), button(t("keep_moves"), () => page.change({ moves: [...moves] }))));
}

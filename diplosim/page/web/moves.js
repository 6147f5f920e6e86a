// Decisions taken in an actor's place: as a scenario's `moves:` has them, and as the kernel reads them.

const NUMBERS = { money_share: "x", months: "D", cofinancing: "c", access: "a" };
const LEVELS = { relief: "r", framing: "f", condition: "q", content: "g" };
const TERMS = ["money_share", "months", "cofinancing", "access", "channel", "carrier", ...Object.keys(LEVELS)];
const OWN = { offer: 0, answer: 2, vote: 4 };
const RECIPIENTS = { offer: 1, answer: 3 };

/** A package as a file writes it; `carriers`: the implementers in their order. */
export function termsOf({ levels }, one, carriers) {
  const { code, channel } = one.k ? carriers[one.k - 1] : { channel: "direct" };
  const first = carriers.findIndex((other) => channelOf(other) === (channel ?? "un"));
  const found = Object.fromEntries(Object.entries(NUMBERS).map(([name, letter]) => [name, one[letter]]));
  found.channel = channel ?? "un";
  if (one.k && first !== one.k - 1) found.carrier = code;
  for (const [name, letter] of Object.entries(LEVELS)) found[name] = levels[name][one[letter]];
  return found;
}

const channelOf = (actor) => actor.channel ?? "un";

/** Place of the package of a move among those of a menu that can be chosen at all; -1 if it is not on it. */
function placeOf({ levels, usual }, move, carriers, menu) {
  const terms = { ...usual, ...move };
  const k = terms.carrier ? carriers.findIndex(({ code }) => code === terms.carrier) + 1
    : terms.channel === "direct" ? 0 : carriers.findIndex((one) => channelOf(one) === terms.channel) + 1;
  const wanted = { k };
  for (const [name, letter] of Object.entries(NUMBERS)) wanted[letter] = terms[name];
  for (const [name, letter] of Object.entries(LEVELS)) wanted[letter] = levels[name].indexOf(terms[name]);
  return menu.kept.findIndex((one) => Object.entries(wanted).every(([letter, value]) => one[letter] === value));
}

/** The rows of the kernel; `menus.places` by stretch of `months` and table. */
export function moveRows(data, world, cast, months, menus, moves) {
  const of = (kind) => world.actors.filter((actor) => actor.kind === kind);
  const donors = of("donor").map(({ code }) => code), carriers = of("implementer");
  return moves.map((move) => {
    const own = donors.indexOf(move.table), question = data.moves.questions[move.do];
    const table = own < 0 ? cast.get("fund_table") : cast.get("own_table", own);
    const stretch = months.filter((month) => month <= move.at).length - 1;
    const [narrow, broad] = menus.places[stretch][table].map((menu) => (move.do === "offer" ? placeOf(data.moves, move, carriers, menus.tables[menu]) : -1));
    const ownSide = donors.includes(move.actor) || move.actor === move.table;
    return {
      month: move.at, table, question: (ownSide ? OWN : RECIPIENTS)[question], donor: question === "vote" ? donors.indexOf(move.actor) : -1,
      yes: Number(["accept", "ratify"].includes(move.do)), package: narrow, package_broad: broad,
    };
  });
}

/** Moves in a link: month, actor, act, table, terms; whose actor or table is that of the move before, or usual, stays empty. */
export function movesText({ questions, levels, usual }, moves) {
  let before = {};
  const texts = moves.map((move) => {
    const term = (name) => ((move[name] ?? usual[name]) === usual[name] ? "" : levels[name]?.indexOf(move[name]) ?? move[name]);
    const who = ["actor", "table"].map((key) => (move[key] === before[key] ? "" : move[key]));
    before = move;
    return [move.at, who[0], Object.keys(questions).indexOf(move.do), who[1], ...TERMS.map(term)].join("*").replace(/\*+$/, "");
  });
  return texts.join("-");
}

/** The same read again; what nobody can do is left out. */
export function movesOf(data, preset, text) {
  const { questions, levels, usual } = data.moves, found = [];
  let before = {};
  for (const [at, actor, act, table, ...given] of text.split("-").filter(Boolean).map((part) => part.split("*"))) {
    const move = { at: Number(at), actor: actor || before.actor, do: Object.keys(questions)[act], table: table || before.table };
    before = move;
    const term = (name, raw) => (!raw ? usual[name] : levels[name] ? levels[name][raw] : name in NUMBERS ? Number(raw) : raw);
    const terms = move.do === "offer" ? TERMS.map((name, i) => [name, term(name, given[i])]) : [];
    const known = terms.every(([, value]) => value !== undefined && value !== null && !Number.isNaN(value));
    const own = { ...move, ...Object.fromEntries(terms.filter(([, value]) => value !== "")) };
    if (known && ![...wrongMoves(data, preset, [...found, own])].length) found.push(own);
  }
  return found;
}

/** Those who may be played: the recipient, donors with a budget, the fund. */
export const seatsOf = (actors) => ["recipient", "donor", "fund"].flatMap((kind) => actors.filter((actor) => actor.kind === kind && (kind !== "donor" || actor.ceiling_musd > 0)));

/** What is wrong with moves, in sentences. */
export function* wrongMoves(data, { months, actors }, moves) {
  const seats = seatsOf(actors), parties = seats.filter(({ kind }) => kind !== "recipient").map(({ code }) => code);
  const known = [...Object.keys(data.moves.usual), "at", "actor", "do", "table"], seen = new Set();
  for (const [i, move] of moves.entries()) {
    const wrong = (text) => `moves[${i}]: ${text}`, question = data.moves.questions[move.do];
    const seat = seats.find(({ code }) => code === move.actor);
    if (!Number.isInteger(move.at) || move.at < 0 || move.at >= months) yield wrong(`'at' must be a month of the run, 0 to ${months - 1}`);
    else if (!question) yield wrong(`'do' must be one of ${Object.keys(data.moves.questions).join(", ")}`);
    else if (!seat) yield wrong(`'actor' must be one of ${seats.map(({ code }) => code).join(", ")}`);
    else if (!parties.includes(move.table) || (seat.kind !== "recipient" && question !== "vote" && move.table !== move.actor)) yield wrong(`'table' cannot be ${move.table}`);
    else if (question === "vote" && seat.kind !== "donor") yield wrong(`${move.actor} has no vote at home`);
    else if (seen.has(`${move.at} ${move.actor} ${move.table} ${question}`)) yield wrong("this question is answered already");
    for (const key of Object.keys(move)) if (!known.includes(key)) yield wrong(`unknown key '${key}'`);
    seen.add(`${move.at} ${move.actor} ${move.table} ${question}`);
  }
}

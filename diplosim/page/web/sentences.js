// Sentences made from records by the one table of templates: diplosim/wording/sentences.py on the page.

const NOTABLE = 0.005;

/** A number with so many decimals; halves go to the even neighbour, as everywhere in Python. */
export function fixed(value, digits) {
  const text = value.toFixed(digits), long = Math.abs(value).toFixed(digits + 25);
  const cut = long.length - 25, kept = digits ? long.slice(0, cut) : long.slice(0, cut - 1);
  if (!/^50*$/.test(long.slice(cut)) || Number(kept.at(-1)) % 2) return text;
  return (value < 0 ? "-" : "") + kept;
}

/** Six significant digits, without zeros at the end. */
export function brief(value) {
  const [head, power] = value.toExponential(5).split("e").map(Number);
  if (power >= -4 && power < 6) return String(Number(value.toPrecision(6)));
  return `${head}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

const missing = (value) => value === null || value === undefined || value === "" || (typeof value === "object" && !Object.keys(value).length);
const listed = (items, and) => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")}${and}${items.at(-1)}`);

/** What a language adds to its table. */
const SAY = {
  under: "under 1 %", over: "over 99 %", and: " and ", or: ", or ", both: " and ",
  change: (issue, level, instead) => `${issue} ${level} instead of ${instead}`,
};

/** What a record says; `names` of actors by code. */
export class Sentences {
  constructor(table, names) {
    Object.assign(this, { table, names, article: new RegExp(table.article, "i") });
    const say = table.say ?? SAY;
    const changes = (word) => (all) => all.map((one) => say.change(this.issue(one.issue), this.level(one.level), this.level(one.instead_of))).join(word);
    this.forms = {
      name: (code) => this.called(code),
      names: (codes) => listed(codes.map((code) => this.called(code)), say.and),
      level: (value) => this.level(value),
      turn: (number) => String(number + 1),
      percent: (part) => (part < 0.01 ? say.under : part > 0.99 ? say.over : `${fixed(100 * part, 0)} %`),
      words: (code) => code.replaceAll("_", " "),
      term: (code) => this.term(code),
      raising: (terms) => Object.entries(terms).filter(([, one]) => one >= NOTABLE).map(([name, one]) => `${this.term(name)} +${fixed(one, 2)}`).join(", "),
      alternatives: changes(say.or),
      together: changes(say.both),
    };
  }

  term(code) {
    return this.table.terms[code] ?? code.replaceAll("_", " ");
  }

  issue(name) {
    return this.table.issues[name] ?? name;
  }

  level(value) {
    return typeof value === "string" ? this.names[value] ?? this.table.levels?.[value] ?? value : brief(value);
  }

  called(code) {
    const name = this.names[code] ?? code;
    return this.article.test(name) ? `the ${name}` : name;
  }

  /** What happened, in a clause. */
  headline(record) {
    const fields = derived(record);
    return this.finished(this.first(this.variant(fields).what ?? this.table.any, fields) || this.first(this.table.any, fields));
  }

  /** What happened and why. */
  reason(record) {
    const fields = derived(record), { numbers, arguments: sides } = this.table;
    const behind = [this.first(numbers, fields), missing(record.terms) ? "" : this.first(sides, fields)].filter(Boolean).join("; ");
    return this.finished(this.headline(record) + this.first(this.variant(fields).more ?? "", fields) + (behind ? ` (${behind})` : ""));
  }

  wouldChange(record) {
    if (record.by_move) return this.finished(this.table.by_move);
    const fields = derived(record);
    return this.finished(this.first(this.variant(fields).change ?? "", fields));
  }

  finished(text) {
    return this.table.finish?.(text) ?? text;
  }

  variant(fields) {
    const fits = ({ when = {}, what }) => this.first(what, fields)
      && Object.entries(when).every(([name, value]) => (missing(fields[name]) ? null : fields[name]) === value);
    return (this.table.events[fields.kind] ?? []).find(fits) ?? {};
  }

  /** The first of some templates that finds its fields. */
  first(texts, fields) {
    for (const text of [texts].flat()) {
      const parts = text.split(/\[([^\]]*)\]/).map((part) => this.part(part, fields));
      if (parts.every((part, place) => part !== null || place % 2)) return parts.join("");
    }
    return "";
  }

  part(part, fields) {
    const pieces = part.split(/\{(\w+)(?::([^}]+))?\}/);
    let words = pieces[0];
    for (let i = 1; i < pieces.length; i += 3) {
      const value = fields[pieces[i]], filled = missing(value) ? "" : this.told(value, pieces[i + 1]);
      if (!filled) return null;
      words += filled + pieces[i + 2];
    }
    return words;
  }

  told(value, form) {
    if (!form) return String(value);
    if (form in this.forms) return this.forms[form](value);
    if (form === "g") return brief(value);
    const text = fixed(value, Number(form.match(/\d/)[0]));
    return form.startsWith("+") && !text.startsWith("-") ? `+${text}` : text;
  }
}

/** The fields of a record, and those that follow from them. */
function derived(record) {
  let most = null, least = null;
  for (const [name, value] of Object.entries(record.terms)) {
    if (value > 0 && !(value <= record.terms[most])) most = name;
    if (value < 0 && !(value >= record.terms[least])) least = name;
  }
  return {
    ...record, most_for: most, for_it: record.terms[most], most_against: least, against_it: record.terms[least],
    spare: record.missing === null ? null : Math.max(0, -record.missing),
  };
}

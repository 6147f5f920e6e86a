// What the page makes of files that are opened on it, one JSON in, one out; its own modules, as they are.

import { readFileSync } from "node:fs";
import { declared } from "../../diplosim/page/web/declared.js";
import { tidy } from "../../diplosim/page/web/state.js";
import { parseScenario, yaml } from "../../diplosim/page/web/yaml.js";

const { data, texts } = JSON.parse(readFileSync(0, "utf8"));
const view = declared(data);
const answers = texts.map((text) => {
  const began = performance.now();
  let wrong = "";
  try {
    const { state, problems } = parseScenario(data, text);
    if (problems.length ? problems.some((one) => typeof one !== "string" || !one) : !state) wrong = "neither a state nor a reason";
    if (problems.some((one) => /undefined|\[object|Maximum call|is not a function|Cannot (read|convert)/.test(one))) wrong = problems[0];
    if (state) {
      const taken = tidy(view, state, true);
      if (JSON.stringify(taken).includes("null,null")) wrong = "numbers that are none";
      yaml(data, taken, (month) => `${month}`);
      if (!Number.isFinite(taken.seed) || !Number.isFinite(taken.replicates)) wrong = "no number of seed or replicates";
    }
  } catch (error) {
    wrong = error.stack.split("\n").slice(0, 2).join(" ");
  }
  return { wrong, seconds: (performance.now() - began) / 1000 };
});
if ({}.polluted !== undefined || Object.keys(Object.prototype).length) answers[0].wrong = "the prototype of all objects was changed";
console.log(JSON.stringify(answers));

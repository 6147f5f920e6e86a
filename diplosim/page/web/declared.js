// What the declarations say, in the form that the controls use: whole presets, families of policies, open assumptions.

/** Read-only view of the data of the page; the engine goes on with the data themselves. */
export function declared(data) {
  const presets = data.presets.map((preset) => {
    const { start, months, actors, parameters } = data.bases[preset.base];
    return { ...preset, start, months, actors, parameters };
  });
  const policies = data.policies.map((policy) => ({
    ...policy, family: data.families[policy.name], switches: policy.switches_only,
  }));
  const parameters = data.parameters
    .map((parameter) => ({ ...parameter, group: parameter.name.split(".")[0], open: parameter.class === "U" && !parameter.choices }));
  const outcomes = Object.fromEntries(data.outcomes.map((outcome) => [outcome.name, outcome]));
  return { presets, policies, parameters, assumptions: parameters.filter((one) => one.open), outcomes, moves: data.moves, version: data.diplosim, starting: data.starting };
}

/** Within which values a parameter may be moved: where a file may go further, as far as the equations allow. */
export function rangeOf(parameter, wide) {
  const [low, high] = parameter.limits || [];
  return wide ? [low ?? -Infinity, high ?? Infinity] : [parameter.low, parameter.high];
}

import type { Invariant } from "../invariant.ts";
import type { Rule, Rulebook } from "../rulebook.ts";
import type { Verb } from "../verb.ts";

type Written = Readonly<Record<string, unknown>>;

/** A stored rulebook as people write it: read again, it is the same one. */
export function writtenRulebook({ version, calendars, failureClasses, invariants, rules }: Rulebook): Written {
  return {
    version,
    ...(calendars && { calendars }),
    ...(failureClasses && { failureClasses }),
    ...(invariants && { invariants: invariants.map(writtenInvariant) }),
    rules: rules.map(writtenRule),
  };
}

/** A stored rule as people write it, with its mode and its limits told. */
export function writtenRule({ id, mode, projects, on, do: verb, limit, ...others }: Rule): Written {
  const { description, owner, when, for: lasted, require, ...last } = others;
  return {
    id,
    ...(description !== undefined && { description }),
    ...(owner !== undefined && { owner }),
    mode,
    projects: alone(projects),
    on: alone(on),
    ...(when && { when }),
    ...(lasted !== undefined && { for: lasted }),
    ...(require && Object.keys(require).length > 0 && { require }),
    do: writtenVerb(verb),
    ...(Object.keys(limit).length > 0 && { limit }),
    ...last,
  };
}

export function writtenInvariant({ never, projects, ...others }: Invariant): Written {
  const { id, description, ...last } = others;
  return {
    id,
    ...(description !== undefined && { description }),
    ...(projects && { projects: alone(projects) }),
    never: alone(never),
    ...last,
  };
}

function writtenVerb({ action, params }: Verb): unknown {
  return Object.keys(params).length === 0 ? action : { [action]: params };
}

/** One value stands for a list of one. */
function alone<T>(list: readonly T[]): T | readonly T[] {
  const [first] = list;
  return list.length === 1 && first !== undefined ? first : list;
}

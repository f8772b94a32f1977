import { type Instant, instantText } from "../../core/time.ts";
import { nextCommonOpening } from "../calendar/opening.ts";
import type { Rulebook } from "../rulebook.ts";
import { overlapProof, type Region } from "../space/overlap.ts";
import { kindOf } from "../trigger.ts";
import type { Finding } from "./finding.ts";
import { findingAt, type Linted } from "./linted.ts";

/** Rules that can never do anything: nothing is like what they ask for, or their time does not come. */
export function neverMatches(one: Linted, { calendars = {} }: Rulebook, now: Instant): Finding[] {
  const impossible = whyImpossible(one);
  if (impossible) return [impossible];
  return [...lostTime(one, now), ...closedForEver(one, calendars, now), ...deadBranches(one), ...neverKnown(one)];
}

function error(one: Linted, path: readonly (string | number)[], message: string): Finding {
  return findingAt(one, path, { severity: "error", code: "neverMatches", message });
}

function warning(one: Linted, path: readonly (string | number)[], message: string): Finding {
  return findingAt(one, path, { severity: "warning", code: "neverMatches", message });
}

/** The facts that cannot be, where regions certainly have nothing in common. */
function impossibleFacts(regions: readonly Region[]): string | undefined {
  const proof = overlapProof(regions);
  return proof.kind === "none" ? proof.facts.join(" or ") : undefined;
}

function whyImpossible(one: Linted): Finding | undefined {
  const { rule, spec, reach } = one;
  const { projects, when, do: verb } = rule;
  if (impossibleFacts([{ projects }]) !== undefined)
    return error(one, ["projects"], "no project is left: what is excluded holds all that is named");
  const facts = impossibleFacts([{ ...(when && { when }) }]);
  if (facts !== undefined)
    return error(
      one,
      ["when"],
      `no job can be like this: the conditions leave nothing for ${facts}; remove one of them`,
    );
  const byVerb = impossibleFacts(reach);
  if (byVerb === undefined) return undefined;
  const from = spec?.startsFrom?.length === 1 ? spec.startsFrom[0] : `${spec?.startsFrom?.join(", ")}`;
  const why: Readonly<Record<string, string>> = {
    status: `\`${verb.action}\` starts from ${from} only, and the conditions leave that out: name another status`,
    name: `the conditions leave out every job that ${JSON.stringify(verb.params.job)} names`,
    tag: `the conditions ask for tags, which \`${verb.action}\` spares unless it says \`includeTags: true\``,
  };
  return error(
    one,
    ["do"],
    why[byVerb] ?? `\`${verb.action}\` can do nothing to such a job: there is nothing for ${byVerb}`,
  );
}

function lostTime(one: Linted, now: Instant): Finding[] {
  const { until } = one.rule;
  if (until === undefined || instantText(now).slice(0, until.length) <= until) return [];
  return [warning(one, ["until"], `the rule has ended: its last day was ${until}; remove it, or give a later day`)];
}

function closedForEver(one: Linted, calendars: NonNullable<Rulebook["calendars"]>, now: Instant): Finding[] {
  const name = one.rule.require?.calendar;
  const calendar = name !== undefined && Object.hasOwn(calendars, name) ? calendars[name] : undefined;
  if (!calendar || nextCommonOpening([calendar], now) !== undefined) return [];
  const message = `the calendar ${name} does not open within 400 days, so all that the rule wants is refused: mend the calendar`;
  return [warning(one, ["require", "calendar"], message)];
}

/** Branches of an `any` in which nothing can be like what the rule asks for around them. */
function deadBranches(one: Linted): Finding[] {
  return (one.rule.when?.any ?? []).flatMap((branch, at) => {
    const facts = impossibleFacts([...one.reach, { when: branch }]);
    const message = `this branch never holds: the rule leaves nothing for ${facts} there; remove it`;
    return facts === undefined ? [] : [warning(one, ["when", "any", at], message)];
  });
}

/** What GitLab tells in hooks alone is never known of a job that a sweep finds: see lib/app/further/settings.ts. */
function neverKnown(one: Linted): Finding[] {
  const { rule, reach } = one;
  if (!rule.on.every((trigger) => kindOf(trigger) === "schedule")) return [];
  const isHeard = impossibleFacts([...reach, { when: { status: ["manual", "scheduled"] } }]) === undefined;
  const keys = (["environmentTier", ...(isHeard ? [] : ["when" as const])] as const).filter(
    (key) => rule.when?.[key] !== undefined,
  );
  return keys.map((key) =>
    findingAt(one, ["when", key], {
      severity: "error",
      code: "unknownForever",
      message: `only hooks tell \`${key}\`, and a schedule meets jobs without one: it is never known, and the rule never says yes; ask for something else, such as \`environment\` or \`name\``,
    }),
  );
}

import { asksForBridges } from "../bridges.ts";
import type { Conditions } from "../conditions.ts";
import { actsSomewhere } from "../mode.ts";
import type { Rule, Rulebook } from "../rulebook.ts";
import { overlap, type Region } from "../space/overlap.ts";
import { kindOf } from "../trigger.ts";
import { inBegunPipelines } from "./causes.ts";
import { effects, unknownEffect, type VerbEffect } from "./effects.ts";
import { together } from "./steady.ts";

/** A rule that acts, as a place that cycles may go through. */
export interface Node {
  readonly rule: Rule;
  /** Its position among all rules of the rulebook. */
  readonly position: number;
  readonly effect: VerbEffect;
  /** The jobs that it may act on. */
  readonly region: Region;
  /** Something that happens or is found may cause it; else only people do. */
  readonly isCaused: boolean;
  /** It acts on trigger jobs, and each that it makes run begins a new pipeline. */
  readonly beginsPipelines: boolean;
  /** It does so in pipelines that trigger jobs began, too. */
  readonly comesBack: boolean;
}

/** The rules that act somewhere: what only reports, or is off, causes nothing. */
export function nodesOf({ rules }: Rulebook): readonly Node[] {
  return rules.flatMap((rule, position) => (actsSomewhere(rule) ? [nodeOf(rule, position)] : []));
}

function nodeOf(rule: Rule, position: number): Node {
  const { action, params } = rule.do;
  const effect = Object.hasOwn(effects, action) ? (effects[action] ?? unknownEffect) : unknownEffect;
  const when = together([
    rule.when,
    { status: statusesOf(effect) },
    typeof params.job === "string" ? { name: [params.job] } : undefined,
    isAboutBridges(rule) ? undefined : { bridge: false },
  ]);
  const region: Region = { projects: rule.projects, ...(when && { when }) };
  const beginsPipelines =
    effect.beginsPipelines && isAboutBridges(rule) && overlap([region, { when: { bridge: true } }]) !== "none";
  return {
    rule,
    position,
    effect,
    region,
    isCaused: rule.on.some((on) => kindOf(on) !== "command"),
    beginsPipelines,
    comesBack: beginsPipelines && overlap([region, { when: { bridge: true } }, { when: inBegunPipelines }]) !== "none",
  };
}

function isAboutBridges({ when }: Rule): boolean {
  return when !== undefined && asksForBridges(when);
}

function statusesOf({ startsFrom }: VerbEffect): NonNullable<Conditions["status"]> {
  return startsFrom.filter((status) => status !== "other");
}

/** The names that conditions ask for, where they are whole names and no patterns; `undefined`: any, or it cannot be told. */
export function exactNames(when: Conditions | undefined): readonly string[] | undefined {
  const { name, all = [] } = when ?? {};
  if (!name) return all.map(exactNames).find((names) => names !== undefined);
  const exact = name.flatMap((one) => (typeof one === "string" && !/[*?]/.test(one) ? [one] : []));
  return exact.length === name.length ? exact : undefined;
}

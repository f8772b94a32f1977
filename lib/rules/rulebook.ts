import * as z from "zod";
import type { ActionSpec } from "../core/action.ts";
import type { Limit } from "../core/limit.ts";
import { Notice } from "../core/notice.ts";
import { Calendar } from "./calendar.ts";
import { Conditions, conditionNames } from "./conditions.ts";
import { FailureClass } from "./failureClass.ts";
import { oneOrMany, Span } from "./fields.ts";
import { type Invariant, invariantOf } from "./invariant.ts";
import { defaultLimit, Limits } from "./limits.ts";
import { Mode } from "./mode.ts";
import { Outage, whyNoOutage } from "./outage.ts";
import { Projects } from "./projects.ts";
import { gateKeys, Require } from "./require.ts";
import { kindOf, Trigger } from "./trigger.ts";
import { storedVerb, type Verb, verbOf, writtenVerb } from "./verb.ts";
import { got, shown, unknownKey } from "./wording.ts";

const mostRuleBytes = 16_384;
export const mostRules = 10_000;
const mostInvariants = 50;

const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, {
    error: "expected an id of a-z, 0-9 and -, 1 to 64 of them, and no - in front",
  }),
  description: z.string().exactOptional(),
  owner: z.string().exactOptional(),
  projects: Projects,
  on: oneOrMany(Trigger),
  when: Conditions.exactOptional(),
  /** How long the state must have lasted. */
  for: Span.exactOptional(),
  /** What follows when a call's outcome could not be learnt. */
  onUnknown: z.enum(["again", "attention"]).exactOptional(),
  /** The last day of the rule, UTC. */
  until: z.iso.date({ error: "expected a date such as 2026-12-31" }).exactOptional(),
  require: Require.exactOptional(),
  /** When it holds back what does not help; missing: as its verb has it. */
  outage: Outage.exactOptional(),
  /** What people are told once what the rule does is done. */
  notify: Notice.exactOptional(),
};

/** A rule as it is stored and compiled: lists are lists, its mode and its limits are settled, spans are text. */
export type Rule = z.infer<z.ZodObject<typeof common>> & {
  readonly do: Verb;
  readonly mode: Mode;
  readonly limit: Limit;
};

/** All rules of a source, as plain JSON. */
export interface Rulebook {
  readonly version: 1;
  readonly calendars?: Readonly<Record<string, Calendar>>;
  /** Kinds of failures that the team names itself, beside the built-in ones. */
  readonly failureClasses?: Readonly<Record<string, FailureClass>>;
  /** What no rule may do. */
  readonly invariants?: readonly Invariant[];
  readonly rules: readonly Rule[];
}

const Name = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/i, {
  error: "expected a name of letters, digits, . and -, at most 64 of them",
});

/** What stands beside the rules, written and stored. */
function besideWith(verb: z.ZodType<string>) {
  return {
    calendars: z.record(Name, Calendar).exactOptional(),
    failureClasses: z.record(Name, FailureClass).exactOptional(),
    invariants: z
      .array(invariantOf(verb))
      .max(mostInvariants, { error: `expected at most ${mostInvariants} invariants` })
      .exactOptional(),
  };
}

const Version = z.literal(1, {
  error: ({ input }) => {
    const seen = typeof input === "string" ? ", got text: write it without quotes" : `, got ${got(input)}`;
    return `expected \`version: 1\`${input === undefined ? "" : seen}; this Penstock reads no other`;
  },
});

/** A rulebook as people write it; the outcome is the one that is stored. */
export function writtenRulebook(actions: readonly ActionSpec[]): z.ZodType<Rulebook> {
  const rule = z
    .strictObject(
      { ...common, do: writtenVerb(actions), mode: Mode.exactOptional(), limit: Limits.exactOptional() },
      { error: (issue) => (issue.code === "unrecognized_keys" ? issue.keys.map(noRuleKey).join("\n") : undefined) },
    )
    .superRefine((rule, context) => checkRule(rule, actions, context));
  return z
    .strictObject({
      version: Version,
      defaults: z.strictObject({ mode: Mode.exactOptional() }).exactOptional(),
      ...besideWith(verbOf(actions)),
      rules: rulesOf(rule).exactOptional(),
    })
    .superRefine(({ calendars, failureClasses, invariants, rules }, context) => {
      // A file may hold nothing but what the rules of other files name, or must keep to.
      if (!rules && !calendars && !failureClasses && !invariants)
        context.addIssue({ code: "custom", message: "`rules` is missing" });
    })
    .transform(({ defaults, rules = [], ...others }) => ({
      ...others,
      rules: rules.map(({ mode, limit, ...rule }) => ({
        ...rule,
        mode: mode ?? defaults?.mode ?? "report",
        limit: { ...defaultLimit(rule, actions), ...limit },
      })),
    }));
}

const ruleKeys = [...Object.keys(common), "do", "mode", "limit"];

function noRuleKey(key: string): string {
  return conditionNames.includes(key)
    ? `${shown(key)} is a condition and goes under \`when\`${key === "name" ? "; a rule is named by its `id`" : ""}`
    : unknownKey(key, ruleKeys);
}

/** A rule as it is stored: nothing is left to fill in. */
export function storedRule(actions: readonly ActionSpec[]): z.ZodType<Rule> {
  return z
    .strictObject({ ...common, do: storedVerb(actions), mode: Mode, limit: Limits })
    .superRefine((rule, context) => checkRule(rule, actions, context));
}

/** What is stored beside the rules. */
export const Beside: z.ZodType<Omit<Rulebook, "rules">> = z.strictObject({
  version: Version,
  ...besideWith(z.string()),
});

function rulesOf<T extends z.ZodType>(rule: T) {
  return z
    .array(rule)
    .min(1, { error: "expected at least one rule" })
    .max(mostRules, { error: `expected at most ${mostRules} rules` });
}

/** What one key alone cannot tell. */
function checkRule(
  rule: Pick<Rule, "do" | "on" | "for" | "when" | "require" | "outage"> & { readonly limit?: Limit },
  actions: readonly ActionSpec[],
  context: z.RefinementCtx,
): void {
  const report = (message: string, ...path: (string | number)[]) => context.addIssue({ code: "custom", path, message });
  const { action } = rule.do;
  const spec = actions.find(({ name }) => name === action);
  const allowed = spec?.triggers;
  const kinds = rule.on.map(kindOf);
  kinds.forEach((kind, at) => {
    if (allowed && !allowed.includes(kind))
      report(`\`${action}\` acts on ${allowed.join(" or ")} only, not on ${kind}`, "on", at);
  });
  const why = spec?.whyWrong?.(rule.do.params, kinds);
  if (why !== undefined) report(why, "do");
  if (spec?.mustNameStatus && !namesStatus(rule.when))
    report(`\`${action}\` must know which jobs are meant: name a status, e.g. \`when: { status: failed }\``, "do");
  for (const key of ["percentPerDay", "bytesPerDay"] as const)
    if (rule.limit?.[key] !== undefined && spec && !spec.destroys)
      report(`\`${key}\` counts what is deleted, and \`${action}\` deletes nothing`, "limit", key);
  if (rule.limit?.percentPerDay !== undefined && !kinds.includes("schedule"))
    report(
      "`percentPerDay` is of what the rule's sweeps count: it goes with `on: { schedule: … }`",
      "limit",
      "percentPerDay",
    );
  const noOutage = spec && rule.outage !== undefined ? whyNoOutage(spec) : undefined;
  if (noOutage !== undefined) report(noOutage, "outage");
  if (rule.for !== undefined && kinds.includes("schedule"))
    report("`for` goes with `on: job` or `on: pipeline`; a schedule has no beginning to count from", "for");
  if (rule.require?.plan && spec && !(spec.destroys && kinds.includes("schedule")))
    report(
      "`plan` lists what a rule with `on: { schedule: … }` would delete: only such rules require it",
      "require",
      "plan",
    );
  for (const key of gateKeys)
    if (rule.require?.[key] !== undefined && spec && spec.name !== "play")
      report(`\`${key}\` is of a gate: only \`play\` requires it`, "require", key);
  const bytes = Buffer.byteLength(JSON.stringify(rule));
  if (bytes > mostRuleBytes) report(`the rule is ${bytes} bytes of JSON: at most ${mostRuleBytes}`);
}

/** Whether conditions say somewhere which statuses they mean; what they exclude does not count. */
function namesStatus(conditions: Conditions | undefined): boolean {
  if (!conditions) return false;
  const { status, all = [], any } = conditions;
  return status !== undefined || all.some(namesStatus) || (any?.every(namesStatus) ?? false);
}

import * as z from "zod";
import type { ActionSpec } from "../core/action.ts";
import { StoreError } from "../core/errors.ts";
import type { Limit } from "../core/limit.ts";
import { Conditions } from "./conditions.ts";
import { oneOrMany, Span } from "./fields.ts";
import { Projects } from "./projects.ts";
import { Schedule } from "./schedule.ts";
import { validate } from "./validate.ts";
import { storedVerb, type Verb, writtenVerb } from "./verb.ts";

const mostRuleBytes = 16_384;
const mostRules = 10_000;

const Count = z.int({ error: wholeNumber }).min(1, { error: wholeNumber }).max(1000, { error: wholeNumber });

function wholeNumber({ input }: { readonly input?: unknown }): string {
  return `expected a whole number from 1 to 1000, got ${JSON.stringify(input)}`;
}

const Limits = z.strictObject({
  perJob: Count.exactOptional(),
  perPipeline: Count.exactOptional(),
  perSha: Count.exactOptional(),
  perProjectPerHour: Count.exactOptional(),
  perRulePerDay: Count.exactOptional(),
} satisfies Record<keyof Limit, z.ZodType>);

const Trigger = z.union([z.enum(["job", "pipeline"]), z.strictObject({ schedule: Schedule })], {
  error: "expected job, pipeline or { schedule: … }",
});
type Trigger = z.infer<typeof Trigger>;

const Mode = z.enum(["report", "enforce", "off"]);

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
};

/** A rule as it is stored and compiled: lists are lists, its mode and its limits are settled, spans are text. */
export type Rule = z.infer<z.ZodObject<typeof common>> & {
  readonly do: Verb;
  readonly mode: "report" | "enforce" | "off";
  readonly limit: Limit;
};

/** All rules of a source, as plain JSON. */
export interface Rulebook {
  readonly version: 1;
  readonly rules: readonly Rule[];
}

const Version = z.literal(1, { error: "expected `version: 1`: this version reads no other" });

/** A rulebook as people write it; the outcome is the one that is stored. */
export function writtenRulebook(actions: readonly ActionSpec[]): z.ZodType<Rulebook> {
  const rule = z
    .strictObject({ ...common, do: writtenVerb(actions), mode: Mode.exactOptional(), limit: Limits.exactOptional() })
    .superRefine((rule, context) => checkRule(rule, actions, context));
  return z
    .strictObject({
      version: Version,
      defaults: z.strictObject({ mode: Mode.exactOptional() }).exactOptional(),
      rules: rulesOf(rule),
    })
    .transform(({ version, defaults, rules }) => ({
      version,
      rules: rules.map(({ mode, limit, ...rule }) => ({
        ...rule,
        mode: mode ?? defaults?.mode ?? "report",
        limit: { ...actions.find(({ name }) => name === rule.do.action)?.defaultLimit, ...limit },
      })),
    }));
}

/** A rulebook as it is stored: nothing is left to fill in. */
function storedRulebook(actions: readonly ActionSpec[]): z.ZodType<Rulebook> {
  const rule = z
    .strictObject({ ...common, do: storedVerb(actions), mode: Mode, limit: Limits })
    .superRefine((rule, context) => checkRule(rule, actions, context));
  return z.strictObject({ version: Version, rules: rulesOf(rule) });
}

/**
 * A stored rulebook, checked as strictly as a written one.
 *
 * @throws StoreError `corrupt` when it is not what `writtenRulebook` gives, or names a verb that this version does not have
 */
export function parseRulebook(json: unknown, actions: readonly ActionSpec[]): Rulebook {
  const read = validate(storedRulebook(actions), json);
  if ("data" in read) return read.data;
  const [first] = read.faults;
  throw new StoreError("corrupt", `the stored rules cannot be used: ${first?.path.join(".")}: ${first?.message}`);
}

function rulesOf<T extends z.ZodType>(rule: T) {
  return z
    .array(rule)
    .min(1, { error: "expected at least one rule" })
    .max(mostRules, { error: `expected at most ${mostRules} rules` });
}

/** What one key alone cannot tell. */
function checkRule(
  rule: { readonly do: Verb; readonly on: readonly Trigger[]; readonly for?: string; readonly when?: Conditions },
  actions: readonly ActionSpec[],
  context: z.RefinementCtx,
): void {
  const report = (message: string, ...path: (string | number)[]) => context.addIssue({ code: "custom", path, message });
  const { action } = rule.do;
  const allowed = actions.find(({ name }) => name === action)?.triggers;
  const kinds = rule.on.map(kindOf);
  kinds.forEach((kind, at) => {
    if (allowed && !allowed.includes(kind))
      report(`\`${action}\` acts on ${allowed.join(" or ")} only, not on ${kind}`, "on", at);
  });
  if (actions.find(({ name }) => name === action)?.mustNameStatus && !namesStatus(rule.when))
    report(`\`${action}\` must know which jobs are meant: name a status, e.g. \`when: { status: failed }\``, "do");
  if (rule.for !== undefined && kinds.includes("schedule"))
    report("`for` goes with `on: job` or `on: pipeline`; a schedule has no beginning to count from", "for");
  const bytes = Buffer.byteLength(JSON.stringify(rule));
  if (bytes > mostRuleBytes) report(`the rule is ${bytes} bytes of JSON: at most ${mostRuleBytes}`);
}

/** Whether conditions say somewhere which statuses they mean; what they exclude does not count. */
function namesStatus(conditions: Conditions | undefined): boolean {
  if (!conditions) return false;
  const { status, all = [], any } = conditions;
  return status !== undefined || all.some(namesStatus) || (any?.every(namesStatus) ?? false);
}

/** The kind of event that a trigger waits for. */
export function kindOf(trigger: Trigger): "job" | "pipeline" | "schedule" {
  return typeof trigger === "string" ? trigger : "schedule";
}

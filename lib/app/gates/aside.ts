import type { Gate, Override, Person } from "../../core/gate.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { type Ground, whyNoYes } from "./quorum.ts";
import type { WordRefused } from "./speak.ts";

/** An ask that nobody grants within this time is void. */
const askMillis = 3_600_000;

const maintainers = [{ role: "maintainer" as const }];

/** Where an override is judged: the rules that would let the job through, and the job as it is. */
export interface OverrideGround extends Ground {
  readonly rules: readonly CompiledRule[];
}

/** Until when people have set a gate's calendar aside; or why what they said of it does not count. */
export type Aside = { readonly until: Instant } | { readonly why: string };

/**
 * Whether a gate's calendar is set aside now: for this very content, by two people who may still say so.
 *
 * @returns `undefined` where nobody said anything
 * @throws GitLabError when GitLab cannot be asked
 */
export async function asideOf(
  { override, digest }: Pick<Gate, "override" | "digest">,
  ground: OverrideGround,
  now: Instant,
): Promise<Aside | undefined> {
  if (!override) return undefined;
  const { asked, granted, until } = override;
  if (override.digest !== digest)
    return { why: `the override that ${at(asked)} asked for was of something else, which has changed since` };
  if (!granted || until === undefined) {
    if (isAsked(override, now)) return { why: `${at(asked)} asks to set it aside, which a second person must say too` };
    return { why: `${at(asked)} asked to set it aside, and nobody else said so within an hour` };
  }
  if (!isGranted(override, now))
    return { why: `the override by ${at(asked)} and ${at(granted)} was over at ${instantText(until)}` };
  const no = (await whyNoOverride(asked, ground, "ask")) ?? (await whyNoOverride(granted, ground, "grant"));
  return no ? { why: `the override by ${at(asked)} and ${at(granted)} does not count: ${no.why}` } : { until };
}

function at({ username }: Person): string {
  return `@${username}`;
}

/** Whether two people have set it aside, and it is not over. */
export function isGranted({ granted, until }: Override, now: Instant): boolean {
  return granted !== undefined && until !== undefined && now < until;
}

/** Whether it waits for a second person. */
export function isAsked({ asked, granted }: Override, now: Instant): boolean {
  return granted === undefined && now < asked.at + askMillis;
}

/**
 * Why a person may not ask for an override, or not grant one, by what GitLab says now; `undefined`: they may.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function whyNoOverride(
  person: Person,
  { rules, ...ground }: OverrideGround,
  step: "ask" | "grant",
): Promise<WordRefused | undefined> {
  const requires = rules.flatMap(({ rule: { require } }) => (require?.calendar === undefined ? [] : [require]));
  if (requires.length === 0) return { refused: "nothingToSay", why: "no calendar that a rule requires keeps it shut" };
  for (const { override } of requires) {
    const no = await whyNoYes(person, { from: override?.from ?? maintainers, notAuthor: step === "grant" }, ground);
    if (no) return no;
  }
  return undefined;
}

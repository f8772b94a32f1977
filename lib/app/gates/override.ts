import type { Facts } from "../../core/event.ts";
import type { Gate, Spoken } from "../../core/gate.ts";
import { jobIdOf, type Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { liveFacts } from "../liveFacts.ts";
import { isAsked, isGranted, whyNoOverride } from "./aside.ts";
import { type DecideDesk, forgotten, whyExpired, whyPast, whyStarted } from "./decide.ts";
import { gateRules } from "./gateRules.ts";
import { refuse, type Spoke, speak, type Word, type WordRefused } from "./speak.ts";
import { storedGate } from "./stored.ts";

/** "Set the calendar of this gate aside for so long." */
export interface OverrideWord extends Word {
  readonly forSeconds: number;
}

const step = { name: "override" as const };

/**
 * Sets a gate's calendar aside once two people have said so: the first word asks, the same word of another person within
 * an hour grants it, of two spans for the shorter one. Both must be among those whom every rule with a calendar means, and
 * whoever grants it has no part in what would be played. One that holds already is left as it is.
 *
 * @throws GitLabError when GitLab cannot be asked; StoreError, after which saying it again is safe
 */
export async function sayOverride(word: OverrideWord, desk: DecideDesk): Promise<Spoke> {
  const { gate } = await storedGate(word, desk.store);
  const seen = gate ? await words(word, gate, desk) : { ownWork: undefined };
  if ("refused" in seen) return await refuse(word, { step, no: seen, ...(gate && { gate }) }, desk);
  // Where there is no gate `speak` says so.
  const after = (now: Gate, at: Instant, task: Task | undefined) =>
    whyShut(now, task, at) ?? overridden(now, word, { now: at, ownWork: seen.ownWork });
  return await speak(word, { ...step, after, task: "wake" }, desk);
}

/** Why the person cannot ask for it now; or why they could not grant it, if they cannot. */
async function words(
  { source, job, person, reason }: OverrideWord,
  gate: Gate,
  desk: DecideDesk,
): Promise<WordRefused | { readonly ownWork: WordRefused | undefined }> {
  if (!reason?.trim()) return { refused: "noReason", why: "an override needs a reason" };
  const task = await desk.store.task(gate.task);
  const shut = whyShut(gate, task, desk.clock());
  if (shut || !task) return shut ?? forgotten;
  const { rules, changed } = await gateRules(source, desk)(gate);
  if (changed !== undefined) return { refused: "otherContent", why: changed, isOutdated: true };
  const facts: Facts | undefined = await liveFacts(task, jobIdOf(task) ?? job, desk.reads);
  if (!facts) return { refused: "noGate", why: `GitLab shows no job ${job} any more` };
  const ground = { rules, facts, reads: desk.reads };
  const no = whyStarted(facts) ?? (await whyNoOverride(person, ground, "ask"));
  return no ?? { ownWork: await whyNoOverride(person, ground, "grant") };
}

function whyShut(gate: Gate, task: Task | undefined, now: Instant): WordRefused | undefined {
  if (gate.closed) return { refused: "gateClosed", why: `the gate is closed: ${gate.closed.why}` };
  return (task ? whyPast(task) : forgotten) ?? whyExpired(gate, now);
}

/** The gate once it is said. */
function overridden(
  gate: Gate,
  { person, from, who, reason = "", forSeconds }: OverrideWord,
  { now, ownWork }: { readonly now: Instant; readonly ownWork: WordRefused | undefined },
): Gate | WordRefused {
  const known = gate.override?.digest === gate.digest ? gate.override : undefined;
  if (known && isGranted(known, now)) return gate;
  const spoken: Spoken = { ...person, at: now, from, who, reason };
  const asked = { asked: spoken, digest: gate.digest, forSeconds };
  if (!known || !isAsked(known, now)) return { ...gate, override: asked };
  if (known.asked.userId === person.userId) {
    const isSame = known.asked.reason === reason && known.forSeconds === forSeconds;
    return isSame ? gate : { ...gate, override: asked };
  }
  if (ownWork) return ownWork;
  const seconds = Math.min(known.forSeconds, forSeconds);
  return { ...gate, override: { ...known, granted: spoken, forSeconds: seconds, until: now + seconds * 1000 } };
}

import fc from "fast-check";
import { newTally, type Tally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";
import type { SpeakerName } from "./people.ts";
import { formOf, isForged, type Step, steps } from "./steps.ts";
import { openVillage, type Village } from "./village.ts";

/** Something that was said in earnest: whatever is done must be what one of these wanted. */
interface Meant {
  readonly who: SpeakerName;
  readonly verb: string;
  readonly job: number;
  readonly at: number;
  /** Since when it is answered: what was planned then may be done later. */
  answeredAt?: number;
}

/** A request that was sent in earnest. */
interface Sent {
  readonly form: Readonly<Record<string, string>>;
  readonly at: number;
}

interface Told {
  readonly meant: Meant[];
  readonly sent: Sent[];
  readonly serial: number;
  readonly tally: Tally;
}

const fiveMinutes = 5 * 60_000;

/** Takes a step. @returns what is wrong with it */
async function take(one: Step, village: Village, told: Told): Promise<string[]> {
  const { meant, sent, tally } = told;
  tally.met(one.kind);
  if (one.kind === "wake" || one.kind === "answer") return await woken(one.kind, village, { meant, tally });
  if (one.kind === "pass") {
    village.pass(one.minutes * 60);
    return [];
  }
  if (one.kind === "change") {
    village.folk.change(one.whom, one.change);
    return [];
  }
  if (one.kind === "replay") return await replayed(sent[one.nth % sent.length], village, tally);
  return await spoken(one, village, told);
}

async function spoken(
  one: Extract<Step, { kind: "say" | "click" }>,
  village: Village,
  { meant, sent, serial, tally }: Told,
): Promise<string[]> {
  const form = formOf(one, village, serial);
  if (!form) return [];
  if (one.spoilt) tally.met("spoilt requests");
  const before = village.asked();
  const faults: string[] = [];
  for (let copy = 0; copy < one.copies; copy++) {
    const status = statusOf(await village.knock(form, isForged(one.spoilt) ? one.spoilt : undefined));
    const isRefused = isForged(one.spoilt) || one.spoilt === "workspace";
    if (isRefused !== (status === 401)) faults.push(`${JSON.stringify(one)} was answered ${status}`);
    if (copy > 0) tally.met("replays");
  }
  if (village.asked() !== before) faults.push("GitLab was asked before the answer");
  if (!one.spoilt) {
    meant.push(meaning(one, village));
    sent.push({ form, at: village.now() });
  }
  return faults;
}

async function replayed(was: Sent | undefined, village: Village, tally: Tally): Promise<string[]> {
  if (!was) return [];
  tally.met("late replays");
  const status = statusOf(await village.knock(was.form, undefined, was.at));
  const isOld = village.now() - was.at > fiveMinutes;
  return isOld === (status === 401) ? [] : [`a replay was answered ${status}`];
}

function statusOf(answer: Awaited<ReturnType<Village["knock"]>>): number | undefined {
  return typeof answer === "string" ? 200 : answer.statusCode;
}

function meaning(one: Extract<Step, { kind: "say" | "click" }>, { jobs, now }: Village): Meant {
  if (one.kind === "click") return { who: one.who, verb: one.button, job: jobs.release, at: now() };
  const verb = one.verb === "approve" ? "Approve" : one.verb;
  return { who: one.who, verb, job: jobs[one.job], at: now() };
}

/** Everybody's rights stand still while what was said is answered or done, so they can be asked afterwards. */
async function woken(
  kind: "wake" | "answer",
  village: Village,
  { meant, tally }: { readonly meant: readonly Meant[]; readonly tally: Tally },
): Promise<string[]> {
  const before = village.twin.effects.length;
  const yeses = JSON.stringify(await village.yeses());
  await village[kind]();
  for (const one of meant) one.answeredAt ??= village.now();
  const deeds = village.twin.effects
    .slice(before)
    .filter(({ user }) => user === village.twin.bot.username)
    .flatMap(({ verb, jobId }) => {
      tally.met(`effects: ${verb}`);
      return isMeant({ verb, jobId }, village, meant) ? [] : [`${verb} of ${jobId}, which nobody could have wanted`];
    });
  const fresh = (await village.yeses()).filter((one) => !yeses.includes(JSON.stringify(one)));
  const stolen = fresh.flatMap(({ userId }) => {
    tally.met("yeses");
    return isYes(userId, village, meant) ? [] : [`a yes in the name of user ${userId}, who could not have said so`];
  });
  return [...deeds, ...stolen, ...answeredTwice(village)];
}

/** Whoever's yes is noted said so in time, and may say so. */
function isYes(userId: number, { folk }: Village, meant: readonly Meant[]): boolean {
  const name = folk.nameOf(userId);
  return (
    name !== undefined &&
    folk.levelOf(name) >= 40 &&
    meant.some((one) => one.verb === "Approve" && one.who === name && isInTime(one))
  );
}

function isInTime({ at, answeredAt = at }: Meant): boolean {
  return answeredAt - at <= fiveMinutes;
}

/** What is said to a request is its answer and, of what was planned, how it ended. */
function answeredTwice({ answers }: Village): string[] {
  return [...answers].flatMap(([url, texts]) =>
    texts.length > 2 || new Set(texts).size < texts.length ? [`${url} was answered with ${texts.join()}`] : [],
  );
}

function isMeant(
  { verb, jobId }: { readonly verb: string; readonly jobId: number },
  { folk, jobs }: Village,
  meant: readonly Meant[],
): boolean {
  // A yes stands as long as its gate waits; only its giver must be who he was.
  if (verb === "play" && jobId === jobs.release)
    return meant.some((one) => one.verb === "Approve" && folk.levelOf(one.who) >= 40);
  return meant.some((one) => one.verb === verb && one.job === jobId && folk.levelOf(one.who) >= 30 && isInTime(one));
}

/** Nothing is done twice, however often it was said and by however many. */
function repeated({ twin }: Village): string[] {
  const counts = new Map<string, number>();
  for (const { user, verb, jobId } of twin.effects)
    if (user === twin.bot.username) counts.set(`${verb} of ${jobId}`, (counts.get(`${verb} of ${jobId}`) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([what, count]) => `${what}: ${count} times`);
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const property = fc.asyncProperty(steps, async (drawn) => {
    const village = await openVillage();
    const told = { meant: [], sent: [], tally };
    for (const [serial, one] of [...drawn, { kind: "wake" } as const].entries()) {
      const faults = await take(one, village, { ...told, serial });
      if (faults.length > 0) throw new Error(faults.join("; "));
    }
    tally.met("answers", [...village.answers.values()].flat().length);
    const faults = repeated(village);
    if (faults.length > 0) throw new Error(faults.join("; "));
  });
  const details = await fc.check(property, { seed, numRuns: cases });
  if (details.failed)
    tally.broke(
      `seed ${seed}, path ${details.counterexamplePath}: ${String(details.errorInstance)} ${JSON.stringify(details.counterexample)}`,
    );
  return tally.shown(cases);
}

/** Chat has the caller's rights. */
export const talk: Proof = {
  promises: ["P44"],
  says: "what people say and click in chat, forged, replayed, stolen, in others' names, before and after their rights change: nothing is done but what one of them said within 5 minutes and may do now, once, and no request waits for GitLab",
  cases: { onPush: 40, byProve: 1_000 },
  run,
};

import { jobText } from "../../actions/action.ts";
import { StoreError } from "../../core/errors.ts";
import { type Armed, type Gate, gateText } from "../../core/gate.ts";
import type { Write } from "../../core/ports.ts";
import { type Task, taskId } from "../../core/task.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { woken } from "../../core/transitions.ts";
import { deliveryEntry } from "../delivery.ts";
import { type Step, toldAll } from "../plan.ts";
import { intentOf } from "../receive.ts";
import { withoutDisarm } from "./armed.ts";
import { type ArmDesk, type ArmWord, type Asked, askArming } from "./askArming.ts";
import { entryOf, isWritten, refuse, type Word, type WordRefused } from "./speak.ts";
import { type StoredGate, storedGate } from "./stored.ts";

/** The gate as it is armed, and the task that will play the job. */
export type ArmDone = { readonly gate: Gate; readonly task: Task } | WordRefused;

const mostTries = 6;
const step = { name: "arm" } as const;

/**
 * Arms a job: a person who may play it in GitLab, and a rule that hears `arm` and says yes, have it played as soon as it can
 * be, with all that the rule requires. The gate's item, the task and the journal are written together. One person's arming
 * stands at a time: whoever arms it for longer takes it over, whoever arms it for shorter is told who has.
 *
 * @throws StoreError, GitLabError when the tables or GitLab cannot be asked; arming again is safe
 */
export async function arm(word: ArmWord, desk: ArmDesk): Promise<ArmDone> {
  const asked = await askArming(word, desk);
  if ("refused" in asked) return await refuse(word, { step, no: asked }, desk);
  for (let tries = 0; tries < mostTries; tries++) {
    const stored = await storedGate(word, desk.store);
    const task = await desk.store.task(idOf(word));
    const now = desk.clock();
    const no = whyNotNow(stored, task, { word, now });
    if (no) return await refuse(word, { step, no, ...(stored.gate && { gate: stored.gate }) }, desk);
    const planned = plannedBy(asked, task, now);
    if ("refused" in planned) return await refuse(word, { step, no: planned }, desk);
    const gate = armedGate(word, { stored, asked, now });
    const writes = writesOf(word, { stored, gate, planned, asked }, desk);
    if (await isWritten(writes, tries, desk)) return { gate, task: planned.task };
  }
  throw new StoreError("conflict", `the gate of job ${word.job} changed ${mostTries} times meanwhile`);
}

function idOf({ source, project, job }: Word): string {
  return taskId({ source, project: { id: project }, jobId: job, verb: "play" });
}

/** Why a gate cannot be armed as it stands. */
function whyNotNow(
  { text, gate }: StoredGate,
  task: Task | undefined,
  { word, now }: { readonly word: ArmWord; readonly now: Instant },
): WordRefused | undefined {
  if (text !== undefined && !gate)
    return { refused: "brokenGate", why: "what is noted of the gate cannot be read by this version" };
  if (task?.state === "done") return { refused: "alreadyPlayed", why: `it was played: ${task.reason ?? "done"}` };
  if (task?.state === "calling") return { refused: "alreadyPlayed", why: "it is being played at this moment" };
  if (gate?.closed && gate.closed.how !== "disarmed")
    return { refused: "gateClosed", why: `its gate is closed: ${gate.closed.why}` };
  const { armed } = gate ?? {};
  if (!armed || armed.userId === word.person.userId || armed.until <= now || armed.until < word.until) return undefined;
  const why = `@${armed.username} has armed it until ${instantText(armed.until)} already`;
  return { refused: "armedAlready", why };
}

/** The task with what was armed in it, looked at at once; or why it takes no more. */
function plannedBy(
  { event, yes }: Asked,
  there: Task | undefined,
  now: Instant,
): { readonly task: Task; readonly steps: readonly Step[]; readonly seen: Task | undefined } | WordRefused {
  const [first, ...others] = yes.map((one) => intentOf(one, event));
  if (!first) return { refused: "noRule", why: "no rule wants it" };
  const told = toldAll(there, [first, ...others], { heardAt: now, now });
  const isEnded = told.task.endedAt !== undefined;
  if (isEnded) {
    const why = `its task ended as ${told.task.state}: ${told.task.reason ?? "a person must look at it first"}`;
    return { refused: "gateClosed", why };
  }
  const task = told.task === there ? (woken(there, now) ?? there) : told.task;
  return { task, steps: told.steps, seen: there };
}

/** The gate's item, armed; where there is none, one that nobody has looked at: it takes approvals once it was. */
function armedGate(
  word: ArmWord,
  { stored, asked, now }: { readonly stored: StoredGate; readonly asked: Asked; readonly now: Instant },
): Gate {
  const { until, person, from, who, reason } = word;
  const { job, project } = asked.event;
  const armed: Armed = { ...person, at: now, from, who, ...(reason !== undefined && { reason }), until };
  const known = withoutDisarm(stored.gate);
  if (known) return { ...known, armed };
  return {
    project: project.id,
    ...(project.path !== undefined && { path: project.path }),
    job: job.id,
    name: job.name,
    task: idOf(word),
    ...(job.pipelineId !== undefined && { pipelineId: job.pipelineId }),
    ...(job.ref !== undefined && { ref: job.ref }),
    ...(job.environment && { environment: job.environment.name }),
    ...(job.sha !== undefined && { sha: job.sha }),
    rules: asked.yes.map(({ rule }) => rule.name),
    digest: "",
    gives: [],
    openedAt: now,
    waitsFor: `${jobText(job)} is ${job.status}`,
    lookedAt: now,
    approvals: [],
    armed,
  };
}

function writesOf(
  word: ArmWord,
  {
    stored,
    gate,
    planned,
    asked: { event, yes },
  }: {
    readonly stored: StoredGate;
    readonly gate: Gate;
    readonly planned: { readonly task: Task; readonly steps: readonly Step[]; readonly seen: Task | undefined };
    readonly asked: Asked;
  },
  desk: ArmDesk,
): Write[] {
  const { task, steps, seen } = planned;
  const tasks = steps.map((one) => ({ id: task.id, step: one }));
  const reason = `until ${instantText(word.until)}${word.reason === undefined ? "" : `: ${word.reason}`}`;
  return [
    { note: stored.key, value: gateText(gate), seen: stored.text },
    ...(task === seen ? [] : [{ put: task, seen: seen?.version ?? ("absent" as const) }]),
    { journal: deliveryEntry(event, yes, tasks, desk) },
    { journal: entryOf({ ...word, reason }, { step, gate }, desk) },
  ];
}

import type { Refusal } from "../../infra/twin/machine/refusal.ts";
import { runAgain } from "../../infra/twin/machine/rerun.ts";
import type { Done } from "../../infra/twin/machine/wish.ts";
import type { Verb } from "../../infra/twin/state/world.ts";
import type { GitLabWrites, Reply } from "../../lib/core/ports.ts";
import { ask, type Process } from "./process.ts";
import { drawn } from "./random.ts";
import { callTimeoutSeconds } from "./settings.ts";
import type { Stage } from "./stage.ts";
import { jobSeen } from "./views.ts";
import type { Sent } from "./witness.ts";

/** What GitLab can be asked to change, and what becomes of such a request on its way. */
export function callsPort(stage: Stage, now: () => Process, isDown: () => boolean): GitLabWrites {
  const send = (verb: Verb, projectId: number, jobId: number, variables?: Readonly<Record<string, string>>) =>
    call(stage, now(), { verb, projectId, jobId, isDown, ...(variables && { variables }) });
  return {
    retry: (projectId, jobId) => send("retry", projectId, jobId),
    cancel: (projectId, jobId) => send("cancel", projectId, jobId),
    play: (projectId, jobId, variables) => send("play", projectId, jobId, variables),
    keep: (projectId, jobId) => send("keep", projectId, jobId),
    deleteArtifacts: (projectId, jobId) => send("deleteArtifacts", projectId, jobId),
    erase: (projectId, jobId) => send("erase", projectId, jobId),
  };
}

interface Call {
  readonly verb: Verb;
  readonly projectId: number;
  readonly jobId: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly isDown: () => boolean;
}

function call(stage: Stage, process: Process, wanted: Call): Promise<Reply> {
  const { random, timeline, witness, profile } = stage;
  const { lateSeconds, raceMillis: _, ...faults } = profile.calls;
  const isHostile = stage.isHostile();
  const fate = wanted.isDown() ? "down" : (isHostile && drawn(random.next(), faults)) || "fine";
  const task = witness.marks.findLast(
    (mark) => mark.task.object === `job:${wanted.jobId}` && mark.task.verb === wanted.verb,
  )?.task;
  const { verb, projectId, jobId } = wanted;
  const sent: Sent = {
    verb,
    projectId,
    jobId,
    sentAt: timeline.now(),
    fate,
    task,
    lookedAt: witness.asked.get(`${process.id} ${jobId}`),
    by: process.id,
  };
  witness.sent.push(sent);
  stage.met(`call ${fate}`);
  stage.say(() => `${process.id}: sends ${verb} of job ${jobId} (${fate})`);
  stage.called(sent);
  const work = () => carryOut(stage, wanted, sent);
  const reach = 20 + Math.round(random.next() * 200);
  const { thereMillis, backMillis, reply, isDone } = coursesOf(stage, { fate, reach, lateSeconds });
  if (isDone === "later")
    timeline.after(Math.round(lateSeconds * 1000 * (0.3 + 0.7 * random.next())), () => void work());
  return ask(stage, process, {
    what: `call ${verb}`,
    thereMillis,
    backMillis,
    serve() {
      const done = isDone === "now" ? work() : undefined;
      if (reply) return reply;
      return replyTo(stage, done, { verb, jobId, fate });
    },
  });
}

interface Course {
  readonly thereMillis: number;
  readonly backMillis: number;
  /** Whether GitLab works on it. */
  readonly isDone: "now" | "later" | "never";
  /** What the caller hears, whatever GitLab would answer. */
  readonly reply?: Reply;
}

const patience = callTimeoutSeconds * 1000;
const silence: Reply = { kind: "unknown", message: "no answer in time" };

function coursesOf(
  { random }: Stage,
  { fate, reach }: { fate: Sent["fate"]; reach: number; lateSeconds: number },
): Course {
  const quick = { thereMillis: reach, backMillis: 20 + Math.round(random.next() * 200) };
  switch (fate) {
    case "refused":
      return { ...quick, isDone: "never", reply: { kind: "notSent", message: "connection refused" } };
    case "down":
      return random.chance(0.5)
        ? { ...quick, isDone: "never", reply: { kind: "notSent", message: "no route to GitLab" } }
        : { thereMillis: patience, backMillis: 0, isDone: "never", reply: silence };
    case "lostRequest":
      return { thereMillis: patience, backMillis: 0, isDone: "never", reply: silence };
    case "late":
      return { thereMillis: patience, backMillis: 0, isDone: "later", reply: silence };
    case "lostReply":
      return { thereMillis: reach, backMillis: patience - reach, isDone: "now", reply: silence };
    case "errorBefore":
      return { ...quick, isDone: "never", reply: { kind: "unknown", message: "500" } };
    case "errorAfter":
      return { ...quick, isDone: "now", reply: { kind: "unknown", message: "502" } };
    case "throttled":
      return { ...quick, isDone: "never", reply: throttled(random.chance(0.5) ? 30 : undefined) };
    case "unauthorized":
      return { ...quick, isDone: "never", reply: { kind: "rejected", status: 401, message: "401 Unauthorized" } };
    case "forbidden":
      return { ...quick, isDone: "never", reply: { kind: "rejected", status: 403, message: "403 Forbidden" } };
    case "slow":
      return {
        thereMillis: Math.round(patience * 0.7 * random.next()),
        backMillis: Math.round(patience * 0.25),
        isDone: "now",
      };
    default:
      return { ...quick, isDone: "now" };
  }
}

function throttled(retryAfterSeconds: number | undefined): Reply {
  const said = { kind: "rejected", status: 429, message: "429 Too Many Requests" } as const;
  return retryAfterSeconds === undefined ? said : { ...said, retryAfterSeconds };
}

/** GitLab does what it was asked, at whatever moment it comes to it. */
function carryOut(stage: Stage, { verb, jobId, projectId, variables }: Call, sent: Sent): Done | Refusal {
  const { twin, timeline, profile } = stage;
  const { world, bot } = twin;
  sent.workedAt = timeline.now();
  const before = world.effects.length;
  const job = world.jobs.get(jobId);
  const done = job
    ? twin.act(verb, jobId, { by: bot.username, ...(variables && { variables }) })
    : ({ refused: 404, message: "404 Not found" } as const);
  const twice =
    job && "refused" in done && verb === "retry" ? racedRetry(stage, jobId, profile.calls.raceMillis) : undefined;
  const answer = twice ?? done;
  sent.changed = world.effects.length > before || twice !== undefined;
  if (!("refused" in answer) && answer.job.id !== jobId) sent.newJobId = answer.job.id;
  if (twice)
    world.effects.push({ at: timeline.now(), verb, projectId, jobId, newJobId: twice.job.id, user: bot.username });
  stage.say(
    () => `GitLab: ${verb} of job ${jobId} for the bot: ${"refused" in answer ? answer.refused : answer.status}`,
  );
  stage.noteJob(jobId);
  return answer;
}

/** GitLab checks and then inserts: two retries that it works on at once both pass the check. */
function racedRetry(stage: Stage, jobId: number, raceMillis: number): Done | undefined {
  const { world, bot } = stage.twin;
  const now = stage.timeline.now();
  const other = world.effects.findLast((effect) => effect.jobId === jobId && effect.verb === "retry");
  const job = world.jobs.get(jobId);
  if (!other || !job || now - other.at >= raceMillis || !stage.isHostile()) return undefined;
  const person = world.people.find(({ username }) => username === bot.username) ?? null;
  stage.met("retries that GitLab worked on at once");
  return { status: 201, job: runAgain(world, job, { person }), changed: true };
}

function replyTo(
  stage: Stage,
  done: Done | Refusal | undefined,
  { verb, jobId, fate }: Pick<Sent, "verb" | "jobId" | "fate">,
): Reply {
  if (!done) return silence;
  if ("refused" in done) {
    const message = typeof done.message === "string" ? done.message : done.message.error;
    const { retryAfterSeconds } = done;
    return {
      kind: "rejected",
      status: done.refused,
      message,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  }
  if (verb === "deleteArtifacts" || fate === "noJob") return { kind: "accepted", status: done.status };
  const old = fate === "oldJob" ? stage.twin.world.jobs.get(jobId) : undefined;
  return { kind: "accepted", status: done.status, job: jobSeen(old ?? done.job, stage.timeline.now()) };
}

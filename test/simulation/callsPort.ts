import type { Refusal } from "../../infra/twin/machine/refusal.ts";
import { runAgain } from "../../infra/twin/machine/rerun.ts";
import type { Done } from "../../infra/twin/machine/wish.ts";
import type { Verb } from "../../infra/twin/state/world.ts";
import type { GitLabWrites, Reply } from "../../lib/core/ports.ts";
import { oneByOne } from "../app/nothingFurther.ts";
import { coursesOf, replyTo, silence } from "./callCourses.ts";
import { ask, type Process } from "./process.ts";
import { drawn } from "./random.ts";
import type { Stage } from "./stage.ts";
import type { Sent } from "./witness.ts";

/** What GitLab can be asked to change, and what becomes of such a request on its way. */
export function callsPort(stage: Stage, now: () => Process, isDown: () => boolean): GitLabWrites {
  const send = (verb: Verb, projectId: number, jobId: number, variables?: Readonly<Record<string, string>>) =>
    call(stage, now(), { verb, projectId, jobId, isDown, ...(variables && { variables }) });
  const byJob = (jobId: number) => stage.twin.world.jobs.get(jobId)?.pipeline.project.id ?? 0;
  return {
    ...oneByOne,
    deletesAtOnce: 100,
    async deleteArtifactsOf(jobIds) {
      const verb = "deleteArtifacts" as const;
      const wishes = jobIds.map((jobId) => ({ verb, projectId: byJob(jobId), jobId, isDown }));
      const replies = await callTogether(stage, now(), wishes);
      return new Map(jobIds.map((jobId, at) => [jobId, replies[at] ?? silence]));
    },
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

async function call(stage: Stage, process: Process, wanted: Call): Promise<Reply> {
  return (await callTogether(stage, process, [wanted]))[0] ?? silence;
}

/** One request for all of them: they share its fate. */
function callTogether(stage: Stage, process: Process, wishes: readonly Call[]): Promise<readonly Reply[]> {
  const { random, timeline, profile } = stage;
  const { lateSeconds, raceMillis: _, ...faults } = profile.calls;
  const isHostile = stage.isHostile();
  const isDown = wishes.some((wish) => wish.isDown());
  const fate = isDown ? "down" : (isHostile && drawn(random.next(), faults)) || "fine";
  const sent = wishes.map((wish) => ({ wish, note: noteSent(stage, process, { ...wish, fate }) }));
  const work = () => sent.map(({ wish, note }) => carryOut(stage, wish, note));
  const reach = 20 + Math.round(random.next() * 200);
  const { thereMillis, backMillis, reply, isDone } = coursesOf(stage, { fate, reach, lateSeconds });
  if (isDone === "later")
    timeline.after(Math.round(lateSeconds * 1000 * (0.3 + 0.7 * random.next())), () => void work());
  return ask(stage, process, {
    what: `call ${wishes[0]?.verb}`,
    thereMillis,
    backMillis,
    serve() {
      const done = isDone === "now" ? work() : [];
      return wishes.map(({ verb, jobId }, at) => reply ?? replyTo(stage, done[at], { verb, jobId, fate }));
    },
  });
}

function noteSent(stage: Stage, process: Process, { verb, projectId, jobId, fate }: Call & Pick<Sent, "fate">): Sent {
  const { timeline, witness } = stage;
  const task = witness.marks.findLast((mark) => mark.task.object === `job:${jobId}` && mark.task.verb === verb)?.task;
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
  return sent;
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

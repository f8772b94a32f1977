import { redriven } from "../../lib/core/byHand.ts";
import { jobIdOf } from "../../lib/core/task.ts";
import { play } from "./carousel.ts";
import type { Judge } from "./checks/judge.ts";
import type { Functions } from "./invocations.ts";
import type { Stage } from "./stage.ts";

const share = 0.2;
const minute = 60_000;

/** P39: after the end everything is told once more, every hook and every record, and every task is started again. */
export async function replay(stage: Stage, functions: Functions, judge: Judge): Promise<void> {
  const { timeline, mode, witness, twin, random } = stage;
  if (mode !== "liveness" || timeline.isRunaway() || !stage.fate("replay").chance(share)) return;
  judge.cases("P39");
  const [events, images, tasks] = [[...witness.events], [...witness.images], [...witness.tasks.values()]];
  const known = new Set(ours(stage));
  const before = twin.effects.length;
  stage.say(() => "everything is told once more");
  const sometime = (run: () => void) => timeline.after(Math.round(random.next() * minute), run);
  for (const event of events) sometime(() => functions.webhook({ ...event, receivedAt: timeline.now() }));
  for (const image of images) sometime(() => functions.work([image]));
  for (const { id } of tasks) sometime(() => void startAgain(stage, id));
  timeline.endAt(timeline.now() + 12 * minute);
  await play(timeline);
  for (const effect of ours(stage, before)) {
    if (known.has(effect)) judge.broken("P39", `${effect} happened again`);
    else judge.apart("P39: a first effect of what had come to nothing");
    known.add(effect);
  }
}

function ours({ twin }: Stage, from = 0): string[] {
  return twin.effects
    .slice(from)
    .filter(({ user }) => user === twin.bot.username)
    .map(({ verb, jobId }) => `${verb} of job ${jobId}`);
}

async function startAgain({ store, timeline, witness }: Stage, id: string): Promise<void> {
  const task = witness.tasks.get(id);
  const again = task && redriven(task, "told once more", timeline.now());
  if (!task || !again || jobIdOf(task) === undefined) return;
  const write = { put: again, seen: task.version };
  timeline.wake();
  if ((await store.commit([write])) === "written") witness.saw([write], "replay");
}

import type { JobStatus } from "../state/jobParts.ts";
import { type News, projectOf, type World } from "../state/world.ts";
import type { Delivery, Hook, NewHook, Queued } from "./hook.ts";
import { jobPayload } from "./jobPayload.ts";
import { pipelinePayload } from "./pipelinePayload.ts";
import { post } from "./post.ts";

/** The hooks of a world, and what waits to be sent to them. */
export interface Outbox {
  readonly deliveries: readonly Delivery[];
  addHook(project: number | string, hook: NewHook): Hook;
  /** Sends what waits now, in order, each once; never rejects. Two calls at once send nothing twice. */
  deliver(): Promise<Delivery[]>;
}

/**
 * The other statuses send no Job Hook: nobody is told of a manual, skipped, scheduled or waiting job.
 * Source: gitlabhq app/models/ci/build.rb (read 2026-11).
 */
const announced: readonly JobStatus[] = ["created", "pending", "running", "success", "failed", "canceled"];

export function makeOutbox(
  world: World,
  { timeoutSeconds, onQueued }: { timeoutSeconds: number; onQueued: () => void },
): Outbox {
  const hooks: Hook[] = [];
  const queue: Queued[] = [];
  const deliveries: Delivery[] = [];
  let last: Promise<unknown> = Promise.resolve();

  world.listeners.push((news) => {
    const before = queue.length;
    queue.push(...announce(world, hooks, news));
    if (queue.length > before) onQueued();
  });

  async function sendAll(): Promise<Delivery[]> {
    const sent: Delivery[] = [];
    for (const queued of queue.splice(0)) {
      const delivery = await post(world, queued, timeoutSeconds);
      deliveries.push(delivery);
      sent.push(delivery);
    }
    return sent;
  }

  return {
    deliveries,
    addHook(project, added) {
      const hook = { ...added, id: world.ids.next("hook"), project: projectOf(world, project) };
      hooks.push(hook);
      return hook;
    },
    deliver() {
      const sending = last.then(sendAll);
      last = sending;
      return sending;
    },
  };
}

/** The events that a piece of news makes, one for each hook that wants it. The payload is of this very moment. */
function announce(world: World, hooks: readonly Hook[], news: News): Queued[] {
  const { project } = news.kind === "job" ? news.job.pipeline : news.pipeline;
  const wanting = hooks.filter((hook) => hook.project === project && wants(hook, news));
  if (wanting.length === 0) return [];
  const event = news.kind === "job" ? "Job Hook" : "Pipeline Hook";
  const payload = news.kind === "job" ? jobPayload(world, news.job) : pipelinePayload(world, news.pipeline);
  const body = JSON.stringify(payload);
  const eventUuid = world.ids.uuid("event");
  return wanting.map((hook) => ({ hook, event, body, eventUuid, idempotencyKey: world.ids.uuid("idempotency") }));
}

function wants({ jobEvents = false, pipelineEvents = false }: Hook, news: News): boolean {
  if (news.kind === "pipeline") return pipelineEvents;
  // a job hook tells of `created` at birth only: a skipped job that is reset sends none
  const isBirth = news.from === undefined;
  return jobEvents && announced.includes(news.job.status) && (news.job.status !== "created" || isBirth);
}

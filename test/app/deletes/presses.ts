import fc from "fast-check";
import { perform } from "../../../lib/app/perform.ts";
import { sweptKey } from "../../../lib/core/limit.ts";
import { planned } from "../../../lib/core/transitions.ts";
import { expired } from "../jobs.ts";
import { oneRule, start } from "../site.ts";
import { activeOf, work, workerOf } from "./crew.ts";
import { gitlabOf, type Model } from "./model.ts";

const day = 86_400_000;
const quarantineDays = 7;
const rules = oneRule(
  "on: { schedule: { every: 1d } }, do: deleteArtifacts, limit: { perProjectPerHour: 1000, percentPerDay: 100 }",
);

/** A person's Keep on one of the jobs, at a moment about the end of its quarantine; how slow everything is; and how it is performed. */
export const Presses = fc.record({
  jobs: fc.integer({ min: 1, max: 6 }),
  presses: fc.array(fc.record({ job: fc.nat(5), at: fc.integer({ min: -4_000, max: 30_000 }) }), { maxLength: 6 }),
  /** Milliseconds that each half of a request and each write of the table may take, in turn. */
  delays: fc.array(fc.oneof(fc.nat(400), fc.nat(400), fc.nat(400), fc.nat(3_000)), { minLength: 1, maxLength: 12 }),
  isTogether: fc.boolean(),
});

interface Pressed {
  /** Deletes that were sent although somebody had pressed Keep 5 s before, or earlier. */
  readonly late: readonly string[];
  /** Deletes that were sent within 5 s of a Keep: GitLab knows no precondition. */
  readonly within: number;
  readonly deletes: number;
  readonly keeps: number;
}

/** @returns what became of jobs whose quarantine ends while people press Keep */
export async function playPresses(drawn: typeof Presses extends fc.Arbitrary<infer T> ? T : never): Promise<Pressed> {
  const end = start + quarantineDays * day;
  let now = end;
  let turn = 0;
  const model = modelOf(drawn.jobs);
  const keptAt = new Map<number, number>();
  const pass = () => {
    now += drawn.delays[turn++ % drawn.delays.length] ?? 0;
    for (const { job, at } of drawn.presses) press(1001 + job, end + at);
  };
  const press = (id: number, at: number) => {
    const job = model.jobs.get(id);
    if (!job?.artifacts || at > now || keptAt.has(id)) return;
    model.jobs.set(id, { ...job, artifacts: { ...job.artifacts, expireAt: null } });
    keptAt.set(id, at);
  };
  const { gitlab, deeds } = gitlabOf(model, { clock: () => now, pass, isTogether: drawn.isTogether });
  const worker = workerOf(gitlab, await activeOf(rules), () => now);
  const slow = { ...worker, store: { ...worker.store, commit: slowed(worker.store.commit, pass) } };
  await worker.store.putNote(sweptKey("gitlab", 42, "r"), `1000 ${start - day}`, undefined);
  for (const id of model.jobs.keys()) {
    const effect = { source: "gitlab", project: { id: 42 }, jobId: id, verb: "deleteArtifacts" as const, mark: start };
    const want = { rule: "r@1", action: "deleteArtifacts", params: {}, event: "s", since: start };
    await worker.store.commit([{ put: planned({ effect, want, due: end }, start), seen: "absent" }]);
  }
  pass();
  for (let rounds = 0; rounds < 4; rounds++) {
    if (drawn.isTogether) await work(slow);
    else for (const task of await worker.store.dueTasks(now, 100)) await perform(task, slow);
    now += 400_000;
    pass();
  }
  const afterKeep = deeds.flatMap(({ jobId, at }) => {
    const kept = keptAt.get(jobId);
    return kept === undefined || kept > at ? [] : [{ jobId, millis: at - kept }];
  });
  return {
    late: afterKeep.filter(({ millis }) => millis >= 5_000).map((one) => `job ${one.jobId}: ${one.millis} ms`),
    within: afterKeep.length,
    deletes: deeds.length,
    keeps: keptAt.size,
  };
}

function slowed<T extends readonly unknown[], R>(run: (...given: T) => Promise<R>, pass: () => void) {
  return async (...given: T): Promise<R> => {
    const answer = await run(...given);
    pass();
    return answer;
  };
}

function modelOf(jobs: number): Model {
  const ids = Array.from({ length: jobs }, (_, at) => 1001 + at);
  const pipeline = { ref: "feature", isTag: false, status: "success" };
  return {
    id: 42,
    path: "shop/api",
    isArchived: false,
    branches: new Map([["feature", false]]),
    tags: new Map(),
    pipelines: new Map([501, 999].map((id) => [id, { id, ...pipeline }])),
    jobs: new Map(ids.map((id) => [id, { ...expired, id, name: `package ${id}`, pipelineStatus: "success" }])),
  };
}

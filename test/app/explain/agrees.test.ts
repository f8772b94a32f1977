import assert from "node:assert/strict";
import { test } from "node:test";
import { explainAll } from "../../../lib/app/explain/explainAll.ts";
import type { Explanation } from "../../../lib/app/explain/explanation.ts";
import { jobSubject } from "../../../lib/app/explain/subject.ts";
import { receiveFinding } from "../../../lib/app/receive.ts";
import { oneToken } from "../../../lib/app/throttleShared.ts";
import { type Outage, outageKey, outageText } from "../../../lib/core/outage.ts";
import type { Task } from "../../../lib/core/task.ts";
import { below, randomOf } from "../../fuzz/random.ts";
import { site } from "../site.ts";
import { drawJobs, drawOutage, drawRules, drawStops } from "./scenes.ts";

type Site = Awaited<ReturnType<typeof site>>;

async function explained(s: Site): Promise<Explanation> {
  const now = s.now();
  const subject = await jobSubject({ project: 42, id: 1001 }, { reads: s.gitlab.reads, isWatched: () => true }, now);
  assert.ok("jobs" in subject);
  return await explainAll(subject, {
    source: "gitlab",
    active: await s.worker.rules.live("gitlab"),
    actions: s.actions,
    now,
    store: s.store,
    watched: ["**"],
    rates: { requestsPerMinute: 600, budgets: oneToken },
    gitlab: { reads: s.gitlab.reads, isActor: true },
  });
}

/** The tasks that would act now. */
function predicted({ jobs: [job] }: Explanation): string[] {
  const acting = (job?.rules ?? []).filter(({ would }) => would === "act").map(({ task = "" }) => task);
  return [...new Set(acting)].toSorted();
}

/** Lets the patrol find the job and the workers run. @returns the tasks that called, but for second halves of restarts */
async function acted(s: Site): Promise<string[]> {
  const before = await calls(s);
  const job = await s.gitlab.reads.job(42, 1001);
  assert.ok(job);
  const event = {
    kind: "job",
    id: "found",
    source: "gitlab",
    receivedAt: s.now(),
    project: { id: 42, path: "shop/api" },
    job,
  } as const;
  await receiveFinding(event, await s.worker.rules.live("gitlab"), { ...s.worker, actions: s.actions });
  await s.work();
  const after = await s.store.tasks(100);
  return after
    .filter((task) => !task.paid && task.calls > (before.get(task.id) ?? 0))
    .map(({ id }) => id)
    .toSorted();
}

async function meetOutage({ store }: Site, outage: Outage | undefined): Promise<void> {
  if (!outage) return;
  const key = outageKey("gitlab", outage.id);
  await store.putNote(key, outageText(outage), await store.note(key));
}

async function calls(s: Site): Promise<ReadonlyMap<string, number>> {
  return new Map((await s.store.tasks(100)).map((task: Task) => [task.id, task.calls]));
}

const scenes = 600;

test(`in ${scenes} drawn scenes what explain says would be done now is what the worker then does, three times over`, async () => {
  const seen = new Map<string, number>();
  const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  for (let seed = 1; seed <= scenes; seed++) {
    const [random, weather] = [randomOf(seed), randomOf(1_000_000 + seed)];
    const { job, others } = drawJobs(random);
    const rules = drawRules(random);
    const s = await site({ jobs: [job, ...others], rules });
    for (let round = 0; round < 3; round++) {
      const stops = drawStops(random);
      const key = { scope: "switch#gitlab", key: "stops" };
      await s.store.putNote(key, stops ?? "[]", await s.store.note(key));
      await meetOutage(s, drawOutage(weather, s.now()));
      const explanation = await explained(s);
      const writes = s.store.writes;
      const would = predicted(explanation);
      assert.equal(s.store.writes, writes);
      for (const { guards } of explanation.jobs[0]?.rules ?? [])
        for (const guard of guards) if (guard.stops === true) note(guard.guard);
      const done = await acted(s);
      if (done.length > 0) note("acts");
      const why = () =>
        JSON.stringify(
          {
            seed,
            round,
            rules,
            job: s.jobs.get(1001),
            explanation: explanation.jobs[0]?.rules.map(({ text, guards }) => [
              text,
              guards.map(({ guard, stops }) => `${guard} ${stops}`).join(" "),
            ]),
          },
          undefined,
          1,
        );
      assert.deepEqual(would, done, why());
      s.pass(below(random, 30) * 60);
    }
  }
  const guards = [
    "task",
    "state",
    "look",
    "superseded",
    "time",
    "mode",
    "content",
    "others",
    "invariant",
    "calendar",
    "switch",
    "outage",
    "limit",
    "acts",
  ];
  for (const guard of guards) assert.ok((seen.get(guard) ?? 0) >= 3, `${guard} was met ${seen.get(guard) ?? 0} times`);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { GitLabError, type GitLabErrorCode, StoreError } from "../../lib/core/errors.ts";
import type { Job } from "../../lib/core/job.ts";
import { beat, failedJob } from "./beat.ts";
import { oneRule, start } from "./site.ts";

const retryFailed = oneRule("on: job, when: { status: failed }, do: retry");
const restartPending = oneRule("on: job, when: { status: pending }, for: 15m, do: restart");
const hour = 3_600_000;

const pendingJob = (id: number, since: number, changes: Partial<Job> = {}): Job =>
  failedJob(id, { status: "pending", failureReason: null, since, ...changes });

function refusal(code: GitLabErrorCode, retryAfterSeconds?: number): GitLabError {
  return new GitLabError(code, `GET /projects: ${code}`, {
    advice: "none",
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** Five projects with one failed job each: 101, 102, … */
const fiveProjects = Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`shop/p${at}`, [failedJob(100 + at)]]));
const fiveJobs = ["job:101", "job:102", "job:103", "job:104", "job:105"];

test("a job that no hook told of is planned for, and the journal says how it was found", async () => {
  const b = await beat({ projects: { "shop/api": [failedJob(101)] }, rules: retryFailed });
  const did = await b.patrol();
  assert.deepEqual(did, { projects: 1, requests: 2, jobs: 1, changed: 1, ended: "round" });
  const task = await b.task("gitlab/1/job:101/retry");
  assert.deepEqual([task.state, task.hint, task.about?.name], ["waiting", "now", "build 101"]);
  const [entry] = await b.store.entries(10);
  assert.ok(entry?.kind === "delivery");
  assert.deepEqual(
    [entry.delivery, entry.about, entry.tasks],
    ["patrol 2026-11-20T09:00:00Z", 'job 101 "build 101" failed', [{ id: task.id, step: "planned" }]],
  );
});

test("a gate that is found satisfies a rule about pipelines", async () => {
  const gate = failedJob(101, { name: "deploy", status: "manual", failureReason: null, tag: true, ref: "v1" });
  const b = await beat({
    projects: { "shop/api": [gate] },
    rules: oneRule("on: pipeline, when: { tag: true }, do: { play: { job: deploy } }"),
  });
  await b.patrol();
  await b.work();
  assert.deepEqual(b.effects, ["play 101"]);
});

test("a stuck job that is found acts when its state has lasted, counted from when it began", async () => {
  const b = await beat({ projects: { "shop/api": [pendingJob(101, start - 10 * 60_000)] }, rules: restartPending });
  await b.patrol();
  assert.equal((await b.task("gitlab/1/job:101/cancel")).due, start + 5 * 60_000);
});

test("a patrol that finds nothing new writes what it visited, and nothing else", async () => {
  const b = await beat({
    projects: { ...fiveProjects, "shop/p6": [pendingJob(106, start - 60_000)] },
    rules: `${retryFailed}${restartPending.split("rules:\n")[1]?.replace("id: r", "id: r2")}`,
  });
  await b.patrol();
  await b.work();
  await b.patrol();
  const [tasks, entries] = [await b.store.tasks(100), await b.store.entries(100)];
  const writes = b.store.writes;
  assert.equal((await b.patrol())?.changed, 0);
  // a page of projects, and where the round stands
  assert.equal(b.store.writes, writes + 2);
  assert.deepEqual([await b.store.tasks(100), await b.store.entries(100)], [tasks, entries]);
});

test("many projects cost a write for each hundred", async () => {
  const projects = Object.fromEntries(Array.from({ length: 412 }, (_, at) => [`shop/p${at}`, []]));
  const b = await beat({ projects, rules: retryFailed, pageSize: 100 });
  await b.patrol();
  const writes = b.store.writes;
  assert.equal((await b.patrol())?.projects, 412);
  // and twice where the round stands: beside the first hundred, and at its end
  assert.equal(b.store.writes, writes + 7);
  const notes = await b.store.notes("patrol#gitlab");
  assert.deepEqual(
    notes.map(({ key }) => key),
    ["page:00001", "page:00002", "page:00003", "page:00004", "page:00005", "round"],
  );
  assert.ok(notes.every(({ value }) => value.length < 20_000));
});

test("a beginning that GitLab counts back to a little differently each time changes no task", async () => {
  const b = await beat({ projects: { "shop/api": [pendingJob(101, start)] }, rules: restartPending });
  await b.patrol();
  const before = await b.store.tasks(10);
  b.jobs.set(101, pendingJob(101, start - 700));
  assert.equal((await b.patrol())?.changed, 0);
  assert.deepEqual(await b.store.tasks(10), before);
});

test("with few requests a run, every project has its turn after some runs, and then a new round begins", async () => {
  const b = await beat({ projects: fiveProjects, rules: retryFailed });
  const ends: (string | undefined)[] = [];
  for (let run = 0; run < 3; run++) ends.push((await b.patrol({ mostRequests: 3 }))?.ended);
  assert.deepEqual(ends, ["paused", "paused", "paused"]);
  assert.deepEqual(await b.found(), fiveJobs);
  const turns = b.asked.filter((request) => request.startsWith("shop/"));
  assert.deepEqual(
    turns,
    Object.keys(fiveProjects).map((path) => `${path} failed`),
  );
  await b.patrol({ mostRequests: 3 });
  assert.equal(b.asked.filter((request) => request === "shop/p1 failed").length, 2);
});

test("a run that only ends a round which an earlier one began goes round once more, so that nothing waits for two intervals", async () => {
  const projects = { "shop/api": [failedJob(101), failedJob(103)], "shop/web": [failedJob(102)] };
  const b = await beat({ projects, rules: retryFailed });
  b.jobs.delete(103);
  await b.patrol({ mostRequests: 2 });
  b.jobs.set(103, failedJob(103));
  const did = await b.patrol();
  assert.deepEqual([did?.ended, await b.found()], ["round", ["job:101", "job:102", "job:103"]]);
});

test("a long list goes on where the last run stopped, page by page", async () => {
  const jobs = Array.from({ length: 9 }, (_, at) => failedJob(101 + at));
  const b = await beat({ projects: { "shop/api": jobs }, rules: retryFailed });
  for (let run = 0; run < 3; run++) await b.patrol({ mostRequests: 2 });
  assert.equal((await b.found()).length, 9);
  assert.deepEqual(
    b.asked.filter((request) => request.startsWith("shop/")),
    ["", " 2", " 4", " 6", " 8"].map((cursor) => `shop/api failed${cursor}`),
  );
});

test("two requests a run are enough to get on, also where a project has two lists", async () => {
  const rules = `${retryFailed}  - { id: s, projects: ["**"], on: job, when: { status: pending }, do: restart }\n`;
  const b = await beat({
    projects: {
      "shop/api": [101, 102, 103].map((id) => failedJob(id)).concat(pendingJob(104, start)),
      "shop/web": [failedJob(105)],
    },
    rules,
  });
  for (let run = 0; run < 5; run++) await b.patrol({ mostRequests: 2 });
  assert.deepEqual(await b.found(), fiveJobs);
});

test("a run that dies between two pages loses nothing", async () => {
  const jobs = Array.from({ length: 6 }, (_, at) => failedJob(101 + at));
  let dies = true;
  const b = await beat({
    projects: { "shop/api": jobs },
    rules: retryFailed,
    store: { faults: ({ kind }) => (kind === "putNote" && dies ? "unavailable" : undefined) },
  });
  await assert.rejects(b.patrol({ mostRequests: 3 }), StoreError);
  dies = false;
  await b.patrol();
  assert.deepEqual(await b.found(), ["job:101", "job:102", "job:103", "job:104", "job:105", "job:106"]);
  await b.work();
  assert.equal(b.effects.length, 6);
});

test("a run whose time is nearly over asks for nothing more, and the next goes on", async () => {
  const b = await beat({ projects: fiveProjects, rules: retryFailed });
  let left = 60_000;
  const did = await b.patrol({ remainingMillis: () => (left -= 15_000) });
  assert.deepEqual([did?.ended, did?.requests], ["paused", 2]);
  await b.patrol();
  assert.deepEqual(await b.found(), fiveJobs);
});

test("projects that are not watched, or that no rule is about, are never listed", async () => {
  const b = await beat({
    projects: fiveProjects,
    rules: retryFailed.replace('"**"', '"shop/**", "!shop/p2"'),
    watched: ["shop/*", "!shop/p4"],
  });
  assert.equal((await b.patrol())?.ended, "round");
  assert.deepEqual(await b.found(), ["job:101", "job:103", "job:105"]);
  assert.deepEqual(
    b.asked.filter((request) => /p2|p4/.test(request)),
    [],
  );
});

test("without a rule about jobs or pipelines GitLab is not asked at all", async () => {
  for (const rules of [
    retryFailed.replace("on: job", "on: job, mode: off"),
    oneRule("on: { schedule: { every: 1d } }, when: { status: success }, do: keep"),
  ]) {
    const b = await beat({ projects: fiveProjects, rules });
    assert.equal(await b.patrol(), undefined);
    assert.deepEqual(b.asked, []);
  }
});

test("failures of long ago are left alone, and so are old gates; a job that is pending for days is not", async () => {
  const old = { createdAt: start - 25 * hour };
  const rules = `${oneRule("on: job, when: { status: [failed, pending] }, do: retry")}  - { id: p, projects: ["**"], on: job, do: { play: { job: "*" } } }
  - { id: s, projects: ["**"], on: job, when: { status: pending }, do: restart }
`;
  const b = await beat({
    projects: {
      "shop/api": [
        failedJob(101, old),
        failedJob(102, { status: "manual", ...old }),
        pendingJob(103, start - 24 * hour, old),
        failedJob(104),
        failedJob(105, { status: "manual" }),
      ],
    },
    rules,
  });
  await b.patrol();
  assert.deepEqual(await b.found(), ["job:103", "job:104", "job:105"]);
  const open = "created+waiting_for_resource+preparing+waiting_for_callback+pending+running+canceling+scheduled";
  assert.deepEqual(b.asked, ["projects", `shop/api ${open}`, "shop/api failed+manual", "shop/api failed+manual 2"]);
});

test("a list ends at the first job that is too old", async () => {
  const jobs = Array.from({ length: 9 }, (_, at) =>
    failedJob(101 + at, { createdAt: start - (at < 6 ? 25 : 1) * hour }),
  );
  const b = await beat({ projects: { "shop/api": jobs }, rules: retryFailed });
  await b.patrol();
  assert.deepEqual(await b.found(), ["job:107", "job:108", "job:109"]);
  assert.deepEqual(b.asked, ["projects", "shop/api failed", "shop/api failed 2"]);
});

test("a huge list does not keep the other projects waiting", async () => {
  const jobs = Array.from({ length: 50 }, (_, at) => failedJob(1001 + at));
  const b = await beat({ projects: { "shop/huge": jobs, ...fiveProjects }, rules: retryFailed });
  assert.equal((await b.patrol())?.ended, "round");
  const found = await b.found();
  assert.equal(b.asked.filter((request) => request.startsWith("shop/huge")).length, 20);
  assert.deepEqual(
    fiveJobs.filter((job) => !found.includes(job)),
    [],
  );
});

for (const code of ["notFound", "forbidden", "server", "timeout", "oddAnswer"] as const)
  test(`a project that answers ${code} does not stop the others`, async () => {
    const b = await beat({ projects: fiveProjects, rules: retryFailed });
    b.failures.set("shop/p2 failed", refusal(code));
    assert.equal((await b.patrol())?.ended, "round");
    assert.deepEqual(
      await b.found(),
      fiveJobs.filter((job) => job !== "job:102"),
    );
  });

test("a task that cannot be read does not stop the other jobs", async () => {
  const jobs = [101, 102, 103, 104].map((id) => failedJob(id));
  const b = await beat({ projects: { "shop/api": jobs }, rules: retryFailed });
  b.store.tables.put("tasks", { id: "gitlab/1/job:104/retry", state: "of a later version" });
  assert.equal((await b.patrol())?.ended, "round");
  assert.deepEqual(await b.found(), ["job:101", "job:102", "job:103"]);
});

for (const code of ["unauthorized", "refusedConnection", "redirected"] as const)
  test(`GitLab is not asked again and again when it answers ${code}, and the next run goes on there`, async () => {
    const b = await beat({ projects: fiveProjects, rules: retryFailed });
    b.failures.set("shop/p3 failed", refusal(code));
    const did = await b.patrol();
    assert.deepEqual([did?.ended, b.asked.at(-1)], ["failed", "shop/p3 failed"]);
    b.failures.clear();
    await b.patrol();
    assert.deepEqual(await b.found(), fiveJobs);
  });

test("a throttle ends the run, and the next ones wait as long as GitLab asks", async () => {
  const b = await beat({ projects: fiveProjects, rules: retryFailed });
  b.failures.set("shop/p3 failed", refusal("throttled", 900));
  assert.equal((await b.patrol())?.ended, "failed");
  b.failures.clear();
  const asked = b.asked.length;
  b.pass(899);
  assert.equal(await b.patrol(), undefined);
  assert.equal(b.asked.length, asked);
  b.pass(1);
  assert.equal((await b.patrol())?.ended, "round");
  assert.deepEqual(await b.found(), fiveJobs);
  assert.equal(b.asked.filter((request) => request === "shop/p1 failed").length, 2);
});

test("a long list goes on where GitLab asked for patience", async () => {
  const jobs = Array.from({ length: 6 }, (_, at) => failedJob(101 + at));
  const b = await beat({ projects: { "shop/api": jobs }, rules: retryFailed });
  b.failures.set("shop/api failed 4", refusal("throttled", 60));
  assert.equal((await b.patrol())?.ended, "failed");
  b.failures.clear();
  b.pass(60);
  await b.patrol({ mostRequests: 1 });
  assert.deepEqual(
    b.asked.filter((request) => request.startsWith("shop/")),
    ["shop/api failed", "shop/api failed 2", "shop/api failed 4", "shop/api failed 4"],
  );
});

test("a throttle that names no time is waited for a minute", async () => {
  const b = await beat({ projects: fiveProjects, rules: retryFailed });
  b.failures.set("projects", refusal("throttled"));
  await b.patrol();
  b.failures.clear();
  b.pass(59);
  assert.equal(await b.patrol(), undefined);
  b.pass(1);
  assert.equal((await b.patrol())?.ended, "round");
});

for (const code of ["oddAnswer", "badRequest"] as const)
  test(`a place in the list of projects that GitLab does not know (${code}) keeps nobody from their turn, and is forgotten`, async () => {
    const b = await beat({ projects: fiveProjects, rules: retryFailed });
    const key = { scope: "patrol#gitlab", key: "round" };
    await b.patrol();
    b.jobs.set(106, failedJob(106));
    await b.store.putNote(key, `{"began":${start + 60_000},"cursor":"old"}`, await b.store.note(key));
    b.failures.set("projects old", refusal(code));
    const did = await b.patrol();
    assert.deepEqual([did?.ended, did?.projects], ["failed", 5]);
    assert.equal((await b.patrol())?.ended, "round");
  });

for (const odd of ["no JSON", '{"page":7}', "[]", '{"projects":{"1":{"path":"shop/p1"}}}', '{"projects":[]}'])
  test(`a note that this version cannot read (${odd}) counts as never visited`, async () => {
    const b = await beat({ projects: fiveProjects, rules: retryFailed });
    await b.patrol();
    for (const one of ["page:00001", "round", "place"]) {
      const key = { scope: "patrol#gitlab", key: one };
      await b.store.putNote(key, odd, await b.store.note(key));
      const did = await b.patrol();
      assert.deepEqual([did?.ended, did?.projects], ["round", 5]);
    }
  });

test("a job that was refused is not planned again in every round, but is when its facts change", async () => {
  const b = await beat({
    projects: { "shop/api": [failedJob(101, { archived: true })] },
    rules: retryFailed,
  });
  const id = "gitlab/1/job:101/retry";
  await b.patrol();
  await b.work();
  assert.equal((await b.task(id)).state, "refused");
  b.pass(600);
  const before = await b.task(id);
  assert.equal((await b.patrol())?.changed, 0);
  assert.deepEqual(await b.task(id), before);
  b.jobs.set(101, failedJob(101, { archived: false }));
  assert.equal((await b.patrol())?.changed, 1);
  await b.work();
  assert.deepEqual([(await b.task(id)).state, b.effects], ["done", ["retry 101"]]);
});

test("a job that was only reported is not planned again in every round, but is when the rules change", async () => {
  const b = await beat({
    projects: { "shop/api": [failedJob(101)] },
    rules: retryFailed.replace("enforce", "report"),
  });
  const id = "gitlab/1/job:101/retry";
  await b.patrol();
  await b.work();
  b.pass(600);
  assert.equal((await b.patrol())?.changed, 0);
  assert.equal((await b.task(id)).state, "reported");
  await b.apply(retryFailed);
  assert.equal((await b.patrol())?.changed, 1);
  await b.work();
  assert.deepEqual([(await b.task(id)).state, b.effects], ["done", ["retry 101"]]);
});

test("a task that is done is left as it is, in every round", async () => {
  const b = await beat({ projects: { "shop/api": [failedJob(101)] }, rules: retryFailed });
  await b.patrol();
  await b.work();
  await b.apply(retryFailed.replace("do: retry", "do: { retry: { after: 1s } }"));
  assert.equal((await b.patrol())?.changed, 0);
  assert.deepEqual(b.effects, ["retry 101"]);
});

test("a task that waits for a state which its job has left is closed", async () => {
  const rules = `${restartPending}  - { id: k, projects: ["**"], on: job, when: { status: success }, do: keep }\n`;
  const b = await beat({ projects: { "shop/api": [pendingJob(101, start)] }, rules });
  await b.patrol();
  b.pass(600);
  b.jobs.set(101, failedJob(101, { status: "success", since: start + 60_000 }));
  await b.patrol();
  assert.equal((await b.task("gitlab/1/job:101/cancel")).state, "skipped");
});

test("jobs that nobody wants cost no read of the tables", async () => {
  let reads = 0;
  const jobs = Array.from({ length: 20 }, (_, at) => failedJob(101 + at, { status: "success", since: start - hour }));
  const b = await beat({
    projects: { "shop/api": jobs },
    rules: `${restartPending}  - { id: k, projects: ["**"], on: job, when: { status: success, tag: true }, do: keep }\n`,
    store: {
      faults: ({ kind }) => {
        if (kind === "task") reads++;
        return undefined;
      },
    },
  });
  for (const job of jobs) b.jobs.set(job.id, { ...job, tag: false });
  assert.equal((await b.patrol())?.jobs, 20);
  assert.equal(reads, 0);
});

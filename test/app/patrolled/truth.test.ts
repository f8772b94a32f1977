import assert from "node:assert/strict";
import { test } from "node:test";
import { patrol } from "../../../lib/app/patrol.ts";
import { GitLabError, type GitLabErrorCode, StoreError } from "../../../lib/core/errors.ts";
import { rulebookOf } from "../../prove/patrol/rulebooks.ts";
import { openWatch, type Watch } from "../../prove/patrol/watch.ts";
import { beat, failedJob } from "../beat.ts";
import { oneRule, start } from "../site.ts";

const minute = 60_000;
const hour = 60 * minute;
const retryFailed = oneRule("on: job, when: { status: failed }, do: retry");

const fiveLong = Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`shop/p${at}`, []]));

function refusal(code: GitLabErrorCode, retryAfterSeconds?: number): GitLabError {
  return new GitLabError(code, `GET /projects: ${code}`, {
    advice: "none",
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** The patrol over three projects, and how often it told that it is behind. */
async function open(): Promise<{ watch: Watch; behind: () => number }> {
  const logged: string[] = [];
  const watch = openWatch({ projects: 3, perMinute: 600, luck: () => 0.5, onLog: (what) => void logged.push(what) });
  await watch.apply(rulebookOf(["failed", "stuck"]));
  return { watch, behind: () => logged.filter((what) => what === "patrol behind").length };
}

/** A beat whose patrol can be told to lose its token, or its rules; what it told of being behind is counted. */
async function hindered() {
  const b = await beat({ projects: { "shop/api": [failedJob(101)] }, rules: retryFailed });
  let told = 0;
  const error = (what: string) => {
    if (what === "patrol behind") told++;
  };
  return { ...b, log: { info: () => {}, error }, told: () => told };
}

test("a patrol whose token cannot be had tells in each run that it is behind, as soon as it is", async () => {
  const { told, log, ...b } = await hindered();
  const reads = () => Promise.reject(refusal("unauthorized"));
  await assert.rejects(b.patrol({ reads, log }), GitLabError);
  assert.equal(told(), 1);
  await b.patrol({ log });
  await assert.rejects(b.patrol({ reads, log }), GitLabError);
  assert.equal(told(), 1);
  b.pass(3_600);
  await assert.rejects(b.patrol({ reads, log }), GitLabError);
  assert.equal(told(), 2);
});

test("a patrol that cannot read its rules, or write its notes, tells that it is behind by what is noted", async () => {
  const { told, log, ...b } = await hindered();
  await b.patrol({ log });
  b.pass(3_600);
  const down = () => Promise.reject(new StoreError("unavailable", "down"));
  await assert.rejects(b.patrol({ log, rules: { live: down, recent: down } }), StoreError);
  await assert.rejects(b.patrol({ log, store: { ...b.store, putNote: down } }), StoreError);
  assert.equal(told(), 2);
});

test("while GitLab asks for patience again and again, each run tells that the patrol is behind", async () => {
  const { told, log, ...b } = await hindered();
  await b.patrol({ log });
  b.pass(1_000);
  b.failures.set("projects", refusal("throttled", 3_600));
  await b.patrol({ log });
  const before = told();
  b.pass(1_200);
  assert.equal(await b.patrol({ log }), undefined);
  assert.equal(told(), before + 1);
});

test("patience that would last for longer than GitLab may ask is a clock's error, and is not had", async () => {
  const b = await beat({ projects: { "shop/api": [failedJob(101)] }, rules: retryFailed });
  const key = { scope: "patrol#gitlab", key: "round" };
  await b.store.putNote(key, JSON.stringify({ notBefore: start + 24 * hour }), undefined);
  assert.equal((await b.patrol())?.ended, "round");
});

test("a patrol that never got the list of projects is behind once its bound is over", async () => {
  const { watch, behind } = await open();
  Object.assign(watch.fleet.reads, { projectsPage: () => Promise.reject(refusal("unauthorized")) });
  await watch.run();
  assert.equal((await watch.standing()).state, "ok");
  for (let run = 0; run < 3; run++) await watch.run();
  assert.deepEqual([(await watch.standing()).state, behind() > 0], ["behind", true]);
});

test("where GitLab refuses to show every project, the patrol is behind", async () => {
  const { watch, behind } = await open();
  await watch.run();
  Object.assign(watch.fleet.reads, {
    jobsPage: () => Promise.reject(refusal("forbidden")),
    changedPipelines: () => Promise.reject(refusal("forbidden")),
  });
  for (let run = 0; run < 4; run++) await watch.run();
  const { state, covered, words } = await watch.standing();
  assert.deepEqual([state, covered, behind() > 0], ["behind", 0, true]);
  assert.ok(words.includes("GitLab refuses to show any of them"));
});

test("a visit in which a job could not be taken covers nothing, also where the rest of its list is read later", async () => {
  const jobs = Array.from({ length: 50 }, (_, at) => failedJob(1001 + at));
  const b = await beat({ projects: { "shop/huge": jobs }, rules: retryFailed });
  b.store.tables.put("tasks", { id: "gitlab/1/job:1050/retry", state: "of a later version" });
  const visits: (number | undefined)[] = [];
  for (let run = 0; run < 3; run++) visits.push((await b.patrol())?.projects);
  assert.deepEqual(visits, [0, 0, 0]);
  const [page] = await b.store.notes("patrol#gitlab");
  assert.doesNotMatch(page?.value ?? "", /"at":/);
});

test("a job that could not be taken once is taken in the next round", async () => {
  let broken = false;
  const b = await beat({
    projects: { "shop/api": [failedJob(101)] },
    rules: `${retryFailed}  - { id: s, projects: ["**"], on: job, when: { status: pending }, do: restart }\n`,
    store: { faults: ({ kind }) => (kind === "commit" && broken ? "conflict" : undefined) },
    reads: { changedPipelines: async () => [] },
  });
  b.jobs.delete(101);
  await b.patrol();
  b.jobs.set(101, failedJob(101));
  broken = true;
  await b.patrol();
  broken = false;
  await b.patrol();
  assert.deepEqual(await b.found(), ["job:101"]);
});

test("a visit that a clock noted for the future covers nothing, and its project is listed again", async () => {
  const { watch } = await open();
  for (let run = 0; run < 2; run++) await watch.run();
  const key = { scope: "patrol#gitlab", key: "page:00001" };
  const text = await watch.store.note(key);
  const ahead = String(watch.now() + 24 * hour);
  await watch.store.putNote(key, (text ?? "").replace(/"(at|listed)":\d+/g, `"$1":${ahead}`), text);
  assert.equal((await watch.standing()).covered, 0);
  const one = watch.fleet.members.get(1);
  assert.ok(one);
  const job = watch.fleet.addJob(one, watch.fleet.addPipeline(one, watch.now()), {
    ...{ status: "failed", name: "build" },
    at: watch.now(),
  });
  await watch.run();
  assert.deepEqual([watch.found.has(job), (await watch.standing()).covered], [true, 3]);
});

test("a list of projects that never ends keeps the known ones from nothing for ever", async () => {
  let pages = 0;
  const b = await beat({
    projects: { "shop/api": [failedJob(101)] },
    rules: retryFailed,
    reads: { projectsPage: async () => ({ items: [{ id: 1, path: "shop/api" }], next: `page ${++pages}` }) },
  });
  for (let run = 0; run < 5 && (await b.found()).length === 0; run++) await b.patrol();
  assert.deepEqual(await b.found(), ["job:101"]);
});

test("a place in a list that is too long to be noted is not, and the project is told of", async () => {
  const b = await beat({
    projects: fiveLong,
    rules: retryFailed,
    reads: { jobsPage: async (_, cursor = "") => ({ items: [], next: `${cursor.length}`.padEnd(15_000, "x") }) },
  });
  await b.patrol();
  const [page] = await b.store.notes("patrol#gitlab");
  assert.ok((page?.value.length ?? 0) < 60_000);
  assert.match(page?.value ?? "", /too long to be noted/);
});

test("a hundred thousand projects and more are no trouble for a round's beginning", async () => {
  const b = await beat({ projects: { "shop/api": [] }, rules: retryFailed });
  const scope = "patrol#gitlab";
  for (let page = 0; page < 15; page++) {
    const ids = Array.from({ length: 10_000 }, (_, at) => page * 10_000 + at + 2);
    const projects = Object.fromEntries(ids.map((id) => [id, { path: "p", added: 0 }]));
    await b.store.putNote({ scope, key: `page:${page}` }, JSON.stringify({ projects }), undefined);
  }
  const source = { id: "gitlab", projects: ["**"] };
  const run = { ...b.worker, actions: b.actions, reads: async () => b.gitlab.reads, remainingMillis: () => 0 };
  assert.equal((await patrol(source, { ...run, mostRequests: 1 }))?.ended, "paused");
});

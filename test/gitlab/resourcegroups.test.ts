import assert from "node:assert/strict";
import { test } from "node:test";
import { createResourceGroups } from "../../lib/gitlab/resourcegroups.ts";
import { errorOf } from "./asked.ts";
import { clock, grape, lackOf, noProject, noRow, paths, present } from "./grape.ts";
import { jobAnswer } from "./server.ts";

const waiting = jobAnswer({ id: 1154, status: "waiting_for_resource", failure_reason: undefined });

test("a resource group is asked for by its key, whatever that is", async (t) => {
  const key = "prod/eu größe";
  const { http } = await grape(t, {
    [`/projects/7/resource_groups/${encodeURIComponent(key)}`]: [
      200,
      { id: 3, key, process_mode: "oldest_first", created_at: "2026-11-20T09:00:00.000Z" },
    ],
    "/projects/7/resource_groups/old": [200, { id: 4, key: "old" }],
  });
  const groups = createResourceGroups(http, clock);
  assert.deepEqual(await groups.get(7, key), { id: 3, key, processMode: "oldest_first" });
  assert.deepEqual(await groups.get(7, "old"), { id: 4, key: "old" });
});

test("the job that has the resource is told, and a free resource too", async (t) => {
  const { http } = await grape(t, {
    "/projects/7/resource_groups/production/current_job": [200, jobAnswer({ id: 1153, status: "running" })],
    "/projects/7/resource_groups/staging/current_job": [200, null],
    "/projects/7/resource_groups/odd/current_job": [200, {}],
  });
  const groups = createResourceGroups(http, clock);
  const { job } = present(await groups.currentJob(7, "production"));
  assert.deepEqual([job?.id, job?.status], [1153, "running"]);
  assert.deepEqual(await groups.currentJob(7, "staging"), { job: null });
  assert.equal((await errorOf(groups.currentJob(7, "odd"))).code, "oddAnswer");
});

test("those that wait are told page by page", async (t) => {
  const { http, seen } = await grape(t, {
    "/projects/7/resource_groups/production/upcoming_jobs": [200, [waiting], { "x-next-page": "2" }],
  });
  const groups = createResourceGroups(http, clock);
  const page = present(await groups.upcomingPage({ project: 7, key: "production" }));
  assert.deepEqual(
    page.items.map(({ id, status }) => [id, status]),
    [[1154, "waiting_for_resource"]],
  );
  assert.equal(page.next, "/projects/7/resource_groups/production/upcoming_jobs?per_page=100&page=2");
  assert.deepEqual(paths(seen), ["/projects/7/resource_groups/production/upcoming_jobs?per_page=100"]);
});

test("a GitLab that is too old says since when that is told", async (t) => {
  const { http } = await grape(t, {});
  const groups = createResourceGroups(http, clock);
  assert.match(lackOf(await groups.get(7, "production")), /14/);
  assert.match(lackOf(await groups.currentJob(7, "production")), /18/);
  assert.match(lackOf(await groups.upcomingPage({ project: 7, key: "production" })), /15/);
});

test("a group that is not there is undefined, and another group's answer is odd", async (t) => {
  const { http } = await grape(t, {
    "/projects/7/resource_groups/a": noRow,
    "/projects/7/resource_groups/a/current_job": noRow,
    "/projects/8/resource_groups/a/upcoming_jobs": noProject,
    "/projects/7/resource_groups/b": [200, { id: 3, key: "a" }],
  });
  const groups = createResourceGroups(http, clock);
  assert.equal(await groups.get(7, "a"), undefined);
  assert.equal(await groups.currentJob(7, "a"), undefined);
  assert.equal(await groups.upcomingPage({ project: 8, key: "a" }), undefined);
  assert.match((await errorOf(groups.get(7, "b"))).message, /another resource group/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { growBuilds } from "./scale/builds.ts";
import { growJobs } from "./scale/jobs.ts";
import { type Plot, svgOf } from "./scale/plot.ts";
import { growProjects } from "./scale/projects.ts";
import { growRules } from "./scale/rules.ts";
import { plotTable } from "./scale/table.ts";
import { growTasks } from "./scale/tasks.ts";

// The bench in small: `npm run bench -- scale`.

const pace = { rounds: 1, sliceMillis: 1, warmMillis: 1, mostMillis: 1 };

/** The lines of a plot that can be drawn, by their names. */
function lines(plot: Plot | undefined): Record<string, readonly number[]> {
  assert.ok(plot);
  assert.match(svgOf(plot), /^<svg /);
  assert.ok(plotTable(plot).length > 1);
  return Object.fromEntries(plot.series.map(({ name, points }) => [name, points.map(([, value]) => value)]));
}

test("rules: each way of deciding and of opening has a time for each rulebook", async () => {
  const [decide, open] = await growRules({ counts: [10, 20], starts: 1, engines: {}, pace });
  assert.deepEqual(
    Object.entries(lines(decide)).map(([name, { length }]) => [name, length]),
    [
      ["Penstock", 2],
      ["Penstock, no index", 2],
    ],
  );
  assert.equal(Object.values(lines(open)).flat().length, 4);
});

test("rules: an engine that answers otherwise is not measured", async () => {
  const engines = { odd: () => async () => 4 };
  await assert.rejects(growRules({ counts: [10], starts: 1, engines, pace }), /4 rules say yes, not 3/);
});

test("builds: a pipeline hook is answered whether a rule needs its builds or not", async () => {
  const [plot] = await growBuilds({ counts: [5, 20], rules: 10, pace });
  assert.equal(Object.values(lines(plot)).flat().length, 8);
});

test("tasks: what the tables are asked does not depend on how many tasks wait", async () => {
  const [time, requests, memory] = await growTasks({ database: [5, 150], memory: [5, 150], pace });
  assert.ok(Object.values(lines(time)).flat().every(Number.isFinite));
  for (const [name, [few, many]] of Object.entries(lines(requests))) assert.equal(few, many, name);
  assert.equal(lines(requests)["requests of a delivery"]?.[0], 1.5);
  assert.equal(Object.keys(lines(memory)).length, 2);
});

test("projects: the patrol asks for two lists of each project, and one thing once nothing goes on", async () => {
  const [requests, time] = await growProjects([12]);
  const { "GitLab, all lists": [full = 0] = [], "GitLab, quiet round": [quiet = 0] = [] } = lines(requests);
  assert.ok(full >= 2 && full < 2.2, `${full} requests a project`);
  assert.ok(quiet >= 1 && quiet < 2, `${quiet} requests a project`);
  assert.equal(Object.values(lines(time)).flat().length, 2);
});

test("jobs: a sweep asks for each page once, and what a project needs beside", async () => {
  const [requests, time, memory] = await growJobs([400]);
  const { "requests to GitLab": [asked = 0] = [] } = lines(requests);
  assert.ok(asked >= 100 && asked <= 250, `${asked} requests for 10,000 jobs`);
  assert.equal(Object.keys(lines(time)).length, 2);
  assert.ok((lines(memory).Penstock?.[0] ?? 0) > 0);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "commander";
import { vintages } from "../../infra/twin/state/world.ts";
import { jobsCommand } from "../../lib/cli/jobs.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import { type Api, createApi } from "../../lib/gitlab/api.ts";
import { cases } from "./cases.ts";
import { openStage } from "./stage.ts";
import { readTable } from "./table.ts";

/** The endpoints of the Jobs API page in its five vintages (2017, December 2019, May 2020, 2021, 2024), and the bulk delete. */
const all = Object.keys(cases);
const rows = readTable();

test("the table lists every endpoint of the Jobs API, each once", () => {
  assert.equal(all.length, 18);
  assert.deepEqual(rows.map(({ endpoint }) => endpoint).toSorted(), all.toSorted());
});

test("every row names a function of the client, and no function of jobs, artifacts, logs and effects is missing", async (t) => {
  const api = createApi({ baseUrl: "https://gitlab.example.com", token: "glpat-x", userAgent: "test", clock: () => 0 });
  t.after(() => api.close());
  for (const { endpoint, client } of rows) assert.equal(typeof functionOf(api, client), "function", endpoint);
  const named = new Set(rows.map(({ client }) => client));
  const further = new Set(["logs.part", "logs.tail"]);
  for (const noun of ["jobs", "artifacts", "logs", "effects"] as const)
    for (const name of Object.keys(api[noun]))
      assert.ok(named.has(`${noun}.${name}`) || further.has(`${noun}.${name}`), `${noun}.${name} stands in no row`);
});

function functionOf(api: Api, name: string): unknown {
  return name.split(".").reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], api);
}

test("every row names a command, with options that it has", () => {
  for (const { endpoint, command } of rows) {
    const [noun, verb, ...options] = command.split(" ");
    const found = jobsCommand().commands.find((one: Command) => one.name() === verb);
    assert.ok(noun === "jobs" && found, `${endpoint}: there is no command ${command}`);
    for (const option of options)
      assert.ok(
        found.options.some(({ long }) => long === option),
        `${endpoint}: ${verb} has no ${option}`,
      );
  }
});

for (const { endpoint, since, in: years } of rows)
  for (const vintage of vintages) {
    const run = cases[endpoint];
    if (years.get(vintage) === "yes")
      test(`${endpoint}, on a GitLab of ${vintage}`, async (t) => {
        assert.ok(run, "no case");
        await run(await openStage(t, vintage));
      });
    else
      test(`${endpoint}, on a GitLab of ${vintage}, which is too old: that is said`, async (t) => {
        assert.equal(years.get(vintage), "no");
        assert.ok(run, "no case");
        const stage = await openStage(t, vintage);
        await assert.rejects(run(stage), (error: Error) => {
          const advice = error instanceof GitLabError ? error.advice : "";
          assert.match(`${error.message} ${advice}`, new RegExp(`GitLab .*${since.replaceAll(".", "\\.")}`));
          return true;
        });
      });
  }

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { type TestContext } from "node:test";
import { addRolePeople } from "../../infra/twin/control/scene.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { crowdTwin } from "./crowdworld.ts";

const main = join(import.meta.dirname, "../../infra/twin/main.ts");

function started(t: TestContext, args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

test("the control adds a crowd, in which everybody of the control has their role; the state tells its size", async (t) => {
  const { twin } = crowdTwin({ projects: 1, jobsPerProject: 1 });
  const { developer } = addRolePeople(twin);
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${served.url}/-/twin/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
    return { status: response.status, json: (await response.json()) as any };
  };
  const { status, json } = await control("POST", "crowd", {
    projects: 3,
    jobs: 600,
    seed: 4,
    members: { ada: "maintainer" },
  });
  assert.deepEqual([status, json.projects, json.jobs], [201, 3, 600]);
  const headers = { "PRIVATE-TOKEN": developer };
  const jobs = await fetch(`${served.url}/api/v4/projects/${json.firstProjectId + 2}/jobs`, { headers });
  assert.deepEqual([jobs.status, JSON.parse(await jobs.text()).length], [200, 20]);
  const state = await control("GET", "state");
  const last = state.json.projects.at(-1);
  assert.deepEqual([last.path.split("/")[0], last.past.jobs, last.pipelines], ["crowd-2", 200, []]);
  assert.equal(last.members.ada, "maintainer");
  const uneven = await control("POST", "crowd", { projects: 3, jobs: 100 });
  assert.deepEqual(uneven, {
    status: 400,
    json: { error: "jobs: give those of all projects together, a multiple of 3" },
  });
  assert.match((await control("POST", "crowd", { projects: 3 })).json.error, /^jobs: /);
});

test("the twin can be started with a crowd", async (t) => {
  const child = started(t, ["--crowd", "3x50"]);
  const [line] = await once(createInterface(child.stdout), "line");
  const { url, tokens } = JSON.parse(line);
  const response = await fetch(`${url}/api/v4/projects?membership=true`, {
    headers: { "PRIVATE-TOKEN": tokens.maintainer },
  });
  assert.equal(response.headers.get("x-total"), "3");
});

test("a crowd that makes no sense is refused when the twin is started", async (t) => {
  for (const [given, words] of [
    ["3", /usage: .*--crowd PROJECTSxJOBS/],
    ["3x0", /--crowd: jobsPerProject of a crowd is a whole number from 1 to/],
  ] as const) {
    const child = started(t, ["--crowd", given]);
    let said = "";
    child.stderr.on("data", (piece: Buffer) => {
      said += piece;
    });
    assert.deepEqual([(await once(child, "close"))[0], words.test(said)], [2, true], said);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createApi } from "../../lib/gitlab/api.ts";
import { run } from "./process.ts";

interface Told {
  readonly url: string;
  readonly control: string;
  readonly tokens: Readonly<Record<string, string>>;
}

test("npm run twin prints where it is and a token for each role, and serves a world that is made by its control", async (t) => {
  const started = run(t, ["infra/twin/main.ts", "--port", "0"]);
  const told: Told = JSON.parse(await started.line(/^\{/));
  assert.deepEqual(Object.keys(told.tokens), ["guest", "reporter", "developer", "maintainer", "owner"]);
  const make = async (path: string, body: unknown) => {
    const answer = await fetch(`${told.control}/${path}`, { method: "POST", body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return (await answer.json()) as { id: number; jobs: { id: number; name: string }[] };
  };
  const { id: project } = await make("projects", { path: "shop/api", protectedTags: ["v*"] });
  const { jobs } = await make(`projects/${project}/pipelines`, {
    ref: "v1.0.0",
    tag: true,
    jobs: [{ name: "test", stage: "test", status: "failed", failureReason: "runner_system_failure" }],
  });
  const client = (role: string) => {
    const token = told.tokens[role] ?? "";
    const api = createApi({ baseUrl: told.url, token, userAgent: "test", clock: () => 0 });
    t.after(() => api.close());
    return api;
  };
  const jobId = jobs[0]?.id ?? 0;
  assert.equal((await client("reporter").jobs.get(project, jobId))?.failureReason, "runner_system_failure");
  assert.equal((await client("developer").effects.retry(project, jobId)).kind, "rejected");
  assert.equal((await client("maintainer").effects.retry(project, jobId)).kind, "accepted");
  const calls = (await (await fetch(`${told.control}/calls`)).json()) as { method: string; status: number }[];
  assert.deepEqual(
    calls.map(({ method, status }) => `${method} ${status}`),
    ["GET 200", "POST 403", "POST 201"],
  );

  const second = run(t, ["infra/twin/main.ts", "--port", new URL(told.url).port]);
  assert.equal(await second.ended, 2);
  assert.match(second.lines.join("\n"), /^port \d+ is taken: stop what uses it/);
  started.child.kill("SIGTERM");
  assert.equal(await started.ended, "SIGTERM");
});

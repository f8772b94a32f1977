import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { run } from "./process.ts";

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

async function penstock(t: TestContext, env: Readonly<Record<string, string>>, ...args: string[]) {
  const command = run(t, ["lib/cli/penstock.ts", ...args], env);
  return { code: await command.ended, text: command.lines.join("\n") };
}

test("npm start: hooks are sent, verdicts read, rules changed, and Ctrl-C leaves nothing behind", async (t) => {
  const home = folder(t);
  const running = join(home, "running.json");
  const env = { PENSTOCK_PORT: "0", PENSTOCK_RUNNING: running };
  const started = run(t, ["infra/local/start.ts"], env);
  await started.line(/Ctrl-C stops it/);
  const tables = (await started.line(/tables +http/)).replace(/^.*(http\S+).*$/, "$1");
  assert.equal(statSync(running).mode & 0o777, 0o600);

  const hook = join(home, "hook.json");
  const body = {
    object_kind: "build",
    build_id: 7,
    build_name: "b",
    build_status: "failed",
    pipeline_id: 3,
    project_id: 9,
  };
  writeFileSync(hook, JSON.stringify({ ...body, build_failure_reason: "runner_system_failure" }));
  const push = join(home, "push.json");
  writeFileSync(push, '{"object_kind":"push","project_id":9}');
  assert.match((await penstock(t, env, "send", hook)).text, /^202 \{"planned":1\}/);
  assert.match(
    (await penstock(t, env, "send", push)).text,
    /^202 \{"ignored":"a push hook tells nothing about jobs"\}/,
  );
  const unsigned = await penstock(t, env, "send", "--unsigned", hook);
  assert.deepEqual([unsigned.code, unsigned.text.slice(0, 3)], [1, "401"]);

  const journal = await penstock(t, env, "journal", "tail", "--lines", "500");
  assert.match(journal.text, /event +job 7 "b" failed in project 9\n +verdict retry-infrastructure@1 yes/);
  assert.match(journal.text, /ignored +a push hook tells nothing about jobs/);
  assert.match((await penstock(t, env, "tasks", "list")).text, /gitlab\/9\/job:7\/retry/);

  const rules = join(home, "rules.yaml");
  const rule = (verb: string) =>
    `version: 1\nrules: [{ id: a, projects: ["**"], on: job, when: { status: failed }, do: ${verb} }]\n`;
  writeFileSync(rules, rule("retyr"));
  const refused = await penstock(t, env, "rules", "apply", rules);
  assert.equal(refused.code, 1);
  assert.match(
    refused.text,
    /rules\.yaml:2:\d+: unknown verb `retyr`; did you mean `retry`\? \(rules\.0\.do\.retyr\)\nnothing was applied/,
  );
  writeFileSync(rules, rule("retry"));
  assert.match((await penstock(t, env, "rules", "apply", rules)).text, /^version 2 is active: 1 rule$/m);

  started.child.kill("SIGINT");
  assert.equal(await started.ended, 0);
  assert.equal(existsSync(running), false);
  await assert.rejects(fetch(tables));
  const alone = await penstock(t, env, "tasks", "list");
  assert.equal(alone.code, 1);
  assert.match(alone.text, /no Penstock runs here .*: start one with npm start/);
});

test("npm start with half of a real GitLab's settings says all that is wrong, and starts nothing", async (t) => {
  const env = { PENSTOCK_GITLAB_URL: "http://gitlab.example.com", PENSTOCK_WEBHOOK_SECRETS: "short" };
  const started = run(t, ["infra/local/start.ts"], env);
  assert.equal(await started.ended, 1);
  const text = started.lines.join("\n");
  for (const name of [
    "PENSTOCK_GITLAB_URL is no https",
    "PENSTOCK_GITLAB_TOKEN is missing",
    'webhook secret "1" is shorter',
  ])
    assert.ok(text.includes(name), text);
});

test("npm start on a port that is taken says so and how to help it", async (t) => {
  const home = folder(t);
  const first = run(t, ["infra/local/start.ts"], { PENSTOCK_PORT: "0", PENSTOCK_RUNNING: join(home, "1.json") });
  const port = (await first.line(/hooks +POST/)).replace(/^.*127\.0\.0\.1:(\d+).*$/, "$1");
  const second = run(t, ["infra/local/start.ts"], { PENSTOCK_PORT: port, PENSTOCK_RUNNING: join(home, "2.json") });
  assert.equal(await second.ended, 1);
  assert.match(second.lines.join("\n"), /its port is taken.*PENSTOCK_PORT/);
});

test("npm start on a GitLab that is old, with a token that only reads, says what is lacking and starts all the same", async (t) => {
  const twin = createTwin({ clock: virtualClock().now, vintage: 2024 });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const home = folder(t);
  const started = run(t, ["infra/local/start.ts"], {
    PENSTOCK_GITLAB_URL: served.url,
    PENSTOCK_GITLAB_TOKEN: twin.addToken(twin.bot.username, { scope: "read_api" }),
    PENSTOCK_WEBHOOK_SECRETS: "a secret of twenty-four characters".replaceAll(" ", "-"),
    PENSTOCK_PORT: "0",
    PENSTOCK_DATA: join(home, "data"),
    PENSTOCK_RUNNING: join(home, "running.json"),
  });
  await started.line(/Ctrl-C stops it/);
  const lacking = started.lines.filter((line) => line.startsWith("  lacking "));
  assert.ok(
    lacking.some((line) => /read_api/.test(line)),
    lacking.join("\n"),
  );
  assert.ok(
    lacking.some((line) => /19\.0/.test(line)),
    lacking.join("\n"),
  );
});

test("npm start on a GitLab that cannot be asked says so and starts all the same: it may come back", async (t) => {
  const home = folder(t);
  const started = run(t, ["infra/local/start.ts"], {
    PENSTOCK_GITLAB_URL: "http://127.0.0.1:1",
    PENSTOCK_GITLAB_TOKEN: "glpat-0123456789abcdefghij",
    PENSTOCK_WEBHOOK_SECRETS: "a-secret-of-twenty-four-characters",
    PENSTOCK_PORT: "0",
    PENSTOCK_DATA: join(home, "data"),
    PENSTOCK_RUNNING: join(home, "running.json"),
  });
  await started.line(/Ctrl-C stops it/);
  assert.match(
    started.lines.find((line) => line.startsWith("  lacking ")) ?? "",
    /it cannot be asked now: .*no connection/,
  );
});

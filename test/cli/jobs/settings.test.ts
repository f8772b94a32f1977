import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../../flows/process.ts";
import { serve } from "../../gitlab/server.ts";
import { desk, folder, start } from "./desk.ts";

test("a job of another host is refused before anything is sent, and told whose the token is", async (t) => {
  const { jobs, twin } = await desk(t);
  const elsewhere = await serve(t, (_request, response) => response.end("{}"));
  for (const args of [
    ["get", `${elsewhere.url}/shop/api/-/jobs/1`],
    ["retry", `${elsewhere.url}/shop/api/-/jobs/1`],
    ["list", `${elsewhere.url}/shop/api`],
  ]) {
    const { code, err } = await jobs(...args);
    assert.equal(code, 1);
    assert.match(err, /the address is of 127\.0\.0\.1:\d+, but the token is for 127\.0\.0\.1:\d+: nothing was sent/);
    assert.match(err, /set PENSTOCK_GITLAB_URL to .* and PENSTOCK_GITLAB_TOKEN/);
  }
  assert.deepEqual([elsewhere.seen, twin.requests], [[], []]);
});

test("without settings and without a twin that runs here, it is told what to set", async (t) => {
  const cwd = folder(t);
  const get = (env: Record<string, string>) =>
    start(t, ["jobs", "get", "https://gitlab.com/a/b/-/jobs/1"], { env, cwd }).ended;
  const none = await get({});
  assert.equal(none.code, 1);
  assert.match(none.err, /^PENSTOCK_GITLAB_TOKEN is missing: make an access token with the scope api/);
  const wrong = await get({ PENSTOCK_GITLAB_URL: "http://gitlab.com", PENSTOCK_GITLAB_TOKEN_AS: "badge" });
  for (const told of [/URL is no https address/, /TOKEN is missing/, /TOKEN_AS is none of bearer/])
    assert.match(wrong.err, told);
  const token = "glpat-0123456789";
  const ca = await get({ PENSTOCK_GITLAB_TOKEN: token, PENSTOCK_GITLAB_CA_FILE: join(cwd, "none.pem") });
  assert.match(ca.err, /PENSTOCK_GITLAB_CA_FILE cannot be read/);
});

test("nobody who answers is told with where was asked", async (t) => {
  const { served, settings, cwd, url } = await desk(t);
  await served.close();
  const { code, err } = await start(t, ["jobs", "get", url(1)], { env: settings, cwd }).ended;
  assert.equal(code, 1);
  assert.match(err, /Nothing answers at http:\/\/127\.0\.0\.1:\d+: check PENSTOCK_GITLAB_URL/);
});

test("the token is shown as the settings say", async (t) => {
  const { url, seen } = await serve(t, (_request, response) => response.writeHead(404).end());
  for (const as of ["bearer", "private", "job"])
    await start(t, ["jobs", "list", "--project", "7"], {
      env: { PENSTOCK_GITLAB_URL: url, PENSTOCK_GITLAB_TOKEN: "glpat-0123456789", PENSTOCK_GITLAB_TOKEN_AS: as },
    }).ended;
  const shown = seen.map(({ headers }) => [headers.authorization, headers["private-token"], headers["job-token"]]);
  assert.deepEqual(shown, [
    ["Bearer glpat-0123456789", undefined, undefined],
    [undefined, "glpat-0123456789", undefined],
    [undefined, undefined, "glpat-0123456789"],
  ]);
});

test("a CI job token, which may not look at a job, still loads its artifacts", async (t) => {
  const { twin, pipeline, settings, url, cwd } = await desk(t);
  const made = pipeline(["build/build", "test/unit"]);
  const { id } = twin.jobNamed(made.id, "build");
  twin.succeed(id);
  const unit = twin.run(twin.jobNamed(made.id, "unit").id).id;
  const env = { ...settings, PENSTOCK_GITLAB_TOKEN: twin.jobToken(unit), PENSTOCK_GITLAB_TOKEN_AS: "job" };
  const { code, out, err } = await start(t, ["jobs", "artifacts", url(id)], { env, cwd }).ended;
  assert.equal(code, 0, err);
  assert.match(out, /^artifacts\.zip {2}1\.0 MB/);
});

test("with npm start's twin and no settings, the sample person ada looks and acts", async (t) => {
  const cwd = folder(t);
  const env = { PENSTOCK_PORT: "0", PENSTOCK_RUNNING: join(cwd, "running.json") };
  const started = run(t, ["infra/local/start.ts"], env);
  await started.line(/Ctrl-C stops it/);
  assert.equal(statSync(env.PENSTOCK_RUNNING).mode & 0o777, 0o600);
  const list = ["jobs", "list", "--project", "platform/tools", "--status", "success", "--json"];
  const [newest] = JSON.parse((await start(t, list, { env }).ended).out);
  const retried = await start(t, ["jobs", "retry", newest.webUrl, "--json"], { env }).ended;
  assert.equal(retried.code, 0, retried.err);
  const [{ job }] = JSON.parse(retried.out);
  const got = await start(t, ["jobs", "get", job.webUrl, "--json"], { env }).ended;
  assert.deepEqual([JSON.parse(got.out).name, JSON.parse(got.out).userName], [newest.name, "ada"]);
  started.child.kill("SIGTERM");
  await started.ended;
});

test("npm start that serves a real GitLab hands its token to nobody", async (t) => {
  const cwd = folder(t);
  const running = join(cwd, "running.json");
  const api = { url: "http://127.0.0.1:1", token: "t".repeat(20) };
  writeFileSync(running, JSON.stringify({ url: api.url, source: "gitlab", secrets: ["s"], api, pid: 1 }));
  const { err } = await start(t, ["jobs", "list", "--project", "7"], { env: { PENSTOCK_RUNNING: running } }).ended;
  assert.match(err, /PENSTOCK_GITLAB_TOKEN is missing/);
});

test("penstock probe tells what a GitLab can do and what is lacking", async (t) => {
  const { settings, cwd } = await desk(t);
  const probe = (...args: string[]) => start(t, ["probe", ...args], { env: settings, cwd }).ended;
  const { code, out, err } = await probe();
  assert.equal(code, 0, err);
  assert.match(out, /^GitLab +\S+.* at http.*\nyou are +ada \(\d+\)\ntoken +/);
  assert.equal(JSON.parse((await probe("--json")).out).user.username, "ada");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { rulebook, talkStage } from "./talkStage.ts";

const rule =
  'id: play, on: { command: play }, do: { play: { allow: { REGION: { oneOf: [eu, us] }, VERSION: { matches: "v[0-9.]+" } } } }';

/** Names that GitLab, the shell or the runner reads itself, and ways to write others. */
const denied = [
  ...["PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "BASH_ENV", "ENV", "IFS", "HOME", "SHELL", "PYTHONPATH", "NODE_OPTIONS"],
  ...[
    "GIT_SSH_COMMAND",
    "GIT_STRATEGY",
    "CI_JOB_TOKEN",
    "CI_COMMIT_REF_NAME",
    "CI_DEBUG_TRACE",
    "CI_REGISTRY_PASSWORD",
  ],
  ...["GITLAB_TOKEN", "DOCKER_AUTH_CONFIG", "DOCKER_HOST", "FF_USE_FASTZIP", "RUNNER_SCRIPT_TIMEOUT", "KUBECONFIG"],
  ...["HTTP_PROXY", "https_proxy", "no_proxy", "AWS_ACCESS_KEY_ID", "region", "Region", "REGION_", "_REGION", "RΕGION"],
  ...["REGIОN", "REG\u200bION", "ＲＥＧＩＯＮ", "REGION.", "REGION-1", "1REGION", "REGION$", "$REGION", "REGION%20"],
  ...["__proto__", "constructor", "toString"],
];

test("a variable that no rule names is refused in whatever spelling, and its value is said and written nowhere", async (t) => {
  const s = await talkStage(t, rulebook(rule));
  const job = s.jobThat("manual", "deploy");
  assert.ok(denied.length >= 40);
  for (const name of denied) {
    const heard = await s.say("alice", `play ${job.url} ${name}=hunter22`);
    assert.ok(heard.length >= 1 && heard.every(({ tone, onlyFor }) => tone === "no" && onlyFor === "UALICE"), name);
    assert.ok(!JSON.stringify(heard).includes("hunter22"), name);
  }
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
  assert.ok(!JSON.stringify(await s.house.store.entries(1000)).includes("hunter22"));
});

for (const [what, values] of [
  ["that its list does not have", "REGION=asia"],
  ["that is meant for the shell", "REGION=$(id)"],
  ["with a dollar sign", "REGION=$CI_JOB_TOKEN"],
  ["that its pattern matches only in part", "VERSION=v1;id"],
  ["with a new line in it", '"VERSION=v1\nid"'],
  ["beside one that is good", "REGION=eu VERSION=secret-x"],
])
  test(`a value ${what} is refused without being repeated`, async (t) => {
    const s = await talkStage(t, rulebook(rule));
    const job = s.jobThat("manual", "deploy");
    const heard = await s.say("alice", `play ${job.url} ${values}`);
    assert.ok(heard.length >= 1 && heard.every(({ tone }) => tone === "no"));
    for (const part of ["asia", "$(id)", "CI_JOB_TOKEN", "v1;id", "secret-x"]) {
      assert.ok(!heard.some(({ text }) => text.includes(part)), part);
      assert.ok(!JSON.stringify(await s.house.store.entries(1000)).includes(part), part);
    }
    assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
  });

test("10 KB of text get a short answer and do nothing", async (t) => {
  const s = await talkStage(t, rulebook(rule));
  const job = s.jobThat("manual", "deploy");
  for (const text of [`play ${job.url} ${"x".repeat(10_240)}`, `play ${"a/".repeat(5_120)}`, "play ".repeat(2_048)]) {
    const heard = await s.say("alice", text);
    assert.ok(heard.length >= 1 && heard.every((one) => one.tone === "no" && one.text.length < 2_000));
  }
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
});

test("verbs that take nothing refuse whatever is given", async (t) => {
  const s = await talkStage(t, rulebook("id: retry, on: { command: retry }, when: { status: failed }, do: retry"));
  const [heard] = await s.say("alice", `retry ${s.jobThat("failed").url} REGION=hunter22`);
  assert.match(heard?.text ?? "", /retry@1 says no, do\.retry: "REGION" may not be given: retry takes nothing/);
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
});

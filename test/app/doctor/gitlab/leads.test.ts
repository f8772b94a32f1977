import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hook } from "../../../../infra/twin/hooks/hook.ts";
import { ills, only, secret, town } from "./town.ts";

test("a hook whose URL is written in another way leads here all the same, and keeps its secret when --fix edits it", async (t) => {
  const { hooks, examine, address } = await town(t);
  const [hook] = hooks();
  const written = address.replace("http:", "HTTP:");
  Object.assign(hook as Hook, { url: written, jobEvents: false });
  const found = only(await examine());
  assert.deepEqual(ills([found]), ["hookDeaf broken hook 62800000 of shop/api"]);
  assert.ok("done" in ((await found.remedy?.apply()) ?? {}));
  assert.deepEqual([hook?.jobEvents, hook?.signingToken, hook?.url], [true, secret, written]);
  assert.deepEqual(ills(await examine()), []);
});

test("an address that is given in capitals, or with its usual port, misses no hook", async (t) => {
  const usual = "https://penstock.example/gitlab/main";
  for (const address of ["https://PENSTOCK.example/gitlab/main", "https://penstock.example:443/gitlab/main/"]) {
    const { hook, examine } = await town(t, { patient: { address } });
    hook("shop/api", { url: usual });
    hook("shop/web", { url: usual, pipelineEvents: false });
    assert.deepEqual(ills(await examine()), []);
  }
});

test("hooks that lead to our path by another name are told once, and --fix adds no second ones beside them", async (t) => {
  const { hook, examine } = await town(t);
  const url = "https://hooks.example.com/gitlab/main";
  hook("shop/api", { url });
  hook("shop/web", { url, pipelineEvents: false });
  const found = only(await examine());
  assert.deepEqual(ills([found]), ["hookByName unknown hooks of main"]);
  assert.match(found.says, /shop\/api, shop\/web lead to https:\/\/hooks\.example\.com\/gitlab\/main/);
  assert.match(found.cure ?? "", /--address https:\/\/hooks\.example\.com;/);
  assert.equal(found.remedy, undefined);
});

test("the hook of another stage, which has a function of its own, is none of ours", async (t) => {
  const address = "https://aaaa.lambda-url.eu-central-1.on.aws/gitlab/main";
  const { hook, examine } = await town(t, { patient: { address } });
  hook("shop/api", { url: address.replace("aaaa", "bbbb") });
  hook("shop/web", { url: address, pipelineEvents: false });
  assert.deepEqual(ills(await examine()), ["hookMissing broken hooks of shop/api"]);
});

test("another program's hook on a host that we share is not told to lead to us", async (t) => {
  const { hook, examine, address } = await town(t);
  hook("shop/api", { url: address.replace("gitlab/main", "jenkins/build") });
  hook("shop/web", { pipelineEvents: false });
  assert.deepEqual(ills(await examine()), ["hookMissing broken hooks of shop/api"]);
});

test("a project of a person, above which there is no group, is missed a hook like any other", async (t) => {
  const { twin, hooks, examine } = await town(t, {
    settings: { isPremium: true },
    patient: { projects: ["shop/**", "linus/**"] },
    rules:
      'version: 1\nrules: [{ id: r, mode: enforce, projects: ["linus/**"], on: job, when: { status: failed }, do: retry }]\n',
  });
  hooks();
  twin.addPerson({ username: "linus" });
  const members = {
    "act-bot": "developer",
    "clean-bot": "maintainer",
    "read-bot": "reporter",
    "hooks-bot": "maintainer",
  } as const;
  twin.addProject({ path: "linus/tool", members });
  assert.ok(ills(await examine()).includes("hookMissing broken hooks of linus/tool"), ills(await examine()).join());
});

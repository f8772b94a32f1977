import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toWebhook } from "../../lib/gitlab/answers/webhook.ts";
import { hookHealth } from "../../lib/gitlab/hookhealth.ts";
import { createHooks } from "../../lib/gitlab/hooks.ts";
import { errorOf } from "./asked.ts";
import { grape, lackOf, noProject, noRow, paths, present } from "./grape.ts";
import { now } from "./server.ts";

function hookAnswer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 3,
    url: "https://ada:hush@bot.example.com:8443/gitlab/main?token=hush#hush",
    name: "Penstock",
    project_id: 7,
    job_events: true,
    pipeline_events: true,
    push_events: false,
    tag_push_events: false,
    note_events: true,
    confidential_note_events: false,
    deployment_events: true,
    releases_events: true,
    merge_requests_events: false,
    resource_access_token_events: true,
    enable_ssl_verification: true,
    alert_status: "executable",
    disabled_until: null,
    token_present: false,
    signing_token_present: true,
    custom_webhook_template: null,
    url_variables: [{ key: "token" }],
    created_at: "2026-11-20T09:00:00.000Z",
    ...changes,
  };
}

test("a hook is read without what its address may hide", async (t) => {
  const { http } = await grape(t, { "/projects/7/hooks/3": [200, hookAnswer()] });
  const hook = await createHooks(http).get(7, 3);
  assert.deepEqual(hook, {
    id: 3,
    address: "https://bot.example.com:8443/gitlab/main",
    name: "Penstock",
    events: {
      job: true,
      pipeline: true,
      deployment: true,
      note: true,
      confidentialNote: false,
      push: false,
      tagPush: false,
      mergeRequest: false,
      release: true,
      accessToken: true,
    },
    checksTls: true,
    alertStatus: "executable",
    disabledUntil: null,
    tokenPresent: false,
    signingTokenPresent: true,
    hasTemplate: false,
    createdAt: Date.UTC(2026, 10, 20, 9, 0, 0),
  });
  assert.ok(!JSON.stringify(hook).includes("hush"));
});

test("a hook of GitLab 9 calls a job a build", async (t) => {
  const old = { id: 1, url: "http://example.com/hook", project_id: 3, push_events: true, build_events: true };
  const { http, seen } = await grape(t, { "/projects/7/hooks": [200, [old], { "x-next-page": "2" }] });
  const page = present(await createHooks(http).page(7));
  assert.deepEqual(page.items, [{ id: 1, address: "http://example.com/hook", events: { job: true, push: true } }]);
  assert.equal(page.next, "/projects/7/hooks?per_page=100&page=2");
  assert.deepEqual(paths(seen), ["/projects/7/hooks?per_page=100"]);
});

test("an address that is none is left out, and a template is noticed", () => {
  for (const url of ["{scheme}://{host}/", "javascript:alert(1)", "", 7, null])
    assert.equal(toWebhook(hookAnswer({ url }))?.address, undefined);
  assert.equal(toWebhook(hookAnswer({ custom_webhook_template: '{"a":1}' }))?.hasTemplate, true);
  assert.equal(toWebhook(hookAnswer({ custom_webhook_template: undefined }))?.hasTemplate, undefined);
});

test("a hook with any field replaced by anything is a hook still", () => {
  const keys = Object.keys(hookAnswer()).filter((key) => key !== "id");
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
      return toWebhook(hookAnswer({ [key]: value }))?.id === 3;
    }),
    { seed: 5, numRuns: 1000 },
  );
});

test("a group's hooks are asked for by its path, and a GitLab without them says so", async (t) => {
  const { http } = await grape(t, { "/groups/harbour%2Fdocks/hooks": [200, [hookAnswer()]] });
  const hooks = createHooks(http);
  assert.equal(present(await hooks.page({ group: "harbour/docks" })).items[0]?.id, 3);
  assert.match(lackOf(await hooks.page({ group: 4 })), /Premium/);
  assert.match(lackOf(await hooks.get({ group: 4 }, 1)), /Premium/);
});

test("what is gone is undefined, a refusal is thrown, another hook's answer is odd", async (t) => {
  const { http } = await grape(t, {
    "/projects/8/hooks": noProject,
    "/projects/7/hooks/4": noRow,
    "/projects/7/hooks/5": [200, hookAnswer()],
    "/projects/7/hooks": [403, { message: "403 Forbidden" }],
  });
  const hooks = createHooks(http);
  assert.equal(await hooks.page(8), undefined);
  assert.equal(await hooks.get(7, 4), undefined);
  assert.match((await errorOf(hooks.get(7, 5))).message, /another hook/);
  assert.equal((await errorOf(hooks.page(7))).code, "forbidden");
});

for (const [name, changes, state, words] of [
  ["that is called works", {}, "working", /^hook 3 is called$/],
  ["that hears nothing useful works in vain", { job_events: false, pipeline_events: false }, "working", /tick both/],
  ["may be disabled for a time", { alert_status: "temporarily_disabled" }, "paused", /for a while.*Test button/],
  ["may be disabled for good", { alert_status: "disabled" }, "disabled", /permanently.*press Test/],
  ["of an old GitLab tells nothing", { alert_status: undefined }, "unknown", /came with 15/],
  ["may be in a state that is yet to come", { alert_status: "snoozed" }, "unknown", /"snoozed"/],
] as const)
  test(`a hook ${name}`, () => {
    const hook = toWebhook(hookAnswer(changes));
    assert.ok(hook);
    assert.equal(hookHealth(hook).state, state);
    assert.match(hookHealth(hook).words, words);
  });

test("a hook that is disabled for a time says until when", () => {
  const until = now + 3_600_000;
  const health = hookHealth({ id: 3, events: {}, alertStatus: "temporarily_disabled", disabledUntil: until });
  assert.match(health.words, new RegExp(`until ${new Date(until).toISOString().slice(0, 19)}Z`));
});

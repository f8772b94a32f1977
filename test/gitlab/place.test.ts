import assert from "node:assert/strict";
import { test } from "node:test";
import { createApi } from "../../lib/gitlab/api.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";
import { errorOf } from "./asked.ts";
import { json, now, serve, token } from "./server.ts";

const astray = ["", ".", "..", "../../user", "shop/..", "shop/./api", "..\\..\\admin", "shop/api\0"];

test("an effect on a project that leads elsewhere in an address is not sent", async (t) => {
  const { url, seen } = await serve(t, (_, response) => json(response, 202, {}));
  const { effects, hooks, close } = createApi({ baseUrl: url, token, userAgent: "penstock-test", clock: () => now });
  t.after(close);
  for (const project of astray)
    for (const reply of [
      await effects.deleteProjectArtifacts(project),
      await effects.deleteArtifacts(project, 1),
      await effects.cancel(project, 1),
      await effects.retry(project, 1),
      await effects.play(project, 1),
      await effects.keep(project, 1),
      await effects.erase(project, 1),
      await hooks.resend(project, 1, 2),
      await hooks.resend({ group: project }, 1, 2),
    ]) {
      assert.equal(reply.kind, "notSent");
      assert.ok("message" in reply && /no (project|group) can be called/.test(reply.message), JSON.stringify(reply));
    }
  assert.deepEqual(seen, []);
});

test("a look at a project or resource group that leads elsewhere in an address is refused", async (t) => {
  const { url, seen } = await serve(t, (_, response) => json(response, 200, []));
  const api = createApi({ baseUrl: url, token, userAgent: "penstock-test", clock: () => now });
  t.after(api.close);
  for (const name of astray)
    for (const look of [
      api.jobs.get(name, 1),
      api.jobs.listPage(name),
      api.jobs.inPipelinePage(name, 1),
      api.jobs.bridgesPage(name, 1),
      api.pipelines.page(name),
      api.pipelines.get(name, 1),
      api.pipelines.newest(name, "main"),
      api.hooks.page(name),
      api.hooks.page({ group: name }),
      api.hooks.get({ group: name }, 1),
      api.hooks.eventsPage({ owner: { group: name }, hookId: 1 }),
      api.runners.page(name),
      api.runners.someOnline(name, []),
      api.members.level(name, 3),
      api.members.levelInGroup(name, 3, "direct"),
      api.tags.page(name),
      api.tags.get(name, "v1"),
      api.releases.page(name),
      api.releases.get(name, "v1"),
      api.protections.branchesPage(name),
      api.protections.tagsPage(name),
      api.resourceGroups.get(name, "production"),
      api.resourceGroups.get(7, name),
      api.resourceGroups.currentJob(7, name),
      api.resourceGroups.upcomingPage({ project: 7, key: name }),
    ])
      assert.equal((await errorOf(look)).code, "badRequest");
  assert.deepEqual(seen, []);
});

test("a project and a resource group that only look like a way out are asked for", async (t) => {
  const { url, seen } = await serve(t, (_, response) => json(response, 404, { message: "404 Not found" }));
  const api = createApi({ baseUrl: url, token, userAgent: "penstock-test", clock: () => now });
  t.after(api.close);
  for (const name of ["...", "shop/..api", "%2e%2e", "a.", "deploy/"]) {
    await api.jobs.get(name, 1);
    await api.resourceGroups.get(7, name);
  }
  assert.equal(seen.length, 10);
});

test("an environment whose name holds half a surrogate pair was a fault of ours: it is asked for as any other", async (t) => {
  const { url, seen } = await serve(t, (_, response) => json(response, 200, []));
  const gitlab = createGitLab({ baseUrl: url, token, userAgent: "penstock-test", clock: () => now });
  t.after(() => gitlab.close());
  const name = "review/\ud800";
  assert.equal(await gitlab.reads.deploymentOf(7, { id: 1, environment: name }), undefined);
  assert.equal(await gitlab.reads.environmentTier(7, name), undefined);
  assert.equal(await gitlab.reads.lastDeployed(7, name), undefined);
  assert.equal(seen.length, 3);
});

import assert from "node:assert/strict";
import { leave } from "../../../infra/twin/machine/leavings.ts";
import { gitlabLimits } from "../../../infra/twin/machine/throttle.ts";
import type { Limits } from "../../../infra/twin/state/limits.ts";
import type { Reply } from "./face.ts";
import { contract, refusalOf, type Scene } from "./scene.ts";
import { forbidden, notErasable, notRetryable, statsRefresh, tooMany, unplayable } from "./words.ts";

/** With these limits, and nothing else set. */
const limited = (limits: Limits) => ({ twin: { settings: { limits } } });

function assertLimited(reply: Reply): void {
  assert.deepEqual([refusalOf(reply), reply.headers["retry-after"]], [tooMany, "60"]);
}

const verbs = {
  retry: { path: "/retry", perMinute: 3, make: ({ lone, twin }: Scene) => twin.fail(lone("unit").id) },
  play: {
    path: "/play",
    perMinute: 3,
    make: ({ lone }: Scene) => lone({ name: "gate", when: "manual", inputs: { size: { type: "number" } } }),
  },
  erase: { path: "/erase", perMinute: 5, make: ({ lone, twin }: Scene) => twin.succeed(lone("unit").id) },
  cancel: { path: "/cancel", perMinute: 5, make: ({ lone }: Scene) => lone("unit") },
};

for (const [verb, { path, perMinute, make }] of Object.entries(verbs))
  contract(
    `2.8 job ${verb}: ${perMinute}/min per user and job, then 429 with Retry-After`,
    async (scene) => {
      const { post, pathOf, time, tokens } = scene;
      const job = make(scene);
      // what the service refuses counts too
      const body = verb === "play" ? { job_inputs: { size: "x" } } : {};
      const attempt = async (token = tokens.owner) => {
        // one that is erased is turned away at the door
        if (verb === "erase") leave(scene.twin.world, job, {});
        return post(`${pathOf(job)}${path}`, { token, body });
      };
      for (let count = 0; count < perMinute; count++) assert.notEqual((await attempt()).status, 429);
      assertLimited(await attempt());
      assert.notEqual((await attempt(tokens.maintainer)).status, 429, "another user");
      assert.notEqual(
        (await post(`${pathOf(make(scene))}${path}`, { token: tokens.owner })).status,
        429,
        "another job",
      );
      time.advance(59);
      assertLimited(await attempt());
      time.advance(1);
      assert.notEqual((await attempt()).status, 429, "a minute after the first");
    },
    limited(gitlabLimits),
  );

const perProject = { retry: 1250, play: 750, erase: 400 } as const;

for (const [verb, most] of Object.entries(perProject))
  contract(
    `2.8 job ${verb}: per user and project ${most}/min`,
    async (scene) => {
      const { post, pathOf, twin, tokens } = scene;
      const { path, make } = verbs[verb as keyof typeof perProject];
      const asOwner = { token: tokens.owner };
      for (let count = 1; count < most; count++)
        twin.act(verb as keyof typeof perProject, make(scene).id, { by: "owner" });
      assert.notEqual((await post(`${pathOf(make(scene))}${path}`, asOwner)).status, 429);
      assertLimited(await post(`${pathOf(make(scene))}${path}`, asOwner));
      assert.notEqual((await post(`${pathOf(make(scene))}${path}`)).status, 429, "another user");
    },
    limited({ [`${verb}PerProjectAndMinute`]: gitlabLimits[`${verb as keyof typeof perProject}PerProjectAndMinute`] }),
  );

contract(
  "2.8 job cancel: a per-project limit counts all jobs of the project",
  async ({ post, lone, pathOf, twin }) => {
    const found = [];
    for (let count = 0; count < 3; count++) found.push((await post(`${pathOf(lone("unit"))}/cancel`)).status);
    assert.deepEqual(found, [201, 201, 429]);
    const { id } = twin.addProject({ path: "shop/web", members: { [twin.bot.username]: "maintainer" } });
    const elsewhere = twin.addPipeline(id, { jobs: [{ name: "unit" }] }).jobs[0];
    assert.equal((await post(`/projects/${id}/jobs/${elsewhere?.id}/cancel`)).status, 201, "another project");
  },
  limited({ cancelPerProjectAndMinute: 2 }),
);

for (const [verb, perMinute, most] of [
  ["retry", 5, 200],
  ["cancel", 5, 120],
] as const)
  contract(
    `2.8 pipeline ${verb}: ${perMinute}/min per pipeline, ${most}/min per project`,
    async ({ post, pipeline, path, tokens }) => {
      const attempt = (id: number, token = tokens.owner) => post(`${path}/pipelines/${id}/${verb}`, { token });
      const [one, ...others] = Array.from({ length: most / perMinute + 1 }, () => pipeline(["unit"]).id);
      for (let count = 0; count < perMinute; count++) assert.ok((await attempt(one ?? 0)).status < 300);
      // what is refused for its pipeline does not count for the project
      for (let count = 0; count < 3; count++) assertLimited(await attempt(one ?? 0));
      for (const id of others.slice(1))
        for (let count = 0; count < perMinute; count++) assert.ok((await attempt(id)).status < 300);
      assertLimited(await attempt(others[0] ?? 0));
      assert.ok((await attempt(others[0] ?? 0, tokens.maintainer)).status < 300, "another user");
    },
    limited(gitlabLimits),
  );

contract(
  "2.8 refused (403) calls inside the service count",
  async ({ post, lone, pathOf }) => {
    const job = lone("unit");
    for (let count = 0; count < 2; count++)
      assert.deepEqual(refusalOf(await post(`${pathOf(job)}/retry`)), notRetryable);
    assertLimited(await post(`${pathOf(job)}/retry`));
    const gate = lone({ name: "gate", when: "manual" });
    const body = { job_variables_attributes: [{ key: "V", value: "1" }] };
    for (let count = 0; count < 2; count++)
      assert.deepEqual(refusalOf(await post(`${pathOf(gate)}/play`, { body })), forbidden);
    assertLimited(await post(`${pathOf(gate)}/play`, { body }));
    assert.equal(gate.status, "manual");
  },
  {
    project: { settings: { pipelineVariables: "no_one_allowed" } },
    ...limited({ retryPerMinute: 2, playPerMinute: 2 }),
  },
);

contract(
  "2.8 rejections at the API door do not count",
  async ({ post, lone, pathOf, path, pipeline, tokens, twin, project }) => {
    const as = { token: tokens.developer };
    const developer = [...project.members.keys()].find(({ username }) => username === "developer");
    if (!developer) throw new Error("nobody is the developer");
    const [job, ended] = [lone("unit", { by: "developer" }), twin.succeed(lone("unit", { by: "developer" }).id)];
    const gate = lone({ name: "gate", when: "manual" });
    const whole = `${path}/pipelines/${pipeline(["unit"]).id}`;
    const routes = [`${pathOf(ended)}/retry`, `${pathOf(gate)}/play`, `${pathOf(job)}/cancel`, `${whole}/retry`];
    for (let count = 0; count < 3; count++) {
      assert.deepEqual(refusalOf(await post(`${pathOf(job)}/play`, as)), unplayable);
      assert.deepEqual(refusalOf(await post(`${pathOf(job)}/erase`, as)), notErasable);
      project.members.set(developer, "reporter");
      for (const route of routes) assert.deepEqual(refusalOf(await post(route, as)), forbidden);
      project.members.set(developer, "developer");
      project.settings.isRefreshingStats = true;
      assert.deepEqual(refusalOf(await post(`${pathOf(ended)}/erase`, as)), statsRefresh);
      project.settings.isRefreshingStats = false;
    }
    for (const route of [`${pathOf(ended)}/erase`, ...routes]) assert.ok((await post(route, as)).status < 300, route);
  },
  limited({ retryPerMinute: 1, playPerMinute: 1, erasePerMinute: 1, cancelPerMinute: 1, pipelineRetryPerMinute: 1 }),
);

contract(
  "2.8 a play that becomes a re-run counts as a play, not as a retry",
  async ({ post, lone, pathOf, twin }) => {
    const gate = lone({ name: "gate", when: "manual" });
    assert.equal((await post(`${pathOf(gate)}/play`)).status, 200);
    twin.succeed(gate.id);
    assert.equal((await post(`${pathOf(gate)}/play`)).status, 200);
    assert.deepEqual(refusalOf(await post(`${pathOf(gate)}/retry`)), notRetryable);
  },
  limited({ retryPerMinute: 1, playPerMinute: 2 }),
);

contract(
  "2.8 0 disables a limit",
  async ({ post, lone, pathOf }) => {
    const job = lone("unit");
    for (let count = 0; count < 9; count++)
      assert.deepEqual(refusalOf(await post(`${pathOf(job)}/retry`)), notRetryable);
  },
  limited({ retryPerMinute: 0, retryPerProjectAndMinute: 0 }),
);

contract(
  "5 GET /projects/:id/jobs: 600/min per user, of all projects together",
  async ({ get, path, tokens }) => {
    const asOwner = { token: tokens.owner };
    for (let count = 0; count < 600; count++) assert.equal((await get(`${path}/jobs?per_page=1`, asOwner)).status, 200);
    assertLimited(await get("/projects/none/jobs", asOwner));
    assert.equal((await get(`${path}/jobs`)).status, 200, "another user");
  },
  limited(gitlabLimits),
);

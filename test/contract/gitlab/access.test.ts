import assert from "node:assert/strict";
import type { ProjectSettings } from "../../../infra/twin/state/graph.ts";
import type { NewJob } from "../../../infra/twin/state/jobParts.ts";
import { contract, everybody, refusalOf, type Scene } from "./scene.ts";
import { forbidden, noProject, unauthorized } from "./words.ts";

/** Routes that read jobs, and whether one asks for a token whatever the project. */
function reads({ path, pathOf, twin, lone }: Scene): readonly [route: string, asksForToken: boolean][] {
  const job = twin.succeed(lone("unit").id);
  const pipeline = `${path}/pipelines/${job.pipeline.id}`;
  return [
    [`${path}/jobs`, true],
    [pathOf(job), true],
    [`${pathOf(job)}/trace`, true],
    [`${path}/pipelines`, false],
    [`${path}/pipelines/latest`, false],
    [pipeline, false],
    [`${pipeline}/jobs`, false],
    [`${pipeline}/bridges`, false],
    [`${pathOf(job)}/artifacts`, false],
    [`${pathOf(job)}/artifacts/tree`, false],
    [`${path}/jobs/artifacts/main/download?job=unit`, false],
  ];
}

interface Visibility {
  readonly title: string;
  readonly settings: Partial<ProjectSettings>;
  /** The lowest who reads jobs. */
  readonly from: (typeof everybody)[number];
  /** What those below get who are members of nothing, and those without a token. */
  readonly others: unknown[];
  readonly nobody: unknown[] | undefined;
}

const visibilities: readonly Visibility[] = [
  {
    title: "a private project: Reporter",
    settings: { visibility: "private" },
    from: "reporter",
    others: noProject,
    nobody: noProject,
  },
  {
    title: "a private project with public pipelines: Guest",
    settings: { visibility: "private", hasPublicPipelines: true },
    from: "guest",
    others: noProject,
    nobody: noProject,
  },
  {
    title: "a public project: everybody",
    settings: { visibility: "public" },
    from: "stranger",
    others: [],
    nobody: undefined,
  },
  {
    title: "a public project without public pipelines: Reporter",
    settings: { visibility: "public", hasPublicPipelines: false },
    from: "reporter",
    others: forbidden,
    nobody: forbidden,
  },
];

for (const { title, settings, from, others, nobody } of visibilities)
  contract(
    `4 who reads jobs, pipelines and artifacts of ${title}`,
    async (scene) => {
      const { get, tokens } = scene;
      for (const [route, asksForToken] of reads(scene)) {
        for (const who of everybody) {
          const reply = await get(route, { token: tokens[who] });
          if (everybody.indexOf(who) >= everybody.indexOf(from)) assert.equal(reply.status, 200, `${who} ${route}`);
          else assert.deepEqual(refusalOf(reply), who === "stranger" ? others : forbidden, `${who} ${route}`);
        }
        const silent = await get(route, { token: null });
        if (asksForToken) assert.deepEqual(refusalOf(silent), unauthorized, route);
        else if (nobody) assert.deepEqual(refusalOf(silent), nobody, route);
        else assert.equal(silent.status, 200, route);
      }
    },
    { project: { settings } },
  );

contract(
  "4 a public project: a stranger reads, and changes nothing",
  async ({ ask, twin, lone, path, pathOf, tokens }) => {
    const job = twin.succeed(lone("unit").id);
    const pipeline = `${path}/pipelines/${job.pipeline.id}`;
    const tries = ["/retry", "/cancel", "/play", "/erase", "/artifacts/keep"].map(
      (verb) => `POST ${pathOf(job)}${verb}`,
    );
    const wholes = [`POST ${pipeline}/retry`, `POST ${pipeline}/cancel`, `DELETE ${pipeline}`];
    for (const attempt of [...tries, ...wholes, `DELETE ${pathOf(job)}/artifacts`, `DELETE ${path}/artifacts`]) {
      const [method = "", route = ""] = attempt.split(" ");
      assert.deepEqual(refusalOf(await ask(method, route, { token: tokens.stranger })), forbidden, attempt);
      assert.deepEqual(refusalOf(await ask(method, route, { token: null })), unauthorized, attempt);
    }
    assert.equal(twin.effects.length, 0);
  },
  { project: { settings: { visibility: "public" } } },
);

const deploy: NewJob = {
  name: "live",
  when: "manual",
  environment: { name: "production", action: "start", tier: "production" },
};

contract("4 outdated deployment job: all writes are prevented, 403; a rollback is not", async (scene) => {
  const { ask, del, post, pathOf, lone, twin, tokens } = scene;
  const [waits, ended, newest] = [lone(deploy), lone(deploy), lone(deploy)];
  for (const job of [ended, newest]) {
    await post(`${pathOf(job)}/play`);
    twin.succeed(job.id);
  }
  for (const verb of ["play", "cancel", "artifacts/keep", "erase"])
    assert.deepEqual(
      refusalOf(await ask("POST", `${pathOf(waits)}/${verb}`, { token: tokens.owner })),
      forbidden,
      verb,
    );
  assert.equal(waits.status, "manual");
  assert.equal((await del(`${pathOf(waits)}/artifacts`)).status, 204, "deleting is no write to the job");
  assert.equal((await post(`${pathOf(ended)}/retry`)).status, 201, "the rollback");
});

contract(
  "4 outdated deployment job: where rollbacks are not allowed, an ended one is prevented too",
  async ({ post, pathOf, lone, twin }) => {
    const [old, newest] = [lone(deploy), lone(deploy)];
    for (const job of [old, newest]) {
      await post(`${pathOf(job)}/play`);
      twin.succeed(job.id);
    }
    for (const verb of ["retry", "play", "artifacts/keep", "erase"])
      assert.deepEqual(refusalOf(await post(`${pathOf(old)}/${verb}`)), forbidden, verb);
    assert.equal((await post(`${pathOf(newest)}/retry`)).status, 201);
  },
  { project: { settings: { allowsRollback: false } } },
);

import type { TestContext } from "node:test";
import type { NewProject } from "../../infra/twin/state/add.ts";
import type { Job as TwinJob } from "../../infra/twin/state/graph.ts";
import type { TwinOptions } from "../../infra/twin/twin.ts";
import { lookFurther } from "../../lib/app/further/look.ts";
import type { Facts } from "../../lib/core/event.ts";
import type { Ask, Looked } from "../../lib/core/looked.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";
import { twinWorld } from "../twin/world.ts";

/** A served twin, asked by the real client, and looks at its jobs. */
export async function furtherStage(
  t: TestContext,
  project: Partial<NewProject> = {},
  options: Partial<TwinOptions> = {},
) {
  const world = await twinWorld(t, project, options);
  const { twin, served, id, time } = world;
  const client = createGitLab({
    baseUrl: served.url,
    token: twin.bot.token,
    userAgent: "penstock-test",
    clock: time.now,
    // a GitLab of 2016 knows no bearer tokens
    tokenAs: "private",
    callTimeoutSeconds: 2,
  });
  t.after(() => client.close());

  async function factsOf({ id: jobId, pipeline, trigger }: TwinJob): Promise<Facts> {
    const found = trigger
      ? (await client.reads.bridges(id, pipeline.id))?.find((one) => one.id === jobId)
      : await client.reads.job(id, jobId);
    if (!found) throw new Error(`no job ${jobId}`);
    return { project: { id, path: "shop/api" }, job: found };
  }
  return {
    ...world,
    client,
    factsOf,
    /** What a look finds out about a job, and nothing else. */
    async look(job: TwinJob, ask: Ask, changes: Partial<Facts["job"]> = {}): Promise<Looked | undefined> {
      const facts = await factsOf(job);
      twin.requests.length = 0;
      return (await lookFurther({ ...facts, job: { ...facts.job, ...changes } }, ask, client.reads)).looked;
    },
    /** What GitLab was asked since, without queries, from the project on. */
    asked: () =>
      twin.requests.map(({ path }) => path.replace(/^.*\/api\/(v4\/)?/, "").replace(/^projects\/\d+\/?/, "")),
  };
}

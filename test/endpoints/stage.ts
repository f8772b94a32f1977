import type { TestContext } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import type { Vintage } from "../../infra/twin/state/world.ts";
import { createTwin, type Twin } from "../../infra/twin/twin.ts";
import { type Api, createApi } from "../../lib/gitlab/api.ts";

/** The files in the archive of `build`. */
export const files = { "report/index.html": "<h1>all well</h1>", "notes.txt": "two lines\nof notes\n" };

/** A project on the twin with a job of every kind that an endpoint needs, and clients of it. */
export interface Stage {
  readonly vintage: Vintage;
  readonly twin: Twin;
  /** With the token of a maintainer. */
  readonly api: Api;
  /** With the CI job token of `inside`, which runs. */
  readonly jobApi: Api;
  readonly project: number;
  readonly pipeline: number;
  /** The id of the newest run of that name. */
  job(name: string): number;
}

/** @param baseUrl stands before the twin; default: the twin itself */
export async function openStage(
  t: Pick<TestContext, "after">,
  vintage: Vintage,
  baseUrl: (twinUrl: string) => Promise<string> | string = (url) => url,
): Promise<Stage> {
  const { now } = virtualClock();
  const twin = createTwin({ clock: now, vintage });
  const served = await serveTwin(twin);
  t.after(() => served.close());
  const { id: project } = twin.addProject({ path: "shop/api", members: { ada: "maintainer" } });
  const { id: pipeline } = twin.addPipeline(project, {
    ref: "main",
    jobs: [
      ...["build", "broken", "waiting", "inside"].map((name) => ({ name, stage: "build" })),
      { name: "gate", stage: "build", when: "manual", allowFailure: true },
      { name: "children", stage: "build", trigger: { jobs: [{ name: "child" }] } },
    ],
  });
  const job = (name: string) => twin.jobNamed(pipeline, name).id;
  twin.succeed(job("build"), { artifacts: { files } });
  twin.fail(twin.run(job("broken")).id, "runner_system_failure");
  twin.run(job("inside"));
  const url = await baseUrl(served.url);
  const client = (token: string, tokenAs: "private" | "job") => {
    const api = createApi({ baseUrl: url, token, tokenAs, userAgent: "penstock-test", clock: now });
    t.after(() => api.close());
    return api;
  };
  return {
    vintage,
    twin,
    api: client(twin.addToken("ada"), "private"),
    jobApi: client(twin.jobToken(job("inside")), "job"),
    project,
    pipeline,
    job,
  };
}

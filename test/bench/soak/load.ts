import { serveTwin } from "../../../infra/twin/serve.ts";
import { createTwin, type Twin } from "../../../infra/twin/twin.ts";
import { signedHeaders } from "../../../lib/cli/sign.ts";
import { jobBody } from "../door/bodies.ts";

/** Each pipeline's first job fails once and is retried, its artifacts are kept, and its gate is opened. */
export const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: again, projects: ["shop/**"], on: job, when: { name: compile, status: failed }, do: retry, limit: { perJob: 2 }, outage: off }
  - { id: keep, projects: ["shop/**"], on: job, when: { name: compile, status: success }, do: keep }
  - { id: open, projects: ["shop/**"], on: pipeline, when: { status: manual }, do: { play: { job: deploy } } }
  - { id: stuck, projects: ["shop/**"], on: job, when: { status: pending }, for: 1h, do: restart }
`;
/** What each pipeline leads to. */
const verbs = ["retry", "keep", "play"] as const;

/** A GitLab in which pipelines begin and go on. */
export interface Town {
  readonly gitlab: { readonly url: string; readonly token: string };
  /** Tells it where hooks go. */
  connect(hookUrl: string, secret: string): void;
  /** A pipeline begins, and the others go on as far as they can without Penstock. */
  beat(): void;
  /** The others go on; no pipeline begins. @returns how many have not ended */
  goOn(): number;
  /** So many effects were to happen: three a pipeline. */
  expected(): number;
  /** What really happened, `retry 42` for each. */
  effects(): readonly string[];
  /** Hooks that were delivered so far. */
  hooks(): number;
  close(): Promise<void>;
}

export async function openTown(): Promise<Town> {
  const twin = createTwin({ clock: Date.now, autoDeliver: true });
  const { id } = twin.addProject({
    path: "shop/api",
    members: { alice: "maintainer", [twin.bot.username]: "maintainer" },
  });
  const served = await serveTwin(twin);
  const open = new Set<number>();
  let begun = 0;
  const goOn = () => {
    for (const pipeline of open) if (advance(twin, pipeline)) open.delete(pipeline);
    // Whoever is heard of every request must not keep them.
    twin.requests.length = 0;
    return open.size;
  };
  return {
    gitlab: { url: served.url, token: twin.bot.token },
    connect(url, signingToken) {
      twin.addHook(id, { url, signingToken, jobEvents: true, pipelineEvents: true });
    },
    beat() {
      goOn();
      const jobs = [
        { name: "compile", stage: "build" },
        { name: "deploy", stage: "deploy", when: "manual" },
      ] as const;
      // Each of a commit of its own: limits count by commit as well.
      const sha = (++begun).toString(16).padStart(40, "0");
      const pipeline = twin.addPipeline(id, { sha, jobs });
      twin.fail(twin.run(twin.jobNamed(pipeline.id, "compile").id).id);
      open.add(pipeline.id);
    },
    goOn,
    expected: () => begun * verbs.length,
    effects: () => twin.effects.map(({ verb, jobId }) => `${verb} job:${jobId}`),
    hooks: () => twin.deliveries.length,
    close: () => served.close(),
  };
}

/** Runs what a runner would take. @returns whether the pipeline has ended */
function advance(twin: Twin, pipeline: number): boolean {
  const [compile, deploy] = [twin.jobNamed(pipeline, "compile"), twin.jobNamed(pipeline, "deploy")];
  if (compile.status === "pending") twin.succeed(compile.id, { artifacts: { expireInSeconds: 86_400 } });
  if (deploy.status === "pending") twin.succeed(deploy.id);
  return deploy.status === "success";
}

/** A delivery of a job that no rule names. @throws Error where it is not accepted */
export async function deliver(at: number, { hookUrl, secret }: { hookUrl: string; secret: string }): Promise<void> {
  const body = jobBody(1_000_000 + at, "success");
  const headers = signedHeaders({ secret, id: `soak-${at}`, now: Date.now(), body });
  const answer = await fetch(hookUrl, { method: "POST", headers, body: new Uint8Array(body) });
  if (answer.status !== 202) throw new Error(`delivery ${at} was answered ${answer.status}`);
  await answer.arrayBuffer();
}

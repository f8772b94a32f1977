import type { Twin } from "../twin/twin.ts";
import type { Stage } from "./stage.ts";

/** Something that people do by hand today, told and proved on the twin. */
export interface Story<On extends Stage = Stage> {
  readonly title: string;
  /** Lets it happen. @returns what must be true of the twin now, each with whether it is */
  play(stage: On): Promise<readonly Proof[]>;
}

export interface Proof {
  readonly what: string;
  readonly holds: boolean;
}

const minute = 60;
const day = 86_400;

/** A pipeline of one job. @returns the job's id */
export function startJob(
  twin: Twin,
  projectId: number,
  { name, ...pipeline }: { name: string; ref: string; tag?: boolean },
): number {
  const { id } = twin.addPipeline(projectId, { ...pipeline, jobs: [{ name }] });
  return twin.jobNamed(id, name).id;
}

const infrastructure: Story = {
  title: "A runner breaks down: the job is run again, once",
  async play({ twin, project, settle, pass }) {
    const job = startJob(twin, project.id, { ref: "main", name: "build" });
    twin.run(job);
    twin.fail(job, "runner_system_failure");
    await settle();
    await pass(minute / 2);
    const retries = twin.effects.filter((effect) => effect.verb === "retry" && effect.jobId === job);
    const fresh = retries[0]?.newJobId;
    if (fresh !== undefined) twin.succeed(fresh);
    await settle();
    return [
      { what: `job ${job} was retried exactly once`, holds: retries.length === 1 },
      {
        what: `its new run, job ${fresh}, succeeded`,
        holds: fresh !== undefined && twin.job(fresh).status === "success",
      },
    ];
  },
};

const stuck: Story = {
  title: "Nobody picks a job up for 15 minutes: it gets a fresh start",
  async play({ twin, project, settle, pass }) {
    const job = startJob(twin, project.id, { ref: "main", name: "lint" });
    await settle();
    await pass(14 * minute);
    const early = twin.effects.filter((effect) => effect.jobId === job).length;
    await pass(2 * minute);
    const effects = twin.effects.filter((effect) => effect.jobId === job);
    const fresh = effects.find(({ newJobId }) => newJobId !== undefined)?.newJobId;
    if (fresh !== undefined) twin.succeed(fresh);
    await settle();
    return [
      { what: "nothing happened before the 15 minutes were over", holds: early === 0 },
      {
        what: `job ${job} was canceled once, then retried once`,
        holds: effects.map(({ verb }) => verb).join() === "cancel,retry",
      },
      {
        what: `its new run, job ${fresh}, succeeded`,
        holds: fresh !== undefined && twin.job(fresh).status === "success",
      },
    ];
  },
};

const gate: Story = {
  title: "A release tag passes its tests: the production gate opens, with variables",
  async play({ twin, project, settle }) {
    const { id } = twin.addPipeline(project.id, {
      ref: "v2.3.0",
      tag: true,
      jobs: [
        { name: "test", stage: "test" },
        { name: "deploy:production", stage: "deploy", when: "manual" },
      ],
    });
    const tests = twin.jobNamed(id, "test").id;
    const deploy = twin.jobNamed(id, "deploy:production").id;
    twin.run(tests);
    await settle();
    const early = twin.effects.some(({ jobId }) => jobId === deploy);
    twin.succeed(tests);
    await settle();
    const plays = twin.effects.filter((effect) => effect.verb === "play" && effect.jobId === deploy);
    if (plays.length > 0) twin.succeed(deploy);
    await settle();
    return [
      { what: "the gate stayed shut while the tests ran", holds: !early },
      { what: `job ${deploy} was played exactly once`, holds: plays.length === 1 },
      {
        what: "it was given RELEASE=v2.3.0 and CHANNEL=stable",
        holds: plays[0]?.variables?.RELEASE === "v2.3.0" && plays[0]?.variables?.CHANNEL === "stable",
      },
    ];
  },
};

const artifacts: Story = {
  title: "A release's artifacts are kept; a branch's expired ones are deleted, after a quarantine",
  async play({ twin, project, settle, pass }) {
    const build = (ref: string, tag: boolean) => {
      const id = startJob(twin, project.id, { ref, tag, name: "package" });
      twin.succeed(id, { artifacts: { expireInSeconds: day } });
      return id;
    };
    const released = build("v2.4.0", true);
    const old = build("feature", false);
    const newest = build("feature", false);
    await settle();
    const kept = twin.job(released).artifactsExpireAt === null;
    await pass(10 * day);
    const early = twin.effects.some(({ verb }) => verb === "deleteArtifacts");
    await pass(8 * day);
    const deletes = twin.effects.filter(({ verb }) => verb === "deleteArtifacts").map(({ jobId }) => jobId);
    const files = (id: number) => twin.job(id).files.filter(({ type }) => type !== "trace").length;
    return [
      { what: `the artifacts of the tag's job ${released} were kept as soon as it had succeeded`, holds: kept },
      { what: "nothing was deleted before the quarantine of 7 days was over", holds: !early },
      {
        what: `of the branch's jobs only ${old} lost its artifacts`,
        holds: deletes.join() === String(old) && files(old) === 0,
      },
      { what: `the newest successful pipeline's job ${newest} still has its artifacts`, holds: files(newest) > 0 },
      { what: "the release still has its artifacts", holds: files(released) > 0 },
    ];
  },
};

export const stories: readonly Story[] = [infrastructure, stuck, gate, artifacts];

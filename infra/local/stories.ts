import type { Stage } from "./stage.ts";

/** Something that people do by hand today, told and proved on the twin. */
export interface Story {
  readonly title: string;
  /** Lets it happen. @returns what must be true of the twin now, each with whether it is */
  play(stage: Stage): Promise<readonly Proof[]>;
}

export interface Proof {
  readonly what: string;
  readonly holds: boolean;
}

const minute = 60;
const day = 86_400;

const infrastructure: Story = {
  title: "A runner breaks down: the job is run again, once",
  async play({ twin, project, settle, pass }) {
    const { jobs } = twin.addPipeline(project.id, { ref: "main", jobs: [{ name: "build", stage: "build" }] });
    const job = jobs[0]?.id ?? 0;
    twin.run(job);
    twin.fail(job, "runner_system_failure");
    await settle();
    await pass(minute);
    const retries = twin.effects.filter((effect) => effect.verb === "retry" && effect.jobId === job);
    const fresh = retries[0]?.newJobId ?? 0;
    if (fresh) {
      twin.run(fresh);
      twin.succeed(fresh);
    }
    await settle();
    return [
      { what: `job ${job} was retried exactly once`, holds: retries.length === 1 },
      { what: `its new run, job ${fresh}, succeeded`, holds: twin.job(fresh)?.status === "success" },
    ];
  },
};

const stuck: Story = {
  title: "Nobody picks a job up for 15 minutes: it gets a fresh start",
  async play({ twin, project, settle, pass }) {
    const { jobs } = twin.addPipeline(project.id, { ref: "main", jobs: [{ name: "lint", stage: "test" }] });
    const job = jobs[0]?.id ?? 0;
    await settle();
    await pass(14 * minute);
    const early = twin.effects.filter((effect) => effect.jobId === job).length;
    await pass(2 * minute);
    const effects = twin.effects.filter((effect) => effect.jobId === job);
    const fresh = effects.find(({ newJobId }) => newJobId !== undefined)?.newJobId ?? 0;
    if (fresh) {
      twin.run(fresh);
      twin.succeed(fresh);
    }
    await settle();
    return [
      { what: "nothing happened before the 15 minutes were over", holds: early === 0 },
      {
        what: `job ${job} was canceled once, then retried once`,
        holds: effects.map(({ verb }) => verb).join() === "cancel,retry",
      },
      { what: `its new run, job ${fresh}, succeeded`, holds: twin.job(fresh)?.status === "success" },
    ];
  },
};

const gate: Story = {
  title: "A release tag passes its tests: the production gate opens, with variables",
  async play({ twin, project, settle }) {
    const { jobs } = twin.addPipeline(project.id, {
      ref: "v2.3.0",
      tag: true,
      jobs: [
        { name: "test", stage: "test" },
        { name: "deploy:production", stage: "deploy", when: "manual" },
      ],
    });
    const [test, deploy] = jobs.map(({ id }) => id);
    twin.run(test ?? 0);
    await settle();
    const early = twin.effects.some(({ jobId }) => jobId === deploy);
    twin.succeed(test ?? 0);
    await settle();
    const plays = twin.effects.filter((effect) => effect.verb === "play" && effect.jobId === deploy);
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
      const { jobs } = twin.addPipeline(project.id, { ref, tag, jobs: [{ name: "package", stage: "build" }] });
      const id = jobs[0]?.id ?? 0;
      twin.run(id);
      twin.succeed(id, { artifacts: { sizeBytes: 5_000_000, expireInSeconds: day } });
      return id;
    };
    const released = build("v2.4.0", true);
    const old = build("feature", false);
    const newest = build("feature", false);
    await settle();
    const kept = twin.job(released)?.artifacts?.expireAt === null;
    await pass(10 * day);
    const early = twin.effects.some(({ verb }) => verb === "deleteArtifacts");
    await pass(8 * day);
    const deletes = twin.effects.filter(({ verb }) => verb === "deleteArtifacts").map(({ jobId }) => jobId);
    const files = (id: number) => twin.job(id)?.artifacts?.files.filter(({ type }) => type !== "trace").length ?? 0;
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

import type { Twin } from "../../infra/twin/twin.ts";

// The jobs that the open tasks of a golden store are about: the same ids in the twin that it was made beside, and in every
// twin that a later test begins. This folder's files also run in checkouts of other versions: they use what all of them have.

/** Where the ids of the open jobs begin, counted from the first that a twin gives: behind all that is made before them. */
const behind = 400;

export interface OpenJobs {
  readonly project: number;
  /** By what their tasks are: see `cases`. */
  readonly jobs: Readonly<Record<OpenCase, number>>;
}

/** What an open task is for, and how often each verb must have hit its job in the end, what was before it included. */
export const cases = {
  /** A restart waits for its time. */
  stuck: { cancel: 1, retry: 1 },
  /** A play waits for people. */
  gate: {},
  /** A retry backs off. */
  late: { retry: 1 },
  /** A delete is in quarantine. */
  old: { deleteArtifacts: 1 },
  /** A keep was marked; its request never came to GitLab. */
  kept: { keep: 1 },
  /** A worker looks at a job. */
  claimed: { retry: 1 },
  /** A retry was marked; its request never came to GitLab. */
  unsent: { retry: 1 },
  /** A retry was marked and done; GitLab's answer never came. */
  unheard: { retry: 1 },
} as const satisfies Record<string, Partial<Record<string, number>>>;
export type OpenCase = keyof typeof cases;

const names: Readonly<Record<OpenCase, string>> = {
  stuck: "stuck",
  gate: "deploy:production",
  late: "late",
  old: "package",
  kept: "package",
  claimed: "once claimed",
  unsent: "once unsent",
  unheard: "once unheard",
};

/** The scene's own project, the second one of the twin, and the people who may open gates there. */
export function openProject(twin: Twin): number {
  for (const username of ["bob", "carol"])
    if (!twin.world.people.some((person) => person.username === username)) twin.addPerson({ username });
  const members = { alice: "maintainer", bob: "maintainer", carol: "maintainer" } as const;
  return twin.addProject({ path: "shop/web", members: { ...members, [twin.bot.username]: "maintainer" } }).id;
}

/** Makes the jobs, each in the state in which GitLab has it before its task acts. */
export function openJobs(twin: Twin, project: number): OpenJobs {
  skipIds(twin);
  const make = (one: OpenCase, pipeline: object = {}) => {
    const gate = one === "gate" ? { when: "manual" as const } : {};
    const { id } = twin.addPipeline(project, {
      ref: `case-${one}`,
      jobs: [{ name: names[one], ...gate }],
      ...pipeline,
    });
    return twin.jobNamed(id, names[one]).id;
  };
  const failed = (one: OpenCase) => {
    const job = make(one);
    twin.run(job);
    return twin.fail(job, "script_failure").id;
  };
  const packed = (one: OpenCase, pipeline: object, expireInSeconds: number) =>
    twin.succeed(make(one, pipeline), { artifacts: { expireInSeconds } }).id;
  const jobs = {
    stuck: make("stuck"),
    gate: make("gate", { ref: "v9.0.0", tag: true }),
    late: failed("late"),
    old: packed("old", { ref: "feature" }, 60),
    kept: packed("kept", { ref: "v9.1.0", tag: true }, 30 * 86_400),
    claimed: failed("claimed"),
    unsent: failed("unsent"),
    unheard: failed("unheard"),
  };
  // A newer success on the ref: the old one is not what its branch needs.
  packed("old", { ref: "feature" }, 30 * 86_400);
  return { project, jobs };
}

function skipIds({ world: { ids } }: Twin): void {
  for (const [kind, first] of [
    ["job", 15_700_000_001],
    ["pipeline", Math.floor(15_700_000_001 / 6)],
  ] as const) {
    const at = ids.next(kind);
    ids.reserve(kind, first + behind - at - 1);
  }
}

/** One guard of a delete taken out of the code: `find` stands once in the file. */
export interface Ablation {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The rows of `guardRows` and `tagRows` that turn red without it, by what they say. */
  readonly reds: readonly string[];
}

const job = "lib/actions/sparedByJob.ts";
const ref = "lib/actions/sparedByRef.ts";
const look = "lib/actions/spared.ts";
const off = "if (false as boolean)";

/** Every guard that a look asks, each with what happens without it. */
export const ablations: readonly Ablation[] = [
  { file: job, find: "if (artifacts === undefined)", replace: off, reds: ["it is not known what it left"] },
  {
    file: job,
    find: "if (job.tag !== false && !(job.tag === true && meansTags))",
    replace: off,
    reds: ["it is a tag's", "nobody knows whether it is a tag's"],
  },
  { file: job, find: "if (!isEnded(job.status))", replace: off, reds: ["it runs", "its status is a new word"] },
  {
    file: job,
    find: "if (job.ref === undefined || job.pipelineId === undefined)",
    replace: off,
    reds: ["its ref is not known", "its pipeline is not known"],
  },
  {
    file: job,
    find: 'if (typeof expireAt !== "number" || !Number.isFinite(expireAt))',
    replace: off,
    reds: ["it has no expiry", "its expiry is no number"],
  },
  { file: job, find: "if (expireAt >= now)", replace: off, reds: ["it expires now"] },
  { file: job, find: 'if (typeof erasedAt === "number")', replace: off, reds: ["it is erased"] },
  { file: job, find: "if (job.archived)", replace: off, reds: ["it is archived"] },
  {
    file: job,
    find: "if (pipelineStatus !== undefined && unfinished.has(pipelineStatus))",
    replace: off,
    reds: ["its pipeline goes on"],
  },
  {
    file: look,
    find: "(await whyKept(around)) ??",
    replace: "",
    reds: ["the job is kept", "its pipeline is kept"],
  },
  {
    file: look,
    find: "(await whySparedByProject(around)) ??",
    replace: "",
    reds: ["the project is archived"],
  },
  {
    file: ref,
    find: "if (branch) return branch.isProtected",
    replace: "if (branch) return false as boolean",
    reds: ["its branch is protected"],
  },
  {
    file: ref,
    find: "if (isProtected) return",
    replace: `${off} return`,
    reds: ["the tag is protected"],
  },
  { file: ref, find: "if (hasRelease) return", replace: `${off} return`, reds: ["the tag has a release"] },
  {
    file: ref,
    find: "if (isProtected === false && hasRelease === false)",
    replace: "if (true as boolean)",
    reds: ["the tag is gone"],
  },
  {
    file: ref,
    find: "if (mergeRequestRef.test(ref)) return",
    replace: `${off} return`,
    reds: ["its pipeline is the newest success of a merge request"],
  },
  {
    file: ref,
    find: 'return tag === null ? "mayGo" : undefined;',
    replace: 'return "mayGo";',
    reds: ["its branch is gone, but a tag bears its name, and its pipeline is the newest success of that name"],
  },
  {
    file: ref,
    find: "if (newestSuccess?.id === pipelineId) return",
    replace: `${off} return`,
    reds: [
      "its pipeline is the newest success of its branch",
      "its branch is gone, but a tag bears its name, and its pipeline is the newest success of that name",
      "its pipeline is the newest success of a merge request",
      "its pipeline is the newest success of the tag",
    ],
  },
  {
    file: ref,
    find: "if (listedIsTag === isTag)",
    replace: "if (listedIsTag !== undefined)",
    reds: [
      "only a tag of the branch's name succeeded later",
      "its pipeline failed after the newest success, and only a tag's is newer",
      "only a branch of that name succeeded later",
    ],
  },
  {
    file: ref,
    find: 'if (newest === "unknown" || newest === null)',
    replace: 'if (newest === "unknown" || newest === null) return "mayGo"; else if (false as boolean)',
    reds: ["GitLab lists no pipeline of its branch"],
  },
  {
    file: ref,
    find: "if (newest.id === pipelineId) return",
    replace: `${off} return`,
    reds: ["its pipeline is the newest of its branch, though it failed"],
  },
  {
    file: ref,
    find: "if (newest.id < pipelineId) return",
    replace: `${off} return`,
    reds: ["its pipeline may be a child of the newest one"],
  },
  {
    file: ref,
    find: "if (isChild !== false || hasSucceeded)",
    replace: "if (hasSucceeded)",
    reds: ["it failed in a child of the newest success"],
  },
  {
    file: ref,
    find: "if (isChild !== false || hasSucceeded)",
    replace: "if (isChild !== undefined && isChild !== false)",
    reds: ["it succeeded in a child of the newest success"],
  },
];

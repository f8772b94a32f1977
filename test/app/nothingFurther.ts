import type { FurtherReads, GitLabWrites } from "../../lib/core/gitlab.ts";

/** A GitLab of which nothing is to be learnt beyond the job itself. */
export const nothingFurther: FurtherReads = {
  projectNamed: async () => undefined,
  mergeRequest: async () => undefined,
  headPipeline: async () => undefined,
  tagIsProtected: async () => undefined,
  tag: async () => undefined,
  memberLevel: async () => undefined,
  groupLevel: async () => undefined,
  user: async () => undefined,
  refProtections: async () => undefined,
  environmentGuards: async () => undefined,
  environmentProtections: async () => undefined,
  environmentTier: async () => undefined,
  projectAccess: async () => undefined,
  commitAuthor: async () => undefined,
  mergeRequestAuthor: async () => undefined,
  userIsBot: async () => undefined,
  newestPipeline: async () => undefined,
  bridges: async () => undefined,
  childPipelines: async () => undefined,
  tagPipelines: async () => undefined,
  successesPage: async () => ({ items: [] }),
  changedPipelines: async () => [],
  newestOfRefs: async () => undefined,
  branches: async () => new Map(),
  tags: async () => new Map(),
  protectedBranches: async () => undefined,
  hasReleases: async () => undefined,
  deploymentOf: async () => undefined,
  lastDeployed: async () => undefined,
  environmentName: async () => undefined,
  logTail: async () => undefined,
  exitCode: async () => undefined,
};

/** A project of nobody's group, in which nothing is protected, and Developers may give variables. */
export const openProject = {
  refProtections: async () => [],
  environmentProtections: async () => ({ canProtect: false, list: [] }),
  projectAccess: async () => ({ groups: [], invited: [], variablesFrom: 30 }),
} satisfies Partial<FurtherReads>;

/** A GitLab that deletes job by job alone. */
export const oneByOne: Pick<GitLabWrites, "deletesAtOnce" | "deleteArtifactsOf" | "deleteProjectArtifacts"> = {
  deletesAtOnce: 1,
  deleteArtifactsOf: async () => ({ lacking: "this GitLab deletes job by job" }),
  deleteProjectArtifacts: async () => ({ kind: "rejected", status: 404, message: "404 Not Found" }),
};

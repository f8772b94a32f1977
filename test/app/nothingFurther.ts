import type { FurtherReads } from "../../lib/core/gitlab.ts";

/** A GitLab of which nothing is to be learnt beyond the job itself. */
export const nothingFurther: FurtherReads = {
  projectNamed: async () => undefined,
  mergeRequest: async () => undefined,
  tagIsProtected: async () => undefined,
  tag: async () => undefined,
  memberLevel: async () => undefined,
  userIsBot: async () => undefined,
  newestPipeline: async () => undefined,
  bridges: async () => undefined,
  successesPage: async () => ({ items: [] }),
  changedPipelines: async () => [],
  environmentName: async () => undefined,
  logTail: async () => undefined,
  exitCode: async () => undefined,
};

import * as z from "zod";
import { jobStatuses } from "../state/jobParts.ts";
import { accessLevels, type Role } from "../state/person.ts";
import { kind } from "./kind.ts";

// What the control reads. Unknown fields are errors; defaults are the twin's own.

const text = (what: string) => z.string({ error: `give ${what}` }).min(1, { error: `give ${what}` });
const flag = z.boolean({ error: "give true or false" });
const roles = Object.keys(accessLevels) as Role[];
const role = z.enum(roles, { error: `give one of ${roles.join(", ")}` });
const status = z.enum(jobStatuses, { error: `give one of ${jobStatuses.join(", ")}` });

const grants = {
  role: z.union([role, z.literal("none")]).exactOptional(),
  usernames: z.array(text("a username")).exactOptional(),
  groups: z.array(text("a group's path")).exactOptional(),
};
const ProtectedRef = z.union([
  text("a name").transform((name) => ({ name })),
  z.strictObject({
    name: text("a name, or a pattern with *"),
    ...grants,
    merge: z.strictObject(grants).exactOptional(),
  }),
]);
const protectedEnvironments = z
  .array(
    z.strictObject({
      name: text("a name, or of a group a tier"),
      ...grants,
      inheritsGroups: flag.exactOptional(),
      requiredApprovals: z.int({ error: "give a whole number" }).nonnegative().exactOptional(),
    }),
  )
  .exactOptional();

export const GivenGroup = z.strictObject({
  path: text("the full path, such as shop/web").regex(/^(?!\d+$)\w[\w.-]*(\/\w[\w.-]*)*$/, {
    error: "give the full path, such as shop/web",
  }),
  members: z.record(z.string(), role).exactOptional(),
  protectedEnvironments,
});

export const GivenProject = z.strictObject({
  path: text("the full path, such as shop/api").regex(/^(?!\d+$)\w[\w.-]*(\/\w[\w.-]*)*$/, {
    error: "give the full path, such as shop/api",
  }),
  id: z.int({ error: "give a whole number" }).positive().exactOptional(),
  defaultBranch: text("a branch").exactOptional(),
  members: z.record(z.string(), role).exactOptional(),
  protectedBranches: z.array(ProtectedRef).exactOptional(),
  protectedTags: z.array(ProtectedRef).exactOptional(),
  protectedEnvironments,
  invited: z.record(z.string(), role).exactOptional(),
  settings: z
    .strictObject({
      visibility: z.enum(["private", "public"]).exactOptional(),
      pipelineVariables: z.enum(["developer", "maintainer", "owner", "no_one_allowed"]).exactOptional(),
      isRefreshingStats: flag.exactOptional(),
    })
    .exactOptional(),
});

export const GivenCrowd = z.strictObject({
  projects: z.int({ error: "give a whole number" }).positive({ error: "give at least 1" }),
  jobs: z.int({ error: "give those of all projects together" }).positive({ error: "give at least 1" }),
  seed: z.int({ error: "give a whole number" }).exactOptional(),
  members: z.record(z.string(), role).exactOptional(),
});

const moment = z.iso
  .datetime({ offset: true, error: "give a moment such as 2026-12-24T18:00:00Z, or null" })
  .transform((iso) => Date.parse(iso));

const GivenArtifact = z.strictObject({
  type: text("a file type such as archive or junit"),
  size: z.int({ error: "give a size in bytes" }).nonnegative(),
  filename: text("a file name").exactOptional(),
  expireAt: moment.nullable().exactOptional(),
});

export const GivenJob = z.strictObject({
  ...kind,
  status: status.exactOptional(),
  failureReason: text("a failure reason").exactOptional(),
  artifacts: z.array(GivenArtifact).exactOptional(),
  log: z.string({ error: "give a text" }).exactOptional(),
});
export type GivenJob = z.infer<typeof GivenJob>;

const pipeline = {
  ref: text("a branch or a tag").exactOptional(),
  tag: flag.exactOptional(),
  source: text("a source such as push").exactOptional(),
  by: text("a username").exactOptional(),
  author: text("a username, or null for nobody whom GitLab knows").nullable().exactOptional(),
  mergeRequest: z
    .strictObject({
      iid: z.int({ error: "give the number behind the !" }).positive(),
      sourceBranch: text("a branch"),
      targetBranch: text("a branch").exactOptional(),
      sourceProjectId: z.int({ error: "give a project's id, or null" }).nullable().exactOptional(),
      author: text("a username").exactOptional(),
    })
    .exactOptional(),
  stages: z.array(text("a stage"), { error: "give a list of texts" }).exactOptional(),
  jobs: z.array(GivenJob, { error: 'give a list such as [{"name": "build", "stage": "build"}]' }),
};

export const GivenPipeline = z.strictObject(pipeline);
export type GivenPipeline = z.infer<typeof GivenPipeline>;

export const GivenPipelineOf = z.strictObject({
  project: z.union([z.int(), z.string()], { error: "give its id or its path" }),
  ...pipeline,
});

export const GivenStatus = z.strictObject({ status, failureReason: text("a failure reason").exactOptional() });

export const GivenEnd = z.strictObject({
  reason: text("a failure reason").exactOptional(),
  exitCode: z.int({ error: "give what the script ended with" }).exactOptional(),
  artifacts: z
    .strictObject({
      files: z
        .array(z.strictObject({ type: text("a type"), sizeBytes: z.int().nonnegative() }), { error: "give a list" })
        .exactOptional(),
      expireInSeconds: z.number({ error: "give a number of seconds, or null" }).nullable().exactOptional(),
    })
    .exactOptional(),
});

export const GivenAdvance = z.strictObject({
  advance: z
    .number({ error: "give seconds, not negative" })
    .nonnegative({ error: "a clock does not go back" })
    .max(1e9, { error: "give at most 1000000000 seconds" }),
});

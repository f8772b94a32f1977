import * as z from "zod";
import { deploymentWords } from "../../core/deployment.ts";
import { jobStatuses } from "../../core/job.ts";
import { type Role, roleLevels } from "../../core/looked.ts";
import { DeploymentWords } from "../checks/deployment.ts";
import { statusesOf } from "../checks/status.ts";
import { notEmpty, oneOrMany, Size, Span, typed } from "../fields.ts";
import { hint, unknownKey } from "../wording.ts";
import { SpanOrMoment } from "./moment.ts";

// What a case says of a job, in the words of the conditions that ask for it. A word that is not there is unknown.

const some = z.string().min(1, { error: "expected some text" });
const count = z.int({ error: "expected a whole number" }).min(1, { error: "expected at least 1" });

/** What GitLab may say is not there: `absent`, or an empty value. */
function orAbsent<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (value === "absent" ? null : value), item.nullable());
}

/** One status; the words for a wrong one are those of the conditions. */
function statusOf(noun: "job" | "pipeline") {
  const several = statusesOf(noun);
  return z.enum(jobStatuses, {
    error: ({ input }) => (typeof input === "string" ? several.safeParse(input).error?.issues[0]?.message : undefined),
  });
}

const Status = statusOf("job");

/** One word; a wrong one is told as the condition tells it. */
const Deployment = z.enum(deploymentWords, {
  error: ({ input }) =>
    typeof input === "string" ? DeploymentWords.safeParse(input).error?.issues[0]?.message : undefined,
});

const Project = z.union([some, count, z.strictObject({ id: count, path: some.exactOptional() })], {
  error: typed("expected a project's full path, its id, or { id, path }"),
});

const Runner = z.union(
  [some, count, z.strictObject({ id: count, description: some.exactOptional(), type: some.exactOptional() })],
  { error: typed("expected a runner's description, its id, or { id, description, type }") },
);

const roles = ["none", ...Object.keys(roleLevels)] as ("none" | Role)[];

const By = z.union(
  [
    some,
    z
      .strictObject({
        user: some.exactOptional(),
        role: z.enum(roles).exactOptional(),
        /** Every group that they are a member of, of those that rules ask for. */
        group: z.union([z.literal("none"), oneOrMany(some)]).exactOptional(),
        bot: z.boolean().exactOptional(),
      })
      .superRefine(notEmpty("expected `user`, `role`, `group` or `bot`")),
  ],
  { error: typed("expected a username, or { user, role, group, bot }") },
);

const Artifacts = z.union(
  [
    z.literal("present"),
    z
      .strictObject({
        /** GitLab's file types; an archive unless it is given. */
        types: oneOrMany(some).exactOptional(),
        /** Of all files together; 1MB unless it is given. */
        size: Size.exactOptional(),
        expiredFor: Span.exactOptional(),
        expiresIn: Span.exactOptional(),
        kept: z.boolean().exactOptional(),
      })
      .superRefine(({ expiredFor, expiresIn, kept }, context) => {
        if ([expiredFor, expiresIn, kept || undefined].filter((one) => one !== undefined).length > 1)
          context.addIssue({ code: "custom", message: "give one of `expiredFor`, `expiresIn` and `kept: true`" });
      }),
  ],
  { error: typed("expected present, absent or { types, size, expiredFor, expiresIn, kept }") },
);

const Command = z.strictObject({
  /** As people say it in chat. */
  verb: some,
  /** What was given with it, by name. */
  variables: z.record(z.string(), z.string()).exactOptional(),
});

const lines = oneOrMany(z.string());
/** The text as a runner writes it; or what stands in each section, in their order, and what the runner writes at its `end`. */
const Log = z.union([z.string(), z.record(z.string().regex(/^[a-zA-Z0-9_.-]{1,255}$/), lines)], {
  error: typed("expected the log's text, or a map of its sections such as { get_sources: …, end: … }"),
});

/** What is told of another job of the pipeline. */
const Sibling = z.strictObject({
  name: some,
  status: Status,
  stage: some.exactOptional(),
  ref: some.exactOptional(),
  tag: z.boolean().exactOptional(),
  failureReason: orAbsent(some).exactOptional(),
  allowFailure: z.boolean().exactOptional(),
  bridge: z.boolean().exactOptional(),
  runnerTags: z.array(some).exactOptional(),
  archived: z.boolean().exactOptional(),
});

const facts = {
  project: Project.exactOptional(),
  status: Status.exactOptional(),
  name: some.exactOptional(),
  stage: some.exactOptional(),
  /** How long the status has lasted, or when it began; the moment of the case unless it is given. */
  since: SpanOrMoment.exactOptional(),
  ref: some.exactOptional(),
  tag: z.boolean().exactOptional(),
  sha: some.exactOptional(),
  pipeline: count.exactOptional(),
  protected: z.boolean().exactOptional(),
  fork: z.boolean().exactOptional(),
  pipelineSource: some.exactOptional(),
  mergeRequest: orAbsent(z.strictObject({ target: some.exactOptional() })).exactOptional(),
  failureReason: orAbsent(some).exactOptional(),
  exitCode: orAbsent(z.int()).exactOptional(),
  allowFailure: z.boolean().exactOptional(),
  when: some.exactOptional(),
  environment: orAbsent(some).exactOptional(),
  environmentTier: some.exactOptional(),
  deployment: Deployment.exactOptional(),
  runnerTags: z.array(some, { error: typed("expected a list of tags") }).exactOptional(),
  runner: orAbsent(Runner).exactOptional(),
  attempt: count.exactOptional(),
  by: orAbsent(By).exactOptional(),
  bridge: z.boolean().exactOptional(),
  archived: z.boolean().exactOptional(),
  age: Span.exactOptional(),
  queuedFor: orAbsent(Span).exactOptional(),
  ranFor: orAbsent(Span).exactOptional(),
  /** How long ago it ended. */
  endedFor: Span.exactOptional(),
  pipelineStatus: statusOf("pipeline").exactOptional(),
  jobs: z.array(Sibling, { error: typed("expected a list such as [{ name: lint, status: success }]") }).exactOptional(),
  newest: z.boolean().exactOptional(),
  superseded: z.boolean().exactOptional(),
  artifacts: orAbsent(Artifacts).exactOptional(),
  latest: z.boolean().exactOptional(),
  rank: orAbsent(count).exactOptional(),
  log: orAbsent(Log).exactOptional(),
  command: Command.exactOptional(),
  /** How many people have approved what would be played, who all count. */
  approvals: z.int().min(0).max(20, { error: "expected at most 20 people" }).exactOptional(),
};

/** Every word that can be given of a job. */
export const givenWords: readonly string[] = Object.keys(facts);

const meant: Readonly<Record<string, string>> = {
  failureClass:
    "a failure class is concluded, never given: say what it is known by (`failureReason`, `exitCode`, `log`, `runner`)",
  group: "the group follows from the `name`, e.g. `name: rspec 1/4`",
  variables: "what a person gives stands under `command`: { verb: play, variables: { … } }",
};

export const Given = z
  .strictObject(
    {
      ...facts,
      /** The name of one of the file's `bases`, whose words hold where these say nothing else. */
      base: z.string().exactOptional(),
      /** Words that are not known after all, whatever the base or the file gives. */
      unknown: oneOrMany(
        z.string().refine((word) => givenWords.includes(word), {
          error: ({ input }) => `no word of \`given\`${hint(String(input), givenWords)}`,
        }),
      ).exactOptional(),
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? issue.keys
              .map((key) =>
                Object.hasOwn(meant, key) ? meant[key] : unknownKey(key, [...givenWords, "base", "unknown"]),
              )
              .join("\n")
          : undefined,
    },
  )
  .superRefine(({ environment, environmentTier }, context) => {
    if (environmentTier !== undefined && typeof environment !== "string")
      context.addIssue({
        code: "custom",
        path: ["environmentTier"],
        message: "a tier goes with the name of an `environment`",
      });
  });
export type Given = z.output<typeof Given>;

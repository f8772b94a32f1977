import { act } from "../../../machine/act.ts";
import type { Refusal } from "../../../machine/refusal.ts";
import { may, maySee } from "../../../machine/rights.ts";
import { isCancelable } from "../../../machine/verbs.ts";
import type { Done } from "../../../machine/wish.ts";
import { findJob, touch } from "../../../state/find.ts";
import type { Job } from "../../../state/graph.ts";
import type { Verb } from "../../../state/world.ts";
import type { Gid } from "../coerce.ts";
import { type Args, type Fields, fieldsOf, unavailable, type Viewer } from "../schema.ts";
import { destroyFiles } from "./destroyFiles.ts";

// Source: gitlabhq app/graphql/mutations/ci/job, app/graphql/mutations/ci/job_artifact (read 2026-11).

/** What `input` holds, as its type says. */
interface Input {
  readonly id: Gid;
  readonly variables?: readonly { readonly key: string; readonly value: string }[] | null;
  readonly inputs?: readonly { readonly name: string; readonly value: unknown }[] | null;
  readonly clientMutationId?: string | null;
}

/** How a mutation ended. */
interface Payload {
  readonly job: Job | null;
  readonly errors: readonly string[];
  readonly destroyedArtifactsCount?: number;
  readonly clientMutationId: string | null;
}

/** Whose token may only read is told no more than a stranger. */
function mutate(verb: Verb, { input }: Args, viewer: Viewer): Payload {
  const { id, variables, inputs, clientMutationId = null } = input as Input;
  const { world, person, token } = viewer;
  const found = findJob(world, id.id);
  const isKind = found && (id.kind === "Ci::Bridge") === (found.trigger !== null);
  if (!found || !isKind || token.scope !== "api" || !maySee(person, found.pipeline.project)) throw unavailable();
  const job = touch(world, found);
  const before = job.files.length;
  // unlike REST, this cancels only what people are offered to cancel
  if (verb === "cancel" && !isCancelable(job) && may(viewer, verb, job)) return { job, errors: [], clientMutationId };
  const done = act(world, {
    verb,
    project: job.pipeline.project,
    jobId: job.id,
    person,
    ...(variables && { variables: Object.fromEntries(variables.map(({ key, value }) => [key, value])) }),
    ...(inputs && { inputs: Object.fromEntries(inputs.map(({ name, value }) => [name, value])) }),
  });
  const destroyedArtifactsCount = before - job.files.length;
  return { ...outcome(done, verb === "retry" ? null : job), destroyedArtifactsCount, clientMutationId };
}

/** A plain 403 is one about rights; the others are about the job, and come without the number. */
function outcome(done: Done | Refusal, otherwise: Job | null): Pick<Payload, "job" | "errors"> {
  if (!("refused" in done)) return { job: done.job, errors: [] };
  const message = typeof done.message === "string" ? done.message : done.message.error;
  if (message === "403 Forbidden" || done.refused === 404) throw unavailable();
  return { job: otherwise, errors: [message.replace(/^\d{3} [\w ]+ - /, "")] };
}

const mutations: Readonly<Record<string, Verb>> = {
  jobPlay: "play",
  jobRetry: "retry",
  jobCancel: "cancel",
  jobUnschedule: "unschedule",
  jobArtifactsDestroy: "deleteArtifacts",
};

const payload = fieldsOf<Payload>({
  job: ["CiJob", ({ job }) => job],
  errors: ["[String!]!", ({ errors }) => errors],
  clientMutationId: ["String", ({ clientMutationId }) => clientMutationId],
});

/** `JobPlay` of `jobPlay`. */
function capital(name: string): string {
  return name.replace(/^\w/, (letter) => letter.toUpperCase());
}

const Mutation = fieldsOf<null>({
  ...Object.fromEntries(
    Object.entries(mutations).map(([name, verb]) => [
      name,
      [
        `${capital(name)}Payload`,
        (_source: null, args: Args, viewer: Viewer) => mutate(verb, args, viewer),
        { input: `${capital(name)}Input!` },
      ] as const,
    ]),
  ),
  bulkDestroyJobArtifacts: [
    "BulkDestroyJobArtifactsPayload",
    (_source, { input }, viewer) => destroyFiles(input as Parameters<typeof destroyFiles>[0], viewer),
    { input: "BulkDestroyJobArtifactsInput!" },
  ],
});

export const mutationTypes: Readonly<Record<string, Fields>> = {
  Mutation,
  ...Object.fromEntries(Object.keys(mutations).map((name) => [`${capital(name)}Payload`, payload])),
  JobArtifactsDestroyPayload: {
    ...payload,
    ...fieldsOf<Payload>({
      destroyedArtifactsCount: ["Int!", ({ destroyedArtifactsCount = 0 }) => destroyedArtifactsCount],
    }),
  },
  BulkDestroyJobArtifactsPayload: fieldsOf<ReturnType<typeof destroyFiles>>({
    destroyedCount: ["Int", ({ destroyedIds }) => destroyedIds?.length],
    destroyedIds: ["[CiJobArtifactID!]", ({ destroyedIds }) => destroyedIds],
    errors: ["[String!]!", ({ errors }) => errors],
    clientMutationId: ["String", ({ clientMutationId }) => clientMutationId],
  }),
};

const anyInput = { clientMutationId: "String" };
const given = { variables: "[CiVariableInput!]", inputs: "[CiInputsInput!]" };

export const mutationInputs = {
  JobPlayInput: { id: "CiProcessableID!", ...given, ...anyInput },
  JobRetryInput: { id: "CiProcessableID!", ...given, ...anyInput },
  JobCancelInput: { id: "CiBuildID!", ...anyInput },
  JobUnscheduleInput: { id: "CiBuildID!", ...anyInput },
  JobArtifactsDestroyInput: { id: "CiBuildID!", ...anyInput },
  BulkDestroyJobArtifactsInput: { ids: "[CiJobArtifactID!]!", projectId: "ProjectID!", ...anyInput },
  CiVariableInput: { key: "String!", value: "String!" },
  CiInputsInput: { name: "String!", value: "CiInputsValue" },
};

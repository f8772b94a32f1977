import * as z from "zod";
import type { Reply } from "../../core/ports.ts";
import { replyToFailure } from "../effects.ts";
import { nullable } from "../fields.ts";
import type { Http } from "../http/http.ts";
import { type Complaint, isHidden, lackingIn, type Question, type Told, tell, wordsOfAll } from "./ask.ts";
import { gidOf, readGid } from "./gid.ts";

/** How one deletion ended. GraphQL says no with status 200. */
export type Destroyed =
  | {
      readonly kind: "accepted";
      readonly destroyedCount: number;
      /** Which files, where GitLab tells. */
      readonly destroyedIds?: readonly number[];
      /** GitLab's words when it deleted some and not all. */
      readonly complaint?: string;
    }
  | Exclude<Reply, { kind: "accepted" }>;

const most = 100;
/** At most 150 of the 250 that a request may weigh, 6,500 of its 10,000 characters, and done well within the call's 12 s. */
const jobsPerMutation = 50;

const Count = nullable(z.int().nonnegative());
const Payload = z
  .object({
    destroyedCount: Count,
    destroyedArtifactsCount: Count,
    destroyedIds: nullable(z.array(z.string())),
    errors: z.array(z.string()).nullish(),
  })
  .transform(({ destroyedCount, destroyedArtifactsCount, destroyedIds, errors }) => ({
    count: destroyedCount ?? destroyedArtifactsCount,
    ids: destroyedIds?.flatMap((gid) => readGid(gid)?.id ?? []),
    errors: errors ?? [],
  }));

/**
 * Deletes files of one project by their own ids (`ArtifactFile`), at most 100, whatever protects them. One request, once.
 * Source: gitlabhq app/graphql/mutations/ci/job_artifact/bulk_destroy.rb (read 2026-11), GitLab 15.10 and newer.
 */
export async function destroyArtifacts(
  http: Http,
  projectId: number,
  artifactIds: readonly number[],
): Promise<Destroyed> {
  const ids = [...new Set(artifactIds)];
  if (ids.length === 0 || ids.length > most)
    return { kind: "notSent", message: `${ids.length} artifacts were to be deleted at once: 1 to ${most} can be` };
  const input = `projectId: "${gidOf("Project", projectId)}", ids: [${ids.map((id) => `"${gidOf("Ci::JobArtifact", id)}"`)}]`;
  const query = `mutation { files: bulkDestroyJobArtifacts(input: { ${input} }) { destroyedCount destroyedIds errors } }`;
  const where = "GraphQL bulkDestroyJobArtifacts";
  const told = await mutate(http, { where, query });
  return "kind" in told ? told : outcomeOf(told, { http, where, alias: "files" });
}

/**
 * Deletes every file but the log of each job, at most 100 jobs, whatever protects them: 50 a request, each sent once. Each
 * job's outcome is its own. After a request that failed as a whole, the ones behind it are not sent.
 * Source: gitlabhq app/graphql/mutations/ci/job/artifacts_destroy.rb (read 2026-11).
 */
export async function destroyJobArtifacts(
  http: Http,
  jobIds: readonly number[],
): Promise<ReadonlyMap<number, Destroyed>> {
  const ids = [...new Set(jobIds)];
  if (ids.length > most)
    return all(ids, {
      kind: "notSent",
      message: `artifacts of ${ids.length} jobs were to be deleted at once: at most ${most}`,
    });
  const where = "GraphQL jobArtifactsDestroy";
  const outcomes = new Map<number, Destroyed>();
  for (let at = 0; at < ids.length; at += jobsPerMutation) {
    const batch = ids.slice(at, at + jobsPerMutation);
    const told = await mutate(http, { where, query: `mutation { ${batch.map(destroyOne).join(" ")} }` });
    if ("kind" in told) {
      const behind = { kind: "notSent", message: `not sent, since before it: ${told.message}` } as const;
      return new Map([...outcomes, ...all(batch, told), ...all(ids.slice(at + jobsPerMutation), behind)]);
    }
    for (const id of batch) outcomes.set(id, outcomeOf(told, { http, where, alias: aliasOf(id) }));
  }
  return outcomes;
}

function all(ids: readonly number[], outcome: Destroyed): Map<number, Destroyed> {
  return new Map(ids.map((id) => [id, outcome]));
}

function destroyOne(jobId: number): string {
  const input = `input: { id: "${gidOf("Ci::Build", jobId)}" }`;
  return `${aliasOf(jobId)}: jobArtifactsDestroy(${input}) { destroyedArtifactsCount errors }`;
}

function aliasOf(jobId: number): string {
  return `j${jobId}`;
}

/** What GraphQL told, or how the whole request failed. Without `data` GitLab refused it before it did anything. */
async function mutate(http: Http, question: Question): Promise<Told | Exclude<Destroyed, { kind: "accepted" }>> {
  try {
    const told = await tell(http, question);
    const { data, complaints } = told;
    if (data === undefined) return rejected(question.where, lackingIn(complaints) ?? wordsOfAll(complaints));
    return data === null ? { kind: "unknown", message: `${question.where}: ${wordsOfAll(complaints)}` } : told;
  } catch (error) {
    return replyToFailure(question.where, error);
  }
}

/** One of a request's mutations, by the name that its payload has in the answer. */
interface Mutation {
  readonly where: string;
  readonly alias: string;
}

/** How one mutation of a request ended: by its own `errors`, else by the complaints about it. */
function outcomeOf({ data, complaints }: Told, { http, ...one }: { http: Http } & Mutation): Destroyed {
  const { where, alias } = one;
  const { data: payload } = Payload.safeParse(data?.[alias]);
  if (!payload) return withoutPayload(complaints, one);
  const { count, ids, errors } = payload;
  const complaint = http.lineOf(errors.join("; "));
  if (!count && complaint) return rejected(where, complaint);
  if (count === undefined || count === null)
    return { kind: "unknown", message: `${where}: the answer does not say what was deleted` };
  return {
    kind: "accepted",
    destroyedCount: count,
    ...(ids && { destroyedIds: ids }),
    ...(complaint && { complaint }),
  };
}

/** What is hidden was not touched; after any other failure in the middle nobody knows. */
function withoutPayload(
  complaints: readonly Complaint[],
  { where, alias }: Mutation,
): Exclude<Destroyed, { kind: "accepted" }> {
  const own = complaints.filter(({ path }) => path[0] === alias);
  if (own.length > 0 && own.every(isHidden)) return rejected(where, wordsOfAll(own));
  const nobodys = complaints.filter(({ path }) => path.length === 0);
  const words = wordsOfAll(own.length > 0 ? own : nobodys) || "the answer does not say what was deleted";
  return { kind: "unknown", message: `${where}: ${words}` };
}

function rejected(where: string, words: string): Exclude<Destroyed, { kind: "accepted" }> {
  return { kind: "rejected", status: 200, message: `${where}: ${words}` };
}

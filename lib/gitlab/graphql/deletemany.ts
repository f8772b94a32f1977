import * as z from "zod";
import type { Reply } from "../../core/ports.ts";
import { replyToFailure } from "../effects.ts";
import type { Http } from "../http/http.ts";
import { known } from "../known.ts";
import { type Complaint, isHidden, lackingIn, type Told, tell, wordsOfAll } from "./ask.ts";
import { gidOf } from "./gid.ts";

type Replies = ReadonlyMap<number, Reply> | { readonly lacking: string };

/** Two fields a job weigh at most 200 of the 250 that a request may, and 9,000 of its 10,000 characters are used. */
export const mostDeletes = 100;
const where = "GraphQL jobArtifactsDestroy";

/** Before 12.1 GitLab has no GraphQL; 422 is its word for a query that it finds too large. */
const isNoSuch: ReadonlySet<number> = new Set([404, 405, 422]);

const Payload = z.object({ errors: z.array(z.string()) });

/**
 * Deletes every file but the log of each job, whatever protects them: one request, sent once. Each job's reply is its own.
 * Whoever asks for the count of files as well could name 50 jobs only.
 * Source: gitlabhq app/graphql/mutations/ci/job/artifacts_destroy.rb, app/services/ci/job_artifacts/delete_service.rb (read
 * 2026-11).
 */
export async function deleteArtifactsOf(http: Http, jobIds: readonly number[]): Promise<Replies> {
  const ids = [...new Set(jobIds)];
  if (ids.length === 0) return new Map();
  if (ids.length > mostDeletes)
    return all(ids, { kind: "notSent", message: `artifacts of ${ids.length} jobs: at most ${mostDeletes} at once` });
  try {
    const told = await tell(http, { where, query: `mutation{${ids.map(deleteOne).join(" ")}}` });
    const named = known({ requestId: told.requestId });
    if (told.data) return new Map(ids.map((id, at) => [id, { ...replyOf(told, { alias: `a${at}`, http }), ...named }]));
    if (told.data === null)
      return all(ids, { kind: "unknown", message: `${where}: ${wordsOfAll(told.complaints)}`, ...named });
    // Without `data` GitLab refused the whole before it did anything; job by job it may not.
    return { lacking: lackingIn(told.complaints) ?? `${where}: ${wordsOfAll(told.complaints)}` };
  } catch (error) {
    const reply = replyToFailure(where, error);
    if (reply.kind === "rejected" && isNoSuch.has(reply.status)) return { lacking: reply.message };
    return all(ids, reply);
  }
}

function all(ids: readonly number[], reply: Reply): Map<number, Reply> {
  return new Map(ids.map((id) => [id, reply]));
}

function deleteOne(jobId: number, at: number): string {
  return `a${at}:jobArtifactsDestroy(input:{id:"${gidOf("Ci::Build", jobId)}"}){errors}`;
}

/** By its own `errors`, else by the complaints about it. What is hidden was not touched; after any other failure nobody knows. */
function replyOf({ data, complaints }: Told, { alias, http }: { alias: string; http: Http }): Reply {
  const { data: payload } = Payload.safeParse(data?.[alias]);
  const own = complaints.filter(({ path }) => path[0] === alias);
  if (!payload) return withoutPayload(own, complaints);
  const words = http.lineOf(payload.errors.join("; "));
  if (words === "" && own.length === 0) return { kind: "accepted", status: 200 };
  if (/stats refresh/i.test(words)) return { kind: "rejected", status: 409, message: `${where}: ${words}` };
  return { kind: "unknown", message: `${where}: ${words || wordsOfAll(own)}` };
}

function withoutPayload(own: readonly Complaint[], complaints: readonly Complaint[]): Reply {
  if (own.length > 0 && own.every(isHidden))
    return { kind: "rejected", status: 403, message: `${where}: ${wordsOfAll(own)}` };
  const nobodys = complaints.filter(({ path }) => path.length === 0);
  const words = wordsOfAll(own.length > 0 ? own : nobodys) || "the answer does not say what was deleted";
  return { kind: "unknown", message: `${where}: ${words}` };
}

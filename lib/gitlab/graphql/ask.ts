import * as z from "zod";
import type { GitLabError } from "../../core/errors.ts";
import { nullable } from "../fields.ts";
import { answerValue, requestIdOf } from "../http/answerbody.ts";
import { failure } from "../http/errors.ts";
import type { Http } from "../http/http.ts";
import { known } from "../known.ts";
import type { Lacking } from "../lacking.ts";

/** One query or mutation. */
export interface Question {
  /** For messages, e.g. `GraphQL jobFacts`. */
  readonly where: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What GraphQL answered with 200. */
export interface Told {
  /** By field or alias. Missing: GitLab refused the whole, and did nothing of it. `null`: one failure took all the rest along. */
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly complaints: readonly Complaint[];
  readonly requestId?: string;
}

/** GitLab's words about a query, or about one field of it: `path` says which. */
export interface Complaint {
  readonly words: string;
  readonly path: readonly (string | number)[];
}

// Source: spec.graphql.org, "Response" (October 2021), and graphql-ruby.org/errors (read 2026-11)
const GraphQlAnswer = z
  .object({
    data: z.record(z.string(), z.unknown()).nullable().optional(),
    errors: z
      .array(z.object({ message: z.string(), path: nullable(z.array(z.union([z.string(), z.number()]))) }))
      .nullish(),
  })
  .refine(({ data, errors }) => data || errors?.length);

/**
 * Sends one request, once. GraphQL says no with 200 as well: in `complaints`, and in the `errors` of each mutation.
 *
 * @throws GitLabError when GitLab cannot be asked; `oddAnswer` when the answer is no GraphQL
 */
export async function tell(http: Http, { where, query, variables }: Question): Promise<Told> {
  const json = { query, ...(variables && { variables }) };
  const answer = await http.send({ method: "POST", path: "/api/graphql", atRoot: true, json });
  const body = answerValue(answer);
  const read = "value" in body ? GraphQlAnswer.safeParse(body.value).data : undefined;
  if (!read) {
    const what = "problem" in body ? body.problem : "the answer is no GraphQL";
    throw failure({ code: "oddAnswer", where, what, status: answer.status });
  }
  const complaints = (read.errors ?? []).map(({ message, path }) => ({
    words: http.lineOf(message),
    path: path ?? [],
  }));
  return {
    complaints,
    ...known({ requestId: requestIdOf(answer.headers) }),
    ...(read.data !== undefined && { data: read.data }),
  };
}

/**
 * Asks a query; it may be asked again. An answer with complaints is not used, not even in part.
 *
 * @param read `undefined`: it is not what was asked for
 * @throws GitLabError as `tell`; `timeout`, `notFound` or `server` on GitLab's own complaints
 */
export async function askGraphQl<T>(
  http: Http,
  question: Question,
  read: (data: unknown) => T | undefined,
): Promise<T | Lacking> {
  const { data, complaints } = await tell(http, question);
  const lacking = lackingIn(complaints);
  if (lacking !== undefined) return { lacking };
  if (complaints.length > 0) throw complaint(question.where, complaints);
  return read(data) ?? refuseAnswer(question.where, "the answer is not what was asked for");
}

/** @throws GitLabError `oddAnswer` */
export function refuseAnswer(where: string, what: string): never {
  throw failure({ code: "oddAnswer", where, what, status: 200 });
}

/** The words of several complaints, each once. */
export function wordsOfAll(complaints: readonly Complaint[]): string {
  return [...new Set(complaints.map(({ words }) => words))].join("; ");
}

/** What an older GitLab says to a field, an argument or a type that it does not have, as a sentence with its cure. */
export function lackingIn(complaints: readonly Complaint[]): string | undefined {
  for (const { words } of complaints) {
    const [, field, owner] = /^Field '(\w+)' doesn't exist on type '(\w+)'/.exec(words) ?? [];
    if (field) return `this GitLab's GraphQL has no field ${field} of ${owner}: upgrade GitLab, or ask over REST`;
    const [, taker, argument] = /^(?:Field|InputObject) '(\w+)' doesn't accept argument '(\w+)'/.exec(words) ?? [];
    if (taker) return `this GitLab's GraphQL has no argument ${argument} of ${taker}: upgrade GitLab, or ask over REST`;
    const [type] = /^\w+(?= isn't a defined input type)/.exec(words) ?? [];
    if (type) return `this GitLab's GraphQL has no type ${type}: upgrade GitLab, or ask over REST`;
  }
  return undefined;
}

/** GitLab's words for what is not there and for what the token must not see. */
export function isHidden({ words }: Complaint): boolean {
  return /does not exist or you don't have permission/i.test(words);
}

function complaint(where: string, complaints: readonly Complaint[]): GitLabError {
  const what = wordsOfAll(complaints);
  const code = /time(d )?\s?out/i.test(what) ? "timeout" : complaints.some(isHidden) ? "notFound" : "server";
  return failure({ code, where, what, status: 200 });
}

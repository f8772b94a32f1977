import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import { createGraphQl } from "../../../lib/gitlab/graphql.ts";
import { served } from "../openhttp.ts";
import { json, type Seen } from "../server.ts";

interface Body {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A client of a GraphQL that answers so, and what it was asked. */
export async function askedGraphQl(t: TestContext, answer: (body: Body, count: number) => unknown) {
  const bodies: Body[] = [];
  const { http, seen } = await served(t, (request, response) => {
    const body = bodyOf(seen.at(-1));
    bodies.push(body);
    const value = answer(body, bodies.length);
    if (typeof value === "function") value(request, response);
    else json(response, 200, value);
  });
  return { graphql: createGraphQl(http), bodies, seen };
}

function bodyOf(seen: Seen | undefined): Body {
  return JSON.parse(seen?.body ?? "") as Body;
}

/** The jobs that a request names, in order. */
export function jobsIn({ query }: Body): number[] {
  return [...query.matchAll(/"gid:\/\/gitlab\/Ci::Build\/(\d+)"/g)].map(([, id]) => Number(id));
}

/**
 * What GitLab counts for a request at most: one for each field, two for those that ask the repository, twice for a list.
 * Source: gitlabhq app/graphql/types/base_field.rb, complexity_for (read 2026-11).
 */
export function weightOf({ query }: Body): number {
  const plain = query.replaceAll(/"[^"]*"/g, "").replaceAll(/input: \{[^}]*\}/g, "");
  const fields = plain.replaceAll(/\([^)]*\)/g, "").match(/\w+(?!\w*:)/g) ?? [];
  const weight = fields.length + fields.filter((name) => /^(canPlayJob|project|pipeline)$/.test(name)).length;
  return plain.includes("first:") ? weight * 2 : weight;
}

export const failures = [
  ["a 500", (_, response) => json(response, 500, { errors: [{ message: "Internal server error" }] })],
  ["a 503", (_, response) => json(response, 503, { errors: [{ message: "Request timed out." }] })],
  ["a proxy's 408", (_, response) => response.writeHead(408).end()],
  ["a reset connection", (request) => request.socket.resetAndDestroy()],
  ["a 200 login page", (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in")],
  ["a 200 that is no JSON", (_, response) => response.writeHead(200).end("{ok")],
  ["a 200 that is no GraphQL", (_, response) => json(response, 200, { ok: true })],
  ["a 200 with nothing in it", (_, response) => json(response, 200, { data: null })],
  ["a 200 of which nothing is left", (_, response) => json(response, 200, { data: null, errors: [{ message: "No" }] })],
] as const satisfies [string, (request: IncomingMessage, response: ServerResponse) => void][] as readonly [
  string,
  RequestListener,
][];

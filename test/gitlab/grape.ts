import type { TestContext } from "node:test";
import { createHttp, type HttpOptions } from "../../lib/gitlab/http/http.ts";
import { json, now, type Seen, serve, token } from "./server.ts";

/** A status with a JSON body, and headers where they matter. */
type Told = readonly [status: number, body: unknown, headers?: Record<string, string>];

/**
 * A GitLab that has only these paths below `/api/v4`, with their query or for any query. Others are endpoints that it does
 * not know, in the words of GitLab's router.
 */
export async function grape(t: TestContext, paths: Record<string, Told>, options: Partial<HttpOptions> = {}) {
  const { url, seen } = await serve(t, (request, response) => {
    const path = (request.url ?? "").replace("/api/v4", "");
    const [status, body, headers] = paths[path] ?? paths[path.split("?")[0] ?? ""] ?? noEndpoint;
    json(response, status, body, headers);
  });
  const http = createHttp({ baseUrl: url, token, userAgent: "penstock-test", clock: () => now, ...options });
  t.after(() => http.close());
  return { http, seen };
}

const noEndpoint: Told = [404, { error: "404 Not Found" }];
export const noProject: Told = [404, { message: "404 Project Not Found" }];
/** What GitLab says of a row that is not there. */
export const noRow: Told = [404, { message: "404 Not found" }];

export const clock = () => now;

/** The paths that were asked for, with their queries. */
export function paths(seen: readonly Seen[]): string[] {
  return seen.map(({ line }) => line.replace("GET /api/v4", ""));
}

/** `perhaps` as what was asked for; fails the test when it is something else. */
export function present<T>(perhaps: T): Exclude<T, undefined | { readonly lacking: string }> {
  if (perhaps === undefined) throw new Error("it is not there");
  if (isLacking(perhaps)) throw new Error(perhaps.lacking);
  return perhaps as Exclude<T, undefined | { readonly lacking: string }>;
}

/** What is said to be lacking. */
export function lackOf(perhaps: unknown): string {
  if (!isLacking(perhaps)) throw new Error(`nothing is lacking: ${JSON.stringify(perhaps)}`);
  return perhaps.lacking;
}

function isLacking(value: unknown): value is { readonly lacking: string } {
  return typeof value === "object" && value !== null && "lacking" in value;
}

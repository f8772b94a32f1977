import type { RequestListener } from "node:http";
import type { TestContext } from "node:test";
import { createHttp } from "../../lib/gitlab/http/http.ts";
import { createJobs } from "../../lib/gitlab/jobs.ts";
import { json, now, serve, token } from "./server.ts";

/** Jobs of a server that answers so, and what it has seen: method, path and query below `/api/v4`. */
export async function askJobs(t: TestContext, answer: RequestListener) {
  const { url, seen } = await serve(t, answer);
  const http = createHttp({ baseUrl: url, token, userAgent: "penstock-test", clock: () => now });
  t.after(() => http.close());
  return {
    jobs: createJobs(http, () => now),
    lines: () => seen.map(({ line }) => line.replace(" /api/v4", " ").replaceAll("%5B%5D", "[]")),
  };
}

/** What a test's GitLab answers to a path below `/api/v4`, its query left out. */
export type Page = readonly [status: number, value: unknown, headers?: Record<string, string>];

/** Answers each path as told; any other as GitLab answers a path that it does not know. */
export function routes(pages: Readonly<Record<string, Page>>): RequestListener {
  return (request, response) => {
    const path = (request.url ?? "").replace(/^\/api\/v4/, "").replace(/\?.*/, "");
    const [status, value, headers] = pages[path] ?? [404, { error: "404 Not Found" }];
    json(response, status, value, headers);
  };
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo, Server } from "node:net";
import type { TestContext } from "node:test";
import { createGitLab } from "../../lib/gitlab/client.ts";
import type { HttpOptions } from "../../lib/gitlab/http/http.ts";

export const token = "glpat-0123456789abcdefghij";
export const now = Date.UTC(2026, 10, 20, 9, 30, 0);

/** What a server was asked, in order. */
export interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A real server for one test, and what it has seen so far. */
export async function serve(t: TestContext, answer: RequestListener): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      seen.push({
        line: `${request.method} ${request.url}`,
        headers: request.headers,
        body: `${Buffer.concat(chunks)}`,
      });
      answer(request, response);
    });
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: await listen(server), seen };
}

/** Listens on a free port of this machine. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function client(t: TestContext, baseUrl: string, options: Partial<HttpOptions> = {}) {
  const gitlab = createGitLab({ baseUrl, token, userAgent: "penstock-test", clock: () => now, ...options });
  t.after(() => gitlab.close());
  return gitlab;
}

export function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

/** A job as the API answers it, written by hand after GitLab's documentation. */
export function jobAnswer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 1001,
    name: "rspec 1/4",
    status: "failed",
    stage: "test",
    ref: "main",
    tag: false,
    commit: { id: "c0ffee00", created_at: "2026-11-20T10:00:00.000+01:00" },
    pipeline: { id: 90, project_id: 7, ref: "main", sha: "c0ffee00", status: "running" },
    failure_reason: "runner_system_failure",
    created_at: "2026-11-20T09:00:00.000Z",
    started_at: "2026-11-20T09:10:00.000Z",
    finished_at: "2026-11-20T09:20:00.000Z",
    erased_at: null,
    queued_duration: 12.5,
    archived: false,
    artifacts: [
      { file_type: "archive", size: 1000, filename: "artifacts.zip", file_format: "zip" },
      { file_type: "trace", size: 1500, filename: "job.log", file_format: "raw" },
    ],
    artifacts_file: { filename: "artifacts.zip", size: 1000 },
    artifacts_expire_at: "2026-12-20T09:20:00.000Z",
    user: { id: 3, username: "ada", name: "Ada" },
    web_url: "https://git.example.com/harbour/crane/-/jobs/1001",
    ...changes,
  };
}

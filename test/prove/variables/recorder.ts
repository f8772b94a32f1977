import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import type { GitLabWrites } from "../../../lib/core/ports.ts";
import { createHttp } from "../../../lib/gitlab/http/http.ts";
import { createWrites } from "../../../lib/gitlab/writes.ts";

const Body = z.strictObject({
  job_variables_attributes: z.array(z.strictObject({ key: z.string(), value: z.string() })).exactOptional(),
  job_inputs: z.record(z.string(), z.unknown()).exactOptional(),
  inputs: z.record(z.string(), z.unknown()).exactOptional(),
});

/** What one request carried. */
export interface Carried {
  readonly variables: readonly { readonly key: string; readonly value: string }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A GitLab that says yes to everything and keeps what it was sent. */
export interface Recorder {
  readonly writes: GitLabWrites;
  /** What it was sent since the last time. */
  taken(): readonly Carried[];
  close(): Promise<void>;
}

/** @throws ZodError where a body holds anything but variables and inputs */
export async function openRecorder(): Promise<Recorder> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString());
      const id = Number(/jobs\/(\d+)\//.exec(request.url ?? "")?.[1]) + (request.url?.endsWith("/retry") ? 1 : 0);
      response.writeHead(201, { "content-type": "application/json" });
      response.end(JSON.stringify({ id, name: "deploy", status: "pending", stage: "deploy", ref: "main", tag: false }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = () => Date.UTC(2026, 10, 20, 9);
  const http = createHttp({ baseUrl, token: "glpat-0123456789abcdefghij", userAgent: "penstock-test", clock });
  return {
    writes: createWrites(http, clock),
    taken: () => bodies.splice(0).map(carriedBy),
    async close() {
      await http.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function carriedBy(body: string): Carried {
  const { job_variables_attributes = [], job_inputs, inputs } = body === "" ? {} : Body.parse(JSON.parse(body));
  return { variables: job_variables_attributes, inputs: job_inputs ?? inputs ?? {} };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as z from "zod";
import type { Tried } from "./stage.ts";

/** Prism, which answers by a specification alone. */
export interface Prism {
  readonly url: string;
  close(): Promise<void>;
}

/** A server between our client and the twin that shows every request to Prism as well. */
export interface Judge {
  readonly url: string;
  /** What Prism said to each request whose route is in its file. */
  readonly judged: readonly Tried[];
  /** How many requests went to routes that the file does not have. */
  readonly elsewhere: () => number;
  close(): void;
}

export async function openJudge(prism: Prism, twinUrl: string): Promise<Judge> {
  const judged: Tried[] = [];
  let elsewhere = 0;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const verdict = await judge(prism.url, request, body);
    if (verdict) judged.push(verdict);
    else elsewhere++;
    const answer = await forward(twinUrl, request, body);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    judged,
    elsewhere: () => elsewhere,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The same request, its `host` included, so that links in the answer lead back here. */
async function forward(origin: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answered> {
  const sent = sendRequest(origin + (url ?? "/"), { method, headers, agent: false });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const whole = await bodyOf(answer);
  const { "transfer-encoding": _, connection: __, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 0, headers: kept, body: whole };
}

/** Prism answers by the file alone. What it finds wrong with a request is in a header, or it is all that it answers. */
async function judge(origin: string, request: IncomingMessage, body: Buffer): Promise<Tried | undefined> {
  const { headers, body: said } = await forward(origin, request, body);
  const what = `${request.method} ${(request.url ?? "").split("?")[0]}`;
  const problem = Problem.safeParse(readJson(said.toString())).data;
  if (/NO_(PATH|METHOD)_MATCHED_ERROR$/.test(problem?.type ?? "")) return undefined;
  const listed = Violations.safeParse(readJson(String(headers["sl-violations"] ?? "")));
  const violations = [...(listed.data ?? []), ...(problem?.validation ?? [])].filter(isOurs);
  if (violations.length === 0) return { what };
  return { what, problem: violations.map(({ location, message }) => `${location.join(".")}: ${message}`).join("; ") };
}

const Violations = z.array(
  z.object({ location: z.array(z.string()), severity: z.string(), code: z.string(), message: z.string() }),
);
const Problem = z.object({ type: z.string(), validation: Violations.optional() });

/** GitLab's own file says of a project's id `oneOf: [string, integer]`: every number is both, so none would be legal. */
function isOurs({ location, severity, code }: z.infer<typeof Violations>[number]): boolean {
  const isTheFiles = code === "oneOf" && location.at(-2) === "path" && location.at(-1) === "id";
  return severity === "Error" && location[0] !== "response" && !isTheFiles;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws Error when Prism cannot read the file */
export async function startPrism(openapi: string): Promise<Prism> {
  const command = join(import.meta.dirname, "node_modules/@stoplight/prism-cli/dist/index.js");
  const child = spawn(process.execPath, [command, "mock", "--port", "0", "--host", "127.0.0.1", openapi], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      said += chunk;
      const [address] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said) ?? [];
      if (address && /listening/i.test(said)) resolve(address);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", () => reject(new Error(`Prism cannot use ${openapi}:\n${said}`)));
  });
  return {
    url,
    async close() {
      child.kill();
      await once(child, "exit");
    },
  };
}

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How an invocation ended. */
export type Ended =
  | { readonly kind: "answered"; readonly value: unknown }
  /** The runtime says that the function failed, in Lambda's own form. */
  | { readonly kind: "failed"; readonly errorType: string; readonly errorMessage: string };

/** What a runtime said when it could not even begin. */
export interface InitError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** One function's side of Lambda, as its runtime sees it over HTTP. */
export interface RuntimeApi {
  /** `127.0.0.1:PORT`, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly host: string;
  /** Gives the runtime an event as soon as it asks for one. @param deadline milliseconds since 1970, which it is told */
  invoke(event: unknown, deadline: number): Promise<Ended>;
  /** Resolves when the runtime asks for its first event: what it loads with itself is loaded. */
  readonly ready: Promise<void>;
  readonly initError: Promise<InitError>;
  /** Requests that Lambda does not know; it must be empty. */
  readonly strange: readonly string[];
  close(): void;
}

interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly deadline: number;
  readonly end: (ended: Ended) => void;
}

const version = "/2018-06-01/runtime";

/** Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html (read 2026-11). */
export async function serveRuntimeApi(): Promise<RuntimeApi> {
  const events: Waiting[] = [];
  const askers: ServerResponse[] = [];
  const begun = new Map<string, Waiting>();
  const strange: string[] = [];
  const ready = Promise.withResolvers<void>();
  const initError = Promise.withResolvers<InitError>();

  function handOut(): void {
    while (events.length > 0 && askers.length > 0) {
      const [event, asker] = [events.shift(), askers.shift()];
      if (!event || !asker) return;
      begun.set(event.id, event);
      asker.writeHead(200, headersOf(event)).end(event.body);
    }
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const way = `${request.method} ${request.url}`;
    if (way === `GET ${version}/invocation/next`) {
      ready.resolve();
      askers.push(response);
      return handOut();
    }
    const body = await textOf(request);
    const [, id = "", word] = /^POST \/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(way) ?? [];
    const asked = begun.get(decodeURIComponent(id));
    if (asked) {
      begun.delete(asked.id);
      asked.end(
        word === "error" ? { kind: "failed", ...errorIn(body) } : { kind: "answered", value: JSON.parse(body) },
      );
    } else if (way === `POST ${version}/init/error`) initError.resolve(errorIn(body));
    else {
      strange.push(way);
      return void response.writeHead(403).end();
    }
    response.writeHead(202).end();
  }

  const server = createServer((request, response) => void take(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event, deadline) =>
      new Promise((end) => {
        events.push({ id: randomUUID(), body: JSON.stringify(event), deadline, end });
        handOut();
      }),
    ready: ready.promise,
    initError: initError.promise,
    strange,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function headersOf({ id, deadline }: Waiting): Record<string, string> {
  return {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": id,
    "lambda-runtime-deadline-ms": String(deadline),
    "lambda-runtime-invoked-function-arn": "arn:aws:lambda:eu-central-1:123456789012:function:penstock",
    "lambda-runtime-trace-id": "Root=1-691e8a90-0f1e2d3c4b5a69788796a5b4;Parent=53995c3f42cd8ad8;Sampled=1",
  };
}

function errorIn(body: string): InitError {
  const { errorType, errorMessage } = JSON.parse(body) as Partial<InitError>;
  return { errorType: errorType ?? "", errorMessage: errorMessage ?? "" };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

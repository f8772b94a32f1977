import type { LambdaFunctionURLEvent } from "aws-lambda";
import { make } from "../../functions/api.ts";
import type { ApiWorld } from "../../functions/world/api.ts";
import { actions } from "../../lib/actions/index.ts";
import type { Clock } from "../../lib/core/time.ts";
import { silent } from "../../lib/edge/log.ts";
import { createMemoryStore, type MemoryStore } from "../../lib/store/memory.ts";
import { httpApiRequest } from "./awsEvents.ts";

export const now = Date.UTC(2026, 10, 20, 9);
export const alice = "arn:aws:iam::123456789012:user/alice";
export const token = "a-token-of-twenty-letters";

export interface Asked {
  readonly method?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Whose signature AWS has checked; `null`: nobody's. */
  readonly arn?: string | null;
}

export interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what JSON holds is asserted by each test
  readonly body: any;
}

/** The API over an in-memory store, as the gateway calls it. */
export function desk({
  store = createMemoryStore(),
  clock = () => now,
  world = {},
}: {
  store?: MemoryStore;
  clock?: Clock;
  world?: Partial<ApiWorld>;
} = {}) {
  let serial = 0;
  const handle = make({
    store,
    actions,
    hasSource: (id) => id === "gitlab",
    clock,
    random: () => `s${++serial}`,
    giveWay: async () => {},
    log: silent,
    ...world,
  });
  return {
    store,
    async ask(path: string, asked: Asked = {}): Promise<Answered> {
      const result = await handle(apiEvent(path, asked));
      if (typeof result === "string") throw new Error(result);
      const text = result.body ?? "";
      return { status: result.statusCode, headers: result.headers ?? {}, text, body: JSON.parse(text || "null") };
    },
  };
}

/** An HTTP API's event. */
export function apiEvent(path: string, { method = "GET", query = "", headers = {}, body, arn = alice }: Asked = {}) {
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const event = httpApiRequest({ headers, body: text });
  const iam = { accessKey: "AKIA", accountId: "123456789012", userArn: arn, userId: "AIDA" };
  return {
    ...event,
    routeKey: `${method} /{path+}`,
    rawPath: path,
    rawQueryString: query,
    requestContext: {
      ...event.requestContext,
      http: { ...event.requestContext.http, method, path },
      ...(arn !== null && { authorizer: { iam } }),
    },
  } as LambdaFunctionURLEvent;
}

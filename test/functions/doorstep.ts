import { createHmac } from "node:crypto";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { make } from "../../functions/webhook.ts";
import { type DoorWorld, prepareSecrets } from "../../functions/world/door.ts";
import { plainSource } from "../../functions/world/sources.ts";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import { silent } from "../../lib/edge/log.ts";
import { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from "../../lib/store/memory.ts";

export const now = Date.UTC(2026, 10, 20, 9);
export const signingSecret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
export const plainSecret = "a-plain-token-of-old-times";

export const retryFailed = `
version: 1
defaults: { mode: enforce }
rules:
  - id: retry-failed
    projects: ["shop/**"]
    on: job
    when: { status: failed, failureReason: runner_system_failure }
    do: retry
`;

interface Options {
  readonly secrets?: readonly string[];
  readonly speaksFor?: readonly (string | number)[];
  readonly rules?: string;
  readonly store?: MemoryStoreOptions;
  /** A store that is there already, instead. */
  readonly onStore?: MemoryStore;
  readonly world?: Partial<DoorWorld>;
}

/** The webhook before an in-memory store. */
export async function doorstep({
  secrets = [signingSecret],
  speaksFor = ["**"],
  rules = retryFailed,
  ...options
}: Options = {}) {
  const store = options.onStore ?? createMemoryStore(options.store);
  const prepared = prepareSecrets(secrets);
  const source = plainSource("gitlab", prepared, speaksFor);
  let serial = 0;
  const handle = make({
    store,
    rules: createRulesReader({ store, actions, clock: () => now, log: silent }),
    actions,
    clock: () => now,
    random: () => `r${++serial}`,
    giveWay: async () => {},
    record: "all",
    source: (id) => (id === "gitlab" ? source : undefined),
    patienceSeconds: 5,
    log: silent,
    ...options.world,
  });
  await applyRules([{ file: "rules.yaml", text: rules }], "gitlab", { store, actions });
  return {
    store,
    async post(event: LambdaFunctionURLEvent): Promise<{ status: number | undefined; body: unknown }> {
      const result = await handle(event);
      if (typeof result === "string") return { status: 200, body: result };
      return { status: result.statusCode, body: JSON.parse(result.body ?? "null") };
    },
  };
}

/** A function URL's event. */
export function urlEvent(
  body: string | Uint8Array,
  { method = "POST", path = "/gitlab/gitlab", headers = {}, base64 = true } = {} as {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    base64?: boolean;
  },
): LambdaFunctionURLEvent {
  const bytes = Buffer.from(body as string);
  return {
    version: "2.0",
    rawPath: path,
    rawQueryString: "",
    headers: { "content-type": "application/json", ...headers },
    requestContext: { http: { method, path } },
    body: base64 ? bytes.toString("base64") : bytes.toString("utf8"),
    isBase64Encoded: base64,
  } as unknown as LambdaFunctionURLEvent;
}

/** A delivery as GitLab 19 signs it. */
export function signed(body: string | Uint8Array, id = "d1", options: Parameters<typeof urlEvent>[1] = {}) {
  const timestamp = String(now / 1000);
  const key = Buffer.from(signingSecret.slice("whsec_".length), "base64");
  const digest = createHmac("sha256", key)
    .update(`${id}.${timestamp}.`)
    .update(Buffer.from(body as string))
    .digest("base64");
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${digest}`,
    ...options.headers,
  };
  return urlEvent(body, { ...options, headers });
}

/** A job hook with the fields that every GitLab sends, and more where `changes` say so. */
export function jobHook(changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    object_kind: "build",
    ref: "main",
    tag: false,
    sha: "2293ada6b400935a1378653304eaf6221e0fdb8f",
    build_id: 1001,
    build_name: "build",
    build_stage: "build",
    build_status: "failed",
    build_failure_reason: "runner_system_failure",
    pipeline_id: 501,
    project_id: 42,
    project: { id: 42, path_with_namespace: "shop/api" },
    ...changes,
  });
}

import type { Context, ScheduledEvent } from "aws-lambda";
import { make as makeTick } from "../../../functions/tick.ts";
import { make as makeWebhook } from "../../../functions/webhook.ts";
import { patienceSeconds, prepareSecrets } from "../../../functions/world/door.ts";
import { plainSource } from "../../../functions/world/sources.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { silent } from "../../../lib/edge/log.ts";
import { luck, orderedText } from "../../../lib/edge/random.ts";
import { hook as jobHook } from "../../fixtures/hooks/2026/job.ts";
import { doorSecret } from "../door/penstock.ts";
import { hookEvent } from "./functionUrl.ts";

/** `tick` and the webhook over one store. */
export interface Pair {
  /** One run; nothing is due. */
  tick(): Promise<void>;
  /** A job waits for a runner, which plans what is due in a quarter of an hour; then it runs, which ends that. */
  deliverTwice(): Promise<void>;
}

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: stuck, projects: ["shop/*"], on: job, when: { status: pending }, for: 15m, do: restart }
`;
const source = "gitlab";
const clock = Date.now;

export async function openPair(store: Store): Promise<Pair> {
  const applied = await applyRules([{ file: "scale.yaml", text: rules }], source, { store, actions });
  if (typeof applied === "string" || "problems" in applied) throw new Error(JSON.stringify(applied));
  const shared = {
    ...{ store, actions, clock, luck, random: orderedText, log: silent },
    rules: createRulesReader({ store, actions, clock, log: silent }),
    giveWay: async () => {},
  };
  const tick = makeTick({
    ...shared,
    sources: [{ id: source, projects: ["shop/*"] }],
    gitlab: async () => undefined,
    throttle: unthrottled,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
  });
  const known = plainSource(source, prepareSecrets([doorSecret]), ["**"]);
  const door = {
    record: "wanted",
    source: (id: string) => (id === source ? known : undefined),
    patienceSeconds,
  } as const;
  const webhook = makeWebhook({ ...shared, ...door });
  let [jobs, deliveries] = [0, 0];
  const deliver = async (status: string, planned: number) => {
    const body = JSON.stringify({ ...job, build_id: 2_000_000_000 + jobs, build_status: status });
    const { statusCode, body: said } = Object(
      await webhook(hookEvent(body, { kind: "Job Hook", id: `d${++deliveries}`, now: clock() })),
    );
    if (statusCode !== 202 || said !== JSON.stringify({ planned }))
      throw new Error(`a job that is ${status} was answered ${statusCode} ${said}`);
  };
  return {
    async tick() {
      const endsAt = clock() + 60_000;
      await tick({} as ScheduledEvent, { getRemainingTimeInMillis: () => endsAt - clock() } as Context);
    },
    async deliverTwice() {
      jobs++;
      await deliver("pending", 1);
      await deliver("running", 0);
    },
  };
}

const job = {
  ...jobHook,
  build_name: "build",
  project_id: 42,
  project: { ...jobHook.project, id: 42, path_with_namespace: "shop/api" },
};

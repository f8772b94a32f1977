import { createHmac, createSecretKey } from "node:crypto";
import { make } from "../../../functions/webhook.ts";
import { patienceSeconds, prepareSecrets } from "../../../functions/world/door.ts";
import { plainSource } from "../../../functions/world/sources.ts";
import { actions } from "../../../lib/actions/index.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { pipelineBody } from "../door/bodies.ts";
import { doorSecret } from "../door/penstock.ts";
import { alternate, type Pace, type Work } from "../rules/alternate.ts";
import { activeOf, type PlainRule, teamRules } from "../rules/books.ts";
import { hookEvent } from "./functionUrl.ts";
import type { Plot, Point, Series } from "./plot.ts";

export interface BuildsGrown {
  readonly counts: readonly number[];
  /** How many rules there are; 5 at the least. */
  readonly rules: number;
  readonly pace?: Pace;
}

const now = Date.UTC(2026, 10, 20, 9);
/** The project of the pipelines that are heard. */
const heard = "coast/pilots/pilot";

const names = {
  unneeded: "no rule needs the builds",
  needed: "a rule needs the builds",
  parse: "JSON.parse alone",
  signature: "the signature alone",
} as const;

/**
 * How the time from a pipeline hook to its answer grows with its builds, in the webhook's own handler: where no rule is
 * about such pipelines, and where one is, which says no to every build.
 */
export async function growBuilds({ counts, rules, pace }: BuildsGrown): Promise<readonly Plot[]> {
  const others = teamRules(rules - 1);
  const elsewhere: PlainRule = { project: "other/app", status: "failed", on: "pipeline" };
  const subjects = {
    unneeded: webhookWith([...others, elsewhere]),
    needed: webhookWith([...others, { ...elsewhere, project: heard }]),
  };
  const found = new Map<string, Point[]>(Object.keys(names).map((name) => [name, []]));
  for (const builds of counts) {
    const body = pipelineBody(1_000, builds);
    const text = body.toString();
    const nanos = await alternate(
      {
        unneeded: await answered(subjects.unneeded, body),
        needed: await answered(subjects.needed, body),
        parse: (times) => {
          for (let time = 0; time < times; time++) JSON.parse(text);
        },
        signature: signed(body),
      },
      pace,
    );
    for (const [name, each] of Object.entries(nanos)) found.get(name)?.push([builds, each]);
  }
  return [
    {
      name: "builds-decide",
      title: "A pipeline hook from its arrival to its answer",
      says: `Signed, ${rules.toLocaleString("en")} rules, recorded if wanted; about 0.7 KB for each build.`,
      command: "npm run bench -- scale --only=builds",
      x: { title: "builds in the hook", unit: "count" },
      y: { title: "time of the processor", unit: "nanoseconds" },
      series: Object.entries(names).map(([key, name]): Series => {
        const kind = key === "parse" || key === "signature" ? "limit" : "ours";
        return { name, kind, points: found.get(key) ?? [] };
      }),
    },
  ];
}

type Webhook = ReturnType<typeof make>;

/** The real handler before tables that nothing is written into. */
function webhookWith(plain: readonly PlainRule[]): Webhook {
  const active = activeOf(plain);
  const source = plainSource("gitlab", prepareSecrets([doorSecret]), ["**"]);
  return make({
    store: createMemoryStore(),
    rules: { live: async () => active, recent: async () => active },
    actions,
    clock: () => now,
    random: () => "r1",
    giveWay: async () => {},
    record: "wanted",
    source: (id) => (id === source.id ? source : undefined),
    patienceSeconds,
    log: silent,
  });
}

/** @throws Error where the delivery is not believed, or plans something */
async function answered(webhook: Webhook, body: Buffer): Promise<Work> {
  const event = hookEvent(body.toString(), { kind: "Pipeline Hook", id: "d1", now });
  const ask = async () => await webhook(event);
  const { body: said, statusCode } = Object(await ask());
  if (statusCode !== 202 || said !== '{"planned":0}') throw new Error(`it answered ${statusCode} ${said}`);
  return async (times) => {
    for (let time = 0; time < times; time++) await ask();
  };
}

/** What whoever believes a hook cannot do without. */
function signed(body: Buffer): Work {
  const key = createSecretKey(Buffer.from(doorSecret.slice("whsec_".length), "base64"));
  return (times) => {
    for (let time = 0; time < times; time++) createHmac("sha256", key).update("d1.0.").update(body).digest("base64");
  };
}

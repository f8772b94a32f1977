import { randomBytes, randomUUID } from "node:crypto";
import { actions } from "../../lib/actions/index.ts";
import { applyRules, type RuleFile } from "../../lib/app/apply.ts";
import { signedHeaders } from "../../lib/cli/sign.ts";
import { mostPerMinute } from "../../lib/core/throttleSizes.ts";
import { type Log, silent } from "../../lib/edge/log.ts";
import { problemText } from "../../lib/rules/read.ts";
import { type VirtualClock, virtualClock } from "../twin/clock.ts";
import type { NewHook } from "../twin/hooks/hook.ts";
import { serveTwin } from "../twin/serve.ts";
import { createTwin, type Twin } from "../twin/twin.ts";
import { startDatabase } from "./database.ts";
import { type House, type HouseOptions, openHouse } from "./house.ts";

/** A whole Penstock beside a twin, on a clock that only moves when it is told to: for stories and tests. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly twin: Twin;
  readonly house: House;
  readonly project: { readonly id: number; readonly path: string };
  /** How the project's hook is set up. */
  readonly hook: NewHook;
  /** Posts a body as if GitLab had signed it. @returns the answer's status */
  deliverSigned(body: string): Promise<number>;
  /**
   * Lets everything happen that is due: hooks are delivered, the workers run, until it is quiet. Without hooks it begins
   * with a patrol, whatever the time.
   */
  settle(): Promise<void>;
  /** Lets time pass, by the minute (days by three hours), and everything happen that comes due meanwhile. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly rules: readonly RuleFile[];
  readonly startsAt: number;
  /** A database that runs already; else one is started, in memory. */
  readonly database?: HouseOptions["database"];
  /** `false`: the twin sends none, and only the patrol tells what happens there. */
  readonly hooks?: boolean;
  readonly log?: Log;
  readonly house?: Partial<HouseOptions> | ((twin: Twin) => Partial<HouseOptions>);
}

const source = "gitlab";
const mostRounds = 50;
const daySeconds = 86_400;

export async function openStage({
  rules,
  startsAt,
  database,
  hooks = true,
  log = silent,
  house: options,
}: StageOptions): Promise<Stage> {
  const endings: (() => Promise<void>)[] = [];
  const clock = virtualClock(startsAt);
  const where = database ?? (await ownDatabase(endings));
  const twin = createTwin({ clock: clock.now });
  const project = twin.addProject({
    path: "shop/api",
    members: { alice: "maintainer", [twin.bot.username]: "maintainer" },
    protectedBranches: [{ name: "main" }],
  });
  const served = await serveTwin(twin);
  endings.push(() => served.close());
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const house = await openHouse({
    clock: clock.now,
    database: where,
    gitlab: { url: served.url, token: twin.bot.token },
    source,
    secrets: [secret],
    // On a clock that stands still no budget fills up again.
    requestsPerMinute: mostPerMinute,
    log,
    ...(typeof options === "function" ? options(twin) : options),
  });
  endings.push(() => house.close());
  const hook = { url: house.hookUrl, signingToken: secret, jobEvents: true, pipelineEvents: true };
  if (hooks) twin.addHook(project.id, hook);
  const applied = await applyRules(rules, source, { store: house.store, actions });
  if (typeof applied === "object" && "problems" in applied)
    throw new Error(applied.problems.map(problemText).join("\n"));

  async function settle(): Promise<void> {
    if (!hooks) await house.driver.patrol();
    for (let round = 0; round < mostRounds; round++) {
      const delivered = await twin.deliver();
      const handed = await house.driver.step();
      const due = await house.store.dueTasks(clock.now(), 1);
      if (delivered.length + handed + due.length === 0) return;
    }
  }

  return {
    clock,
    twin,
    house,
    project,
    hook,
    deliverSigned: (body) => postSigned(house.hookUrl, body, { secret, now: clock.now() }),
    settle,
    async pass(seconds) {
      await settle();
      const step = seconds > daySeconds ? 3 * 3600 : 60;
      for (let left = seconds; left > 0; left -= step) {
        clock.advance(Math.min(left, step));
        await settle();
      }
    },
    async close() {
      for (const end of endings.toReversed()) await end();
    },
  };
}

async function postSigned(
  url: string,
  body: string,
  { secret, now }: { secret: string; now: number },
): Promise<number> {
  const headers = signedHeaders({ secret, id: randomUUID(), now, body: Buffer.from(body) });
  const answer = await fetch(url, { method: "POST", headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

async function ownDatabase(endings: (() => Promise<void>)[]): Promise<HouseOptions["database"]> {
  const database = await startDatabase();
  endings.push(() => database.stop());
  return { endpoint: database.endpoint, region: "eu-central-1", prefix: "penstock-" };
}

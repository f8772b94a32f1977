import { randomBytes } from "node:crypto";
import { actions } from "../../lib/actions/index.ts";
import { applyRules, type RuleFile } from "../../lib/app/apply.ts";
import { type Log, silent } from "../../lib/edge/log.ts";
import { problemText } from "../../lib/rules/read.ts";
import { type VirtualClock, virtualClock } from "../twin/clock.ts";
import { serveTwin } from "../twin/server.ts";
import { createTwin, type Twin } from "../twin/twin.ts";
import { startDatabase } from "./database.ts";
import { type House, type HouseOptions, openHouse } from "./house.ts";

/** A whole Penstock beside a twin, on a clock that only moves when it is told to: for stories and tests. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly twin: Twin;
  readonly house: House;
  readonly project: { readonly id: number; readonly path: string };
  /** Lets everything happen that is due: hooks are delivered, the workers run, until it is quiet. */
  settle(): Promise<void>;
  /** Lets time pass, in steps of a minute at most, and everything happen that comes due meanwhile. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly rules: readonly RuleFile[];
  readonly startsAt: number;
  /** A database that runs already; else one is started, in memory. */
  readonly database?: HouseOptions["database"];
  readonly log?: Log;
  readonly house?: Partial<HouseOptions>;
}

const source = "gitlab";
const mostRounds = 50;

export async function openStage({
  rules,
  startsAt,
  database,
  log = silent,
  house: options,
}: StageOptions): Promise<Stage> {
  const endings: (() => Promise<void>)[] = [];
  const clock = virtualClock(startsAt);
  const where = database ?? (await ownDatabase(endings));
  const twin = createTwin({ clock: clock.now });
  const project = twin.addProject({ path: "shop/api" });
  const served = await serveTwin(twin);
  endings.push(() => served.close());
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const house = await openHouse({
    clock: clock.now,
    database: where,
    gitlab: { url: served.url, token: twin.bot.token },
    source,
    secrets: [secret],
    log,
    ...options,
  });
  endings.push(() => house.close());
  twin.addHook(project.id, { url: house.hookUrl, signingToken: secret, jobEvents: true, pipelineEvents: true });
  const applied = await applyRules(rules, source, { store: house.store, actions });
  if (typeof applied === "object" && "problems" in applied)
    throw new Error(applied.problems.map(problemText).join("\n"));

  async function settle(): Promise<void> {
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
    settle,
    async pass(seconds) {
      await settle();
      for (let left = seconds; left > 0; left -= 60) {
        clock.advance(Math.min(left, 60));
        if (left <= 60 || (await house.store.dueTasks(clock.now(), 1)).length > 0) await settle();
      }
    },
    async close() {
      for (const end of endings.toReversed()) await end();
    },
  };
}

async function ownDatabase(endings: (() => Promise<void>)[]): Promise<HouseOptions["database"]> {
  const database = await startDatabase();
  endings.push(() => database.stop());
  return { endpoint: database.endpoint, region: "eu-central-1", prefix: "penstock-" };
}

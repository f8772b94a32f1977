import { randomUUID } from "node:crypto";
import type { Context, ScheduledEvent } from "aws-lambda";
import { make } from "../../../functions/patrol.ts";
import { patrolRequests } from "../../../functions/world/patrol.ts";
import { startDatabase } from "../../../infra/local/database.ts";
import { virtualClock } from "../../../infra/twin/clock.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { createThrottle, oneToken } from "../../../lib/app/throttleShared.ts";
import { patrolIntervalSeconds } from "../../../lib/core/patrolBound.ts";
import { usualPerMinute } from "../../../lib/core/throttleSizes.ts";
import type { Log } from "../../../lib/edge/log.ts";
import { orderedText } from "../../../lib/edge/random.ts";
import { createGitLab } from "../../../lib/gitlab/client.ts";
import { createClient } from "../../../lib/store/client.ts";
import { createStore } from "../../../lib/store/store.ts";
import { createTables } from "../../../lib/store/tables.ts";
import { createMeter } from "../../prove/cost/meter.ts";
import { startTwinProcess } from "../sweep/twin.ts";

/** The patrol's beat: its real handler over the embedded database, before a twin in a process of its own, in virtual time. */
export interface Beat {
  /** Lets the patrol run, every ten minutes, until every project had its turn, or 2,000 had. */
  round(): Promise<Round>;
  close(): Promise<void>;
}

/** What it took. */
export interface Round {
  /** Projects that had their turn; some of them twice, where a run began the next round. */
  readonly visits: number;
  /** Requests to GitLab. */
  readonly gitlab: number;
  /** Requests to the tables. */
  readonly tables: number;
  readonly cpuNanos: number;
}

const source = "gitlab";
const start = Date.UTC(2026, 10, 20, 9, 30);
/** Ten a day. */
const jobsPerProject = 900;
const mostRuns = 200;
/** By then it is known what each of them costs. */
const enoughVisits = 2_000;

export async function openBeat(projects: number): Promise<Beat> {
  const twin = await startTwinProcess({ start, crowd: { projects, jobsPerProject, seed: 1 } });
  const database = await startDatabase();
  const meter = createMeter();
  const client = meter.over("patrol", createClient({ region: "eu-central-1", endpoint: database.endpoint }));
  await createTables(client, "scale-", { withStreams: false });
  const store = createStore({ client, prefix: "scale-", random: randomUUID });
  const clock = virtualClock(start);
  const pass = async (millis: number) => {
    clock.advance(Math.ceil(millis) / 1000);
    await twin.setTime(clock.now());
  };
  const told = { visits: 0, faults: [] as string[] };
  const common = { store, clock: clock.now, pause: pass, giveWay: async () => {} };
  const rated = [{ id: source, requestsPerMinute: usualPerMinute, budgets: oneToken }];
  const throttle = createThrottle({ ...common, luck: () => 0.5 }, () => rated);
  const gitlab = createGitLab({
    baseUrl: twin.url,
    token: twin.token,
    callTimeoutSeconds: 60,
    clock: clock.now,
    userAgent: "Penstock",
    onAnswer: (answer) => throttle.heard(source, "act", answer),
  });
  await applied(projects, store);
  const patrol = make({
    ...common,
    ...{ throttle, actions, log: logOf(told), random: orderedText, callTimeoutSeconds: 12 },
    rules: createRulesReader({ store, actions, clock: clock.now, log: logOf(told) }),
    sources: [{ id: source, projects: ["**"] }],
    reads: async () => gitlab.reads,
    hooks: async () => undefined,
    mostRequests: patrolRequests,
    requestsPerMinute: () => usualPerMinute,
  });

  /** One run; the next one begins ten minutes after it. */
  async function run(): Promise<void> {
    const endsAt = clock.now() + patrolIntervalSeconds * 1000;
    await patrol({} as ScheduledEvent, { getRemainingTimeInMillis: () => endsAt - clock.now() } as Context);
    if (told.faults.length > 0) throw new Error(told.faults[0]);
    await pass(Math.max(0, endsAt - clock.now()));
  }

  return {
    async round() {
      const before = { gitlab: (await twin.served()).requests, tables: meter.spent().patrol.requests };
      const used = process.cpuUsage();
      told.visits = 0;
      for (let runs = 0; told.visits < Math.min(projects, enoughVisits); runs++) {
        if (runs === mostRuns) throw new Error(`only ${told.visits} of ${projects} projects had their turn`);
        await run();
      }
      const { user, system } = process.cpuUsage(used);
      const served = await twin.served();
      if (served.refused + served.failed > 0)
        throw new Error(`GitLab refused ${served.refused + served.failed} requests`);
      return {
        visits: told.visits,
        gitlab: served.requests - before.gitlab,
        tables: meter.spent().patrol.requests - before.tables,
        cpuNanos: (user + system) * 1_000,
      };
    },
    async close() {
      await gitlab.close();
      client.destroy();
      await database.stop();
      await twin.close();
    },
  };
}

/** As many rules as projects: each about its own, but for one about all; they want nothing of what is there. */
async function applied(projects: number, store: ReturnType<typeof createStore>): Promise<void> {
  const own = Array.from({ length: projects - 1 }, (_, at) => ({
    id: `app-${at + 1}`,
    projects: [`crowd/*/app-${String(at + 1).padStart(4, "0")}`],
    on: "job",
    when: { status: "failed", name: "no-such-job" },
    do: "retry",
  }));
  const all = {
    id: "stuck",
    projects: ["**"],
    on: "job",
    when: { status: "pending", name: "no-such-job" },
    do: "restart",
  };
  const text = JSON.stringify({ version: 1, defaults: { mode: "enforce" }, rules: [...own, all] });
  const answer = await applyRules([{ file: "scale.json", text }], source, { store, actions });
  if (typeof answer === "string" || "problems" in answer) throw new Error(JSON.stringify(answer));
}

/** A log that counts visits, and keeps what went wrong; that the patrol is behind is no fault here. */
function logOf(told: { visits: number; readonly faults: string[] }): Log {
  return {
    info(what, fields = {}) {
      if (what === "patrol") told.visits += Number(fields.visited);
    },
    error(what, fields = {}) {
      if (what !== "patrol behind") told.faults.push(`${what} ${JSON.stringify(fields)}`);
    },
  };
}

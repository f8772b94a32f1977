import type { DynamoDBRecord } from "aws-lambda";
import { make as makePatrol } from "../../../functions/patrol.ts";
import { make as makeTick } from "../../../functions/tick.ts";
import { make as makeWebhook } from "../../../functions/webhook.ts";
import { make as makeWork } from "../../../functions/work.ts";
import { prepareSecrets } from "../../../functions/world/door.ts";
import { plainSource } from "../../../functions/world/sources.ts";
import { announcementOf } from "../../../infra/twin/hooks/announce.ts";
import type { Vintage } from "../../../infra/twin/state/world.ts";
import { createTwin, type Twin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import type { GitLab, Store } from "../../../lib/core/ports.ts";
import { silent } from "../../../lib/edge/log.ts";
import type { MemoryStoreOptions } from "../../../lib/store/memory.ts";
import { site } from "../../app/site.ts";
import { context, everyMinute, imageOf, streamRecord } from "../../functions/awsEvents.ts";
import { key, secret, sent, signedLetter } from "./letter.ts";
import { gitlabOf } from "./twinHttp.ts";

export interface TownOptions {
  readonly rules: string;
  /** Of the twin; default: 2026. */
  readonly vintage?: Vintage;
  readonly store?: MemoryStoreOptions;
  /** Another way to the twin than the one without a network. */
  readonly gitlab?: (twin: Twin) => Promise<GitLab>;
}

export type Town = Awaited<ReturnType<typeof openTown>>;

interface Heard {
  readonly hooks: { readonly body: string; readonly id: string }[];
  readonly records: DynamoDBRecord[];
}

const ample = context(() => 60_000);
const mostInBatch = 10;
const mostRounds = 200;

/**
 * A twin and Penstock's real handlers in one process, on one clock: nothing is sent, and nothing waits. The hooks that the
 * twin would send, and the stream's records, lie there until somebody hands them over.
 */
export async function openTown({ rules, vintage, store: options, gitlab: way }: TownOptions) {
  const s = await site({ jobs: [], rules, ...(options && { store: options }) });
  if (!(await s.store.rulebook("gitlab"))) throw new Error("the town's rules are no rules");
  const twin = createTwin({ clock: s.now, firstId: 1_000_001, ...(vintage !== undefined && { vintage }) });
  const members = { alice: "maintainer", [twin.bot.username]: "maintainer" } as const;
  const project = twin.addProject({ path: "shop/api", members });
  const own = gitlabOf(twin);
  const gitlab = way ? await way(twin) : own.gitlab;
  const [records, history]: [DynamoDBRecord[], Heard] = [[], { hooks: [], records: [] }];
  const store = streaming(s.store, (id) => {
    const item = s.store.tables.get("tasks", id);
    if (!item) return;
    const record = streamRecord("MODIFY", history.records.length + 1, imageOf(item));
    records.push(record);
    history.records.push(record);
  });
  const worker = { ...s.worker, store, gitlab: async () => gitlab };
  const source = plainSource("gitlab", prepareSecrets([secret]), ["shop/**"]);
  const webhook = makeWebhook({
    ...worker,
    actions,
    record: "all",
    source: () => source,
    patienceSeconds: 5,
    log: silent,
  });
  const [work, tick] = [makeWork(worker), makeTick(worker)];
  const reads = async () => gitlab.reads;
  const patrol = makePatrol({ ...worker, actions, reads, mostRequests: 300 });
  const unsent: (() => string)[] = [];
  twin.world.listeners.push((news) => {
    const told = announcementOf(twin.world, news);
    if (!told || (told.word !== "job" && told.word !== "pipeline")) return;
    // a GitLab that makes its payloads late tells what is true when it sends them
    const early = told.isLate ? undefined : JSON.stringify(told.payload());
    unsent.push(() => early ?? JSON.stringify(told.payload()));
  });

  /** A body as the project's hook sends it now. @returns how it was answered */
  async function hear(body: string, id: string): Promise<string> {
    history.hooks.push({ body, id });
    const result = await webhook(sent(signedLetter(key, id, Math.floor(s.now() / 1000), Buffer.from(body))));
    return typeof result === "string" ? result : `${result.statusCode} ${result.body}`;
  }

  /** Hands records to `work`, ten at a time. */
  async function stream(some: readonly DynamoDBRecord[]): Promise<void> {
    for (let at = 0; at < some.length; at += mostInBatch)
      await work({ Records: some.slice(at, at + mostInBatch) }, ample);
  }

  return {
    ...s,
    twin,
    project,
    hear,
    stream,
    patrol: () => patrol(everyMinute, ample),
    tick: () => tick(everyMinute, ample),
    methods: own.methods,
    /** Everything that was ever heard, and every record that there ever was. */
    history,
    /** The bodies of the hooks that wait to be sent. */
    takeHooks: (): string[] => unsent.splice(0).map((body) => body()),
    takeRecords: (): DynamoDBRecord[] => records.splice(0),
    /** When the next open task comes due; `undefined`: there is none. */
    nextDue(): number | undefined {
      const dues = s.store.tables.all("tasks").flatMap(({ due }) => (due === undefined ? [] : [Number(due)]));
      return dues.length === 0 ? undefined : Math.min(...dues);
    },
    /**
     * Hands on every hook and every record, and moves the clock to what comes due, until nothing is open or so much time
     * has passed.
     */
    async quiet(mostSeconds: number): Promise<void> {
      const end = s.now() + mostSeconds * 1000;
      for (let round = 0; round < mostRounds; round++) {
        const bodies = this.takeHooks();
        for (const [at, body] of bodies.entries()) await hear(body, `q-${s.now()}-${round}-${at}`);
        const some = this.takeRecords();
        await stream(some);
        await this.tick();
        if (bodies.length > 0 || some.length > 0 || unsent.length > 0) continue;
        const next = this.nextDue();
        if (next === undefined || next > end) return;
        if (next > s.now()) s.pass((next - s.now()) / 1000);
      }
      throw new Error(`not quiet after ${mostRounds} rounds`);
    },
    /** What was done to GitLab, each in words that do not depend on when a job got its number; sorted. */
    deeds(): string[] {
      return twin.effects.map(({ verb, jobId }) => `${verb} ${runText(twin.job(jobId))}`).toSorted();
    },
  };

  /** A job as "the second build of the first pipeline". */
  function runText({ id, name, pipeline }: ReturnType<typeof twin.job>): string {
    const runs = pipeline.jobs.filter((one) => one.name === name).map((one) => one.id);
    return `${pipeline.iid}/${name}#${runs.toSorted((one, other) => one - other).indexOf(id) + 1}`;
  }
}

/** The store, with a word about every task that the stream would show to `work`. */
function streaming(store: Store, onHint: (id: string) => void): Store {
  return {
    ...store,
    async commit(writes) {
      const committed = await store.commit(writes);
      if (committed === "written")
        for (const write of writes) if ("put" in write && write.put.hint === "now") onHint(write.put.id);
      return committed;
    },
  };
}

import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { performDue } from "../../../lib/app/performDue.ts";
import { mostPerMinute } from "../../../lib/core/throttleSizes.ts";
import { planned } from "../../../lib/core/transitions.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { endlessGitLab } from "./gitlab.ts";
import { minute, processOf, source, start } from "./process.ts";
import { luckOf, type VirtualTime, virtualTime } from "./time.ts";

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: later, projects: ["**"], on: job, when: { status: failed }, do: retry, limit: { perJob: 2 }, outage: off }
`;

const hour = 60 * minute;
/** With `tick` for two hours, then a day without it, and then until all is done. */
const calmMillis = 2 * hour;
const gapMillis = 24 * hour;
const drainMillis = 2 * hour;

/** How far the clocks of the processes that run one after the other are ahead. */
const skews = [-1_000, 0, 1_000];

export interface Fired {
  /** How late each fired that fell due while `tick` ran, in milliseconds by the true clock. */
  readonly lateMillis: readonly number[];
  readonly lost: number;
  readonly twice: number;
  /** Before their time by the clock of the process that fired them. */
  readonly early: number;
  /** How long it took to do all that had become overdue meanwhile. */
  readonly drainedMillis: number;
}

/** So many timers of a hundred projects, a third of them in crowds on whole ten minutes; two fifths fall due in the gap. */
export async function timers(count: number, seed: number): Promise<Fired> {
  const luck = luckOf(seed);
  const time = virtualTime(start);
  const store = createMemoryStore();
  await applyRules([{ file: "timers.yaml", text: rules }], source, { store, actions });
  const due = Array.from({ length: count }, (_, at) => start + momentOf(at / count, luck));
  await planAll(store, due);
  const firedAt = new Float64Array(count);
  const found = { twice: 0, early: 0 };
  const processes = skews.map((skewMillis) => {
    const gitlab = endlessGitLab(
      () => time.pause(2 + luck() * 10),
      ({ job }) => {
        if (firedAt[job - 1]) found.twice++;
        firedAt[job - 1] = time.now();
        if (time.now() + skewMillis < (due[job - 1] ?? 0)) found.early++;
      },
    );
    return processOf({ store, time, luck, perMinute: mostPerMinute, gitlab, skewMillis });
  });
  const backAt = start + calmMillis + gapMillis;
  void ticks(time, processes, { from: start, until: start + calmMillis });
  void ticks(time, processes, { from: backAt, until: backAt + drainMillis });
  await time.run(backAt + drainMillis + 5 * minute);
  const isCalm = (at: number) => (due[at] ?? 0) < start + calmMillis - 3 * minute;
  const late = Array.from(firedAt, (at, timer) => at - (due[timer] ?? 0));
  return {
    ...found,
    lost: firedAt.filter((at) => at === 0).length,
    lateMillis: late.filter((_, timer) => isCalm(timer)),
    drainedMillis: Math.max(0, firedAt.reduce((last, at) => Math.max(last, at), 0) - backAt),
  };
}

function momentOf(part: number, luck: () => number): number {
  if (part < 0.4) return Math.floor(luck() * (calmMillis - 3 * minute));
  if (part < 0.6) return Math.floor((luck() * (calmMillis - 3 * minute)) / (10 * minute)) * 10 * minute;
  return calmMillis + Math.floor(luck() * gapMillis);
}

async function planAll(store: ReturnType<typeof createMemoryStore>, due: readonly number[]): Promise<void> {
  for (let from = 0; from < due.length; from += 100) {
    const tasks = due.slice(from, from + 100).map((at, next) => {
      const id = 1 + ((from + next) % 100);
      const project = { id, path: `shop/p${id}` };
      const effect = { source, project, jobId: from + next + 1, verb: "retry" as const };
      const want = { rule: "later@1", action: "retry", params: {}, event: "e" };
      return planned({ effect, want, due: at }, start - minute);
    });
    const committed = await store.commit(tasks.map((put) => ({ put, seen: "absent" })));
    if (committed !== "written") throw new Error("the timers were not planned");
  }
}

/** `tick` every minute, as long as AWS lets it run, in whichever container is free. */
async function ticks(
  time: VirtualTime,
  worlds: readonly ReturnType<typeof processOf>[],
  { from, until }: { readonly from: number; readonly until: number },
): Promise<void> {
  const busy = new Set<number>();
  await time.pause(from - time.now());
  for (let turn = 0; time.now() < until; turn++) {
    const at = [0, 1, 2].map((next) => (turn + next) % worlds.length).find((next) => !busy.has(next));
    const world = at === undefined ? undefined : worlds[at];
    if (world && at !== undefined) {
      busy.add(at);
      const endsAt = world.clock() + 120_000;
      void performDue({ ...world, leaseEnd: () => endsAt + 5_000 }).finally(() => busy.delete(at));
    }
    await time.pause(minute);
  }
}

import { make } from "../../../../functions/api.ts";
import { actions } from "../../../../lib/actions/index.ts";
import { createRulesReader, type RulesReader } from "../../../../lib/app/rules.ts";
import type { Job } from "../../../../lib/core/job.ts";
import { silent } from "../../../../lib/edge/log.ts";
import { site, start } from "../../../app/site.ts";
import { type Random, randomOf, seedFrom } from "../../../simulation/random.ts";
import { type Left, wrongIn } from "./checks.ts";
import { deliver, type Machines, work } from "./machines.ts";
import { act, type Deed } from "./people.ts";
import { type Activation, slowStore } from "./tables.ts";
import { drawText, gate, names } from "./texts.ts";
import { type Planned, type Turns, turnsFrom } from "./turns.ts";

/** What may be left out, so that the proof itself is proved. */
export type Omission = "ifMatch" | "torn" | "label" | "cache";

const lastsMillis = 180_000;

/** Plays one schedule. @returns what was wrong, and what happened how often */
export async function playSchedule(seed: number, omission?: Omission): Promise<{ wrong: string[]; left: Left }> {
  const random = randomOf(seedFrom(seed, "roll-out"));
  const turns = turnsFrom(start, random);
  let hasBegun = false;
  const pause = async () => (hasBegun ? turns.take() : undefined);
  const s = await site({ jobs: jobsOf(), rules: drawText(random).yaml, store: { pause } });
  hasBegun = true;
  const activations: Activation[] = [{ version: 1, at: start }];
  const store = slowStore(s.store, { turns, activations, isTorn: omission === "torn" });
  const m: Machines = {
    ...{ turns, store, activations, gitlab: s.gitlab, jobs: s.jobs, runs: [], deliveries: new Map() },
    readers: Array.from({ length: 4 }, () => readerOf({ store, turns, omission })),
    worker: { ...s.worker, store, clock: turns.now, leaseEnd: () => turns.now() + 65_000, giveWay: () => turns.take() },
  };
  const deeds: Deed[] = [];
  const world = { store, actions, hasSource: () => true, clock: turns.now, giveWay: turns.take, log: silent };
  const api = make({ ...world, random: s.worker.random, secondPerson: () => "required" });
  const desk = { api, turns, random, deeds, forgetsWhatWasSeen: omission === "ifMatch" };
  await turns.play(agendaOf(m, random, () => act(desk)));
  // Long after the last change everybody decides by it.
  const late = [...s.jobs.values()].map((job, at): Planned => {
    return { at: start + lastsMillis + 120_000 + at * 1000, run: () => deliver(m, job, at % 2) };
  });
  await turns.play([...late, { at: start + lastsMillis + 300_000, run: () => work(m, 2) }]);
  const left = { ...(await leftBy(s.store)), activations, deliveries: m.deliveries, runs: m.runs, deeds };
  return { wrong: wrongIn(left), left };
}

function jobsOf(): Job[] {
  const base = { pipelineId: 501, userId: 7, since: start };
  return [
    ...names.flatMap((name, at) =>
      [0, 10].map((more): Job => ({ ...base, id: 1 + at + more, name, status: "failed" })),
    ),
    { ...base, id: 30, name: gate, status: "manual" },
  ];
}

function agendaOf(m: Machines, random: Random, deed: () => Promise<void>): Planned[] {
  const sometime = (run: () => Promise<void>): Planned => ({ at: start + random.whole(0, lastsMillis), run });
  const jobs = [...m.jobs.values()];
  return [
    ...Array.from({ length: random.whole(3, 9) }, () => sometime(deed)),
    ...jobs.map((job) => sometime(() => deliver(m, m.jobs.get(job.id) ?? job, random.whole(0, 1)))),
    ...Array.from({ length: 5 }, () =>
      sometime(() => deliver(m, random.pick(jobs as [Job, ...Job[]]), random.whole(0, 1))),
    ),
    ...Array.from({ length: 8 }, () => sometime(() => work(m, random.whole(2, 3)))),
  ];
}

function readerOf({
  store,
  turns,
  omission,
}: {
  store: Machines["store"];
  turns: Turns;
  omission: Omission | undefined;
}): RulesReader {
  const reader = createRulesReader({ store, actions, clock: turns.now, log: silent });
  if (omission === "cache") return forgetful(reader);
  return omission === "label" ? unlabelled(store, turns) : reader;
}

/** Reads once and never again. */
function forgetful(reader: RulesReader): RulesReader {
  let known: ReturnType<RulesReader["live"]> | undefined;
  const recent = (source: string) => {
    known ??= reader.live(source);
    return known;
  };
  return { live: reader.live, recent };
}

/** Takes a version whose text it has read before for the one that it read. */
function unlabelled(store: Machines["store"], turns: Turns): RulesReader {
  const first = new Map<string, number>();
  const labelled: Machines["store"] = {
    ...store,
    async rulebook(source) {
      const book = await store.rulebook(source);
      if (!book) return undefined;
      if (!first.has(book.hash)) first.set(book.hash, book.version);
      return { ...book, version: first.get(book.hash) ?? book.version };
    },
  };
  return createRulesReader({ store: labelled, actions, clock: turns.now, log: silent });
}

async function leftBy(
  store: Awaited<ReturnType<typeof site>>["store"],
): Promise<Pick<Left, "texts" | "notes" | "entries">> {
  const { items } = await store.rulebookVersions("gitlab", 1000);
  const texts = new Map<number, { stored: string; hash: string }>();
  for (const { version } of items) {
    const found = await store.rulebookVersion("gitlab", version);
    if (found) texts.set(version, { stored: found.rules, hash: found.hash });
  }
  return { texts, notes: new Map(items.map((note) => [note.version, note])), entries: await store.entries(10_000) };
}

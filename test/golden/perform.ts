import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startDatabase } from "../../infra/local/database.ts";
import { openStage, type Stage } from "../../infra/local/stage.ts";
import { actions } from "../../lib/actions/index.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import { silent } from "../../lib/edge/log.ts";
import { decisions } from "./decisions.ts";
import { activeRules, drawn, type Told } from "./make.ts";
import { cases, type OpenJobs, openJobs, openProject } from "./open.ts";
import { load, type Where } from "./tables.ts";

// Lets the version whose checkout this folder is in go on with a golden store: `node test/golden/perform.ts FOLDER` prints
// what came of it. `test/golden/against.ts` does so with an older one.

/** What came of a golden store. */
export interface Performed {
  /** By its case, how often each verb has hit the job of an open task. */
  readonly effects: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** How the open tasks of those jobs stand in the end. */
  readonly states: Readonly<Record<string, string>>;
  /** What could not be read, in the log's words. */
  readonly faults: readonly string[];
  readonly entries: number;
  readonly tasks: number;
  readonly version: number;
  /** Of the stored decisions on drawn jobs, how many are others now. */
  readonly otherDecisions: number;
}

/** A golden store in a database of its own, with the jobs of its open tasks in a twin. */
export interface Opened {
  readonly stage: Stage;
  readonly where: Where;
  readonly open: OpenJobs;
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** @param without a kind of ledger item that is left out */
export async function openGolden(folder: string, without = ""): Promise<Opened> {
  const told = JSON.parse(readFileSync(join(folder, "told.json"), "utf8")) as Told;
  const database = await startDatabase();
  const where = { endpoint: database.endpoint, region: "eu-central-1", prefix: "golden-" };
  await load(where, join(folder, "store.jsonl"), without);
  const faults: string[] = [];
  const error = (what: string, fields: object = {}) => void faults.push(`${what} ${JSON.stringify(fields)}`);
  // Its own rules are what is active already, so that nothing is applied anew.
  const rules = [{ file: "rules.yaml", text: activeRules }];
  const stage = await openStage({ rules, startsAt: told.at, database: where, hooks: false, log: { ...silent, error } });
  const project = openProject(stage.twin);
  const open = openJobs(stage.twin, project);
  if (open.project !== told.project || open.jobs.unheard !== told.jobs.unheard)
    throw new Error(`the twin gives other ids by now: ${JSON.stringify(open)}; make the store again`);
  stage.twin.job(open.jobs.old).artifactsExpireAt = told.oldExpireAt;
  stage.twin.act("retry", open.jobs.unheard, { by: stage.twin.bot.username });
  return {
    ...{ stage, where, open, faults },
    async close() {
      await stage.close();
      await database.stop();
    },
  };
}

/** Lets two days pass, in which the workers do what comes due. */
export async function goOn({ clock }: Pick<Stage, "clock">, house: Stage["house"]): Promise<void> {
  const pass = async (seconds: number) => {
    clock.advance(seconds);
    for (let round = 0; round < 20; round++) {
      const handed = await house.driver.step();
      if (handed === 0 && (await house.store.dueTasks(clock.now(), 1)).length === 0) return;
    }
  };
  for (let minutes = 0; minutes < 40; minutes += 4) await pass(4 * 60);
  for (let hours = 0; hours < 48; hours += 8) await pass(8 * 3600);
}

/** By the case, how often each verb has hit the job of an open task. */
export function effectsOn({ twin }: Pick<Stage, "twin">, open: OpenJobs): Performed["effects"] {
  const effects: Record<string, Record<string, number>> = {};
  for (const { jobId, verb } of twin.effects) {
    const one = caseOf(open, jobId);
    if (one !== undefined) effects[one] = { ...effects[one], [verb]: (effects[one]?.[verb] ?? 0) + 1 };
  }
  return effects;
}

function caseOf({ jobs }: OpenJobs, id: number): string | undefined {
  return Object.entries(jobs).find(([, job]) => job === id)?.[0];
}

/** Lets this version go on with a golden store, and says what came of it. */
export async function perform(folder: string, { isDecided = true, without = "" } = {}): Promise<Performed> {
  const opened = await openGolden(folder, without);
  const { stage, open, faults } = opened;
  const { store } = stage.house;
  try {
    await goOn(stage, stage.house);
    const tasks = await store.tasks(10_000);
    const states = tasks.flatMap(({ object, verb, state }) => {
      const one = caseOf(open, Number(object.slice("job:".length)));
      return one === undefined ? [] : [[`${one} ${verb}`, state]];
    });
    const reader = createRulesReader({ store, actions, clock: stage.clock.now, log: silent });
    const said = isDecided ? await decisions(store, drawn.count, drawn.seed) : [];
    const before = isDecided ? readFileSync(join(folder, "decisions.txt"), "utf8").split("\n") : [];
    return {
      effects: effectsOn(stage, open),
      states: Object.fromEntries(states),
      faults,
      entries: (await store.entries(10_000)).length,
      tasks: tasks.length,
      version: (await reader.live("gitlab")).version,
      otherDecisions: said.filter((line, at) => line !== before[at]).length,
    };
  } finally {
    await opened.close();
  }
}

/** What is wrong with it, a line each, but for what was told and left as it is. */
export function wrongWith({ effects, otherDecisions }: Pick<Performed, "effects" | "otherDecisions">): string[] {
  const wrong = otherDecisions > 0 ? [`${otherDecisions} of ${drawn.count} decisions are others`] : [];
  for (const [one, wanted] of Object.entries(cases)) {
    const found = JSON.stringify(sorted(effects[one] ?? {}));
    if (found !== JSON.stringify(sorted(wanted))) wrong.push(`${one}: ${found}, wanted ${JSON.stringify(wanted)}`);
  }
  return wrong;
}

function sorted(hits: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(hits).toSorted());
}

if (import.meta.main) {
  const [folder = "", without = ""] = process.argv.slice(2);
  const done = await perform(folder, { without });
  process.stdout.write(JSON.stringify(done), () => process.exit(0));
}

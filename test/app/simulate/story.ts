import type { TestContext } from "node:test";
import { openStage, type Stage } from "../../../infra/local/stage.ts";
import { actions } from "../../../lib/actions/index.ts";
import { type ActiveRules, noRules } from "../../../lib/app/activeRules.ts";
import { readRuleFiles } from "../../../lib/app/apply.ts";
import { recordedIn } from "../../../lib/app/simulate/entry.ts";
import { openForSimulation } from "../../../lib/app/simulate/rulebook.ts";
import { createSimulation, type SimulationReport } from "../../../lib/app/simulate/simulation.ts";
import type { Entry } from "../../../lib/core/journal.ts";

/** A Monday. */
const monday = Date.UTC(2026, 0, 5, 9);

/** What stands under `rules:`, or a whole file that says its version. */
export function fileOf(rules: string): string {
  return /^version:/m.test(rules) ? rules : `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules}`;
}

/** Rules ready to be simulated. */
export async function rulesOf(rules: string, version = 1): Promise<ActiveRules> {
  const read = readRuleFiles([{ file: "rules.yaml", text: fileOf(rules) }], actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return await openForSimulation(JSON.stringify(read.rulebook), version, actions);
}

/** A Penstock beside a twin with two projects, with these rules. */
export async function openWorld(t: TestContext, rules: string): Promise<Stage> {
  const stage = await openStage({ rules: [{ file: "rules.yaml", text: fileOf(rules) }], startsAt: monday });
  t.after(() => stage.close());
  const { twin, hook } = stage;
  const other = twin.addProject({
    path: "shop/web",
    members: { alice: "maintainer", [twin.bot.username]: "maintainer" },
    protectedBranches: [{ name: "main" }],
  });
  twin.addHook(other.id, hook);
  return stage;
}

/** Everything that the journal holds, oldest first. */
export async function journalOf({ house }: Stage): Promise<readonly Entry[]> {
  return await house.store.entries(100_000);
}

/** What two rulebooks make of a journal. */
export function simulated(
  entries: readonly Entry[],
  rulebooks: { readonly active?: ActiveRules; readonly candidate: ActiveRules; readonly until?: number },
): SimulationReport {
  const { active = noRules, candidate, until } = rulebooks;
  const simulation = createSimulation({
    active,
    candidate,
    actions,
    source: "gitlab",
    examples: 10_000,
    ...(until !== undefined && { until }),
  });
  for (const entry of entries) {
    const recorded = recordedIn(entry);
    if (recorded === "unreadable" || recorded === "untold") simulation.miss(recorded);
    else if (recorded) simulation.take(recorded);
  }
  return simulation.report();
}

/** What the twin was made to do by the bot: `retry 1001`. */
export function callsOf({ twin }: Stage): readonly string[] {
  const ours = twin.effects.filter(({ user }) => user === twin.bot.username);
  return ours.map(({ verb, jobId }) => `${verb} ${jobId}`).toSorted();
}

/** The same, as a simulation says that a rulebook would do it. */
export function callsIn({ examples }: SimulationReport): readonly string[] {
  return examples
    .filter(({ change }) => change === "added")
    .flatMap(({ action, job }) =>
      action === "restart" ? [`cancel ${job.id}`, `retry ${job.id}`] : [`${action} ${job.id}`],
    )
    .toSorted();
}

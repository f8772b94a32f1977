import type { ActiveRules } from "../../../lib/app/activeRules.ts";
import type { Facts } from "../../../lib/core/event.ts";
import { alternate, type Work } from "./alternate.ts";
import { activeOf, type PlainRule, teamRules, wildRules } from "./books.ts";
import type { Engines } from "./peers.ts";
import { printTable, ratioText, timeText } from "./table.ts";

const now = Date.UTC(2026, 10, 20, 9);

export const facts: Facts = {
  project: { id: 42, path: "shop/api" },
  job: {
    id: 1,
    name: "build",
    status: "failed",
    stage: "test",
    ref: "main",
    tag: false,
    failureReason: "script_failure",
  },
};
const plainFacts = { project: "shop/api", status: "failed", name: "build", stage: "test", ref: "main" };

/** How many rules say yes to a job. */
export function yesCount(active: ActiveRules, given: Facts): number {
  let count = 0;
  for (const rule of active.candidates(given, ["job"])) if (rule.decide(given, now).answer === "yes") count++;
  return count;
}

function indexed(rules: readonly PlainRule[], expected: number, given = facts): Work {
  const active = activeOf(rules);
  if (yesCount(active, given) !== expected) throw new Error(`${yesCount(active, given)} rules match, not ${expected}`);
  return (times) => {
    for (let time = 0; time < times; time++) yesCount(active, given);
  };
}

function inARow(rules: readonly PlainRule[]): Work {
  const all = activeOf(rules).rules;
  return (times) => {
    for (let time = 0; time < times; time++) for (const rule of all) rule.decide(facts, now);
  };
}

async function peer(make: Engines[string], rules: readonly PlainRule[], expected: number): Promise<Work> {
  const asked = make(rules);
  const found = await asked(plainFacts);
  if (found !== expected) throw new Error(`${found} rules match, not ${expected}`);
  return async (times) => {
    for (let time = 0; time < times; time++) await asked(plainFacts);
  };
}

/** G3: rules : event, by how many rules there are. */
export async function measureMatching(engines: Engines): Promise<void> {
  const elsewhere: Facts = { ...facts, project: { id: 43, path: "other/app" } };
  const ours = await alternate({
    ten: indexed(teamRules(10), 3),
    thousand: indexed(teamRules(1_000), 3),
    all: indexed(teamRules(10_000), 3),
    none: indexed(teamRules(10_000), 0, elsewhere),
    wild: indexed(wildRules(10_000), 2),
  });
  const rows = [["engine", "10 rules", "1,000 rules", "10,000 rules", "at 10,000, of ours"]];
  rows.push(["Penstock", timeText(ours.ten), timeText(ours.thousand), timeText(ours.all), "1x"]);
  const others: Readonly<Record<string, (rules: readonly PlainRule[]) => Promise<Work>>> = {
    "Penstock without its index": async (rules) => inARow(rules),
    ...Object.fromEntries(
      Object.entries(engines).map(([name, make]) => [name, (rules: readonly PlainRule[]) => peer(make, rules, 3)]),
    ),
  };
  for (const [name, make] of Object.entries(others)) {
    const { ten, thousand, all } = await alternate({
      ten: await make(teamRules(10)),
      thousand: await make(teamRules(1_000)),
      all: await make(teamRules(10_000)),
    });
    rows.push([name, timeText(ten), timeText(thousand), timeText(all), ratioText(all / ours.all)]);
  }
  printTable("G3  One event, of which 3 rules say yes", rows);
  printTable("G3  goals", [
    ["what", "measured", "goal"],
    ["10,000 rules : 10 rules", ratioText(ours.all / ours.ten), "<= 1.5x"],
    ["10,000 rules that project, kind and status cannot split", timeText(ours.wild), "<= 15 µs"],
    ["an event that no rule wants, 10,000 rules", timeText(ours.none), "about 100 ns"],
  ]);
}

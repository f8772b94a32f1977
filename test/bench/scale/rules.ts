import { alternate, type Pace, slowPace, type Work } from "../rules/alternate.ts";
import { activeOf, type PlainRule, teamRules } from "../rules/books.ts";
import { wantedJob } from "../rules/drawn.ts";
import { facts, yesCount } from "../rules/matching.ts";
import type { Engines } from "../rules/peers.ts";
import { startsOf } from "./coldRules.ts";
import type { Plot, Point, Series } from "./plot.ts";

export interface RulesGrown {
  /** How many rules there are, each time; 4 at the least. */
  readonly counts: readonly number[];
  /** How many processes are started for each. */
  readonly starts: number;
  /** What others wrote. */
  readonly engines: Engines;
  readonly pace?: Pace;
}

/** Of each of these rulebooks three rules say yes. */
const matching = 3;
const x = { title: "rules", unit: "count" } as const;
const y = { title: "time of the processor", unit: "nanoseconds" } as const;
const command = "npm run bench -- scale --only=rules";

/** How the time to decide about one job grows with the rules, beside other engines, and that to bring the rules into memory. */
export async function growRules(grown: RulesGrown): Promise<readonly Plot[]> {
  return [await deciding(grown), await opening(grown)];
}

async function deciding({ counts, engines, pace }: RulesGrown): Promise<Plot> {
  const names = ["Penstock", "Penstock, no index", ...Object.keys(engines)];
  const found = new Map<string, Point[]>(names.map((name) => [name, []]));
  for (const count of counts) {
    const rules = teamRules(count);
    const others: Record<string, Work> = {};
    for (const [name, make] of Object.entries(engines)) {
      const asked = make(rules);
      others[name] = await checked(() => asked(wantedJob));
    }
    // What takes long is warm after a few times.
    const nanos = { ...(await alternate(await ours(rules), pace)), ...(await alternate(others, slowPace)) };
    for (const [name, each] of Object.entries(nanos)) found.get(name)?.push([count, each]);
  }
  return {
    name: "rules-decide",
    title: "Deciding about one job, by how many rules there are",
    says: "One job of which three rules say yes; the other rules are about other projects.",
    ...{ command, x, y },
    series: names.map((name): Series => {
      const kind = name === "Penstock" ? "ours" : "other";
      return { name, kind, points: found.get(name) ?? [] };
    }),
  };
}

async function ours(rules: readonly PlainRule[]): Promise<Record<string, Work>> {
  const active = activeOf(rules);
  const { rules: all } = active;
  return {
    Penstock: await checked(() => yesCount(active, facts)),
    "Penstock, no index": await checked(() => all.filter((rule) => rule.decide(facts, now).answer === "yes").length),
  };
}

const now = Date.UTC(2026, 10, 20, 9);

/** What asks an engine, once it was seen to answer as all others do. @throws Error where it answers otherwise */
async function checked(ask: () => number | Promise<number>): Promise<Work> {
  const found = await ask();
  if (found !== matching) throw new Error(`${found} rules say yes, not ${matching}`);
  return async (times) => {
    for (let time = 0; time < times; time++) {
      const answer = ask();
      // To wait for what is there already would take longer than the answer.
      if (typeof answer !== "number") await answer;
    }
  };
}

async function opening({ counts, starts }: RulesGrown): Promise<Plot> {
  const { packed, text } = await startsOf(counts, starts);
  return {
    name: "rules-open",
    title: "Rules brought into memory at a cold start",
    says: "In a new process that has its program loaded, until the first job is decided.",
    ...{ command, x, y },
    series: [
      { name: "Penstock, from its pack", kind: "ours", points: packed },
      { name: "all rules read at once", kind: "other", points: text },
    ],
  };
}

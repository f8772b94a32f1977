import type { ActiveRules } from "../../../lib/app/activeRules.ts";
import type { Facts } from "../../../lib/core/event.ts";
import type { Figure } from "../figure.ts";
import { type Answering, checkAgreement } from "./agree.ts";
import { inTurns, type Pace, slowPace, type Work } from "./alternate.ts";
import { bareBits } from "./bareBits.ts";
import { activeOf, type PlainRule, teamRules, wildRules } from "./books.ts";
import { factsAbout, fulfilled, type PlainFacts, wantedJob } from "./drawn.ts";
import { type Engine, matchingFigures } from "./matchingFigures.ts";
import type { Engines } from "./peers.ts";
import { printTable, ratioText, timeText } from "./table.ts";

const now = Date.UTC(2026, 10, 20, 9);

export const facts: Facts = factsAbout(wantedJob);

/** How many rules say yes to a job. */
export function yesCount(active: ActiveRules, given: Facts): number {
  let count = 0;
  for (const rule of active.candidates(given, ["job"])) if (rule.decide(given, now).answer === "yes") count++;
  return count;
}

/** @throws Error where not as many rules say yes as do word by word */
function check(name: string, found: number, rules: readonly PlainRule[], job: PlainFacts): void {
  const right = fulfilled(rules, job);
  if (found !== right) throw new Error(`${name}: ${found} of ${rules.length} rules match, not ${right}`);
}

function indexed(rules: readonly PlainRule[], job = wantedJob): Work {
  const active = activeOf(rules);
  const given = factsAbout(job);
  check("Penstock", yesCount(active, given), rules, job);
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

async function asking(name: string, make: Engines[string], rules: readonly PlainRule[]): Promise<Work> {
  const ask = make(rules);
  check(name, await ask(wantedJob), rules, wantedJob);
  return async (times) => {
    for (let time = 0; time < times; time++) await ask(wantedJob);
  };
}

/** Our own rules, asked as the engines of others are. */
export const own: Answering = {
  Penstock(rules) {
    const active = activeOf(rules);
    return (job) => yesCount(active, factsAbout(job));
  },
  "Penstock without its index"(rules) {
    const { rules: all } = activeOf(rules);
    return (job) => all.filter((rule) => rule.decide(factsAbout(job), now).answer === "yes").length;
  },
};

export interface Matching {
  readonly engines: Engines;
  /** How many rules there are: few, some and many. */
  readonly sizes: readonly [number, number, number];
  readonly pace?: Pace;
}

/**
 * G3: rules : event, by how many rules there are. First all are asked about jobs that were drawn.
 *
 * @throws Error where one answers otherwise than the others
 */
export async function measureMatching({ engines, sizes, pace }: Matching): Promise<readonly Figure[]> {
  const [few, some, many] = sizes;
  for (const rules of [few, some].flatMap((size) => [teamRules(size), wildRules(size)]))
    await checkAgreement(rules, { ...own, ...engines });
  const wild = wildRules(many);
  const ours = await inTurns(
    {
      few: indexed(teamRules(few)),
      some: indexed(teamRules(some)),
      many: indexed(teamRules(many)),
      none: indexed(teamRules(many), { ...wantedJob, project: "other/app" }),
      wild: indexed(wild),
      bits: bareBits(wild, wantedJob),
    },
    pace,
  );
  const others = await measureOthers({ engines, sizes });
  const text = (size: number) => `${size.toLocaleString("en")} rules`;
  const apart = `${text(many)} that project, kind and status cannot split`;
  printTable("G3  One event, of which 3 rules say yes", [
    ["engine", ...sizes.map(text), `at ${many.toLocaleString("en")}, of ours`, apart],
    ["Penstock", ...[ours.nanos.few, ours.nanos.some, ours.nanos.many].map(timeText), "1x", timeText(ours.nanos.wild)],
    ...others.map(({ name, few, some, many, wild }) => [
      name,
      ...[few, some, many].map(timeText),
      ratioText(many / ours.nanos.many),
      timeText(wild),
    ]),
  ]);
  printTable("G3  beside", [
    ["what", "measured"],
    ["an event that no rule wants", timeText(ours.nanos.none)],
    [`the bits of ${apart}, and nothing else`, timeText(ours.nanos.bits)],
  ]);
  const peers = others.filter(({ name }) => name in engines);
  return matchingFigures({ ours, peers, says: { few: text(few), many: text(many), wild: apart } });
}

/** Engines without an index, our own rules among them. */
async function measureOthers({ engines, sizes: [few, some, many] }: Pick<Matching, "engines" | "sizes">) {
  const makers: Readonly<Record<string, (rules: readonly PlainRule[]) => Work | Promise<Work>>> = {
    "Penstock without its index": inARow,
    ...Object.fromEntries(
      Object.entries(engines).map(([name, make]) => [name, (rules: readonly PlainRule[]) => asking(name, make, rules)]),
    ),
  };
  const others: Engine[] = [];
  for (const [name, make] of Object.entries(makers)) {
    const works = {
      few: await make(teamRules(few)),
      some: await make(teamRules(some)),
      many: await make(teamRules(many)),
      wild: await make(wildRules(many)),
    };
    others.push({ name, ...(await inTurns(works, slowPace)).nanos });
  }
  return others;
}

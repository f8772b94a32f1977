import type { FunctionName, HouseOptions } from "../../../infra/local/house.ts";
import { openStage, type Stage, type StageOptions } from "../../../infra/local/stage.ts";
import { createMeter, type Meter, minus, nothing, plus, type Spent, unitsOf } from "./meter.ts";

/** What something cost: each function's units of the tables, and requests to GitLab. */
export interface Cost {
  readonly byFunction: Readonly<Partial<Record<FunctionName, Spent>>>;
  readonly gitlab: number;
  /** How often each function ran; of `tick`, `chat` and `patrol` how often they were woken. */
  readonly runs: number;
}

/** A Penstock whose functions each have a metered client of the tables, beside a twin that logs what it is asked. */
export interface Metered extends Stage {
  /** Lets all happen that is due; from then on `of` counts what is beyond one such quiet round. @returns that round's cost */
  rest(): Promise<Cost>;
  /** What something costs, beyond what the same rounds cost while nothing happens. */
  of(some: () => Promise<unknown>): Promise<Cost>;
}

export const startsAt = Date.UTC(2026, 0, 5, 9);
export const apiToken = "a-token-of-twenty-letters";

/** Rules of one rulebook, each as flow text. */
export function rulebook(...rules: readonly string[]): string {
  return `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules.map((rule) => `  - { projects: ["**"], ${rule} }\n`).join("")}`;
}

/** A stage with these rules, metered. */
export async function openMetered(
  rules: string,
  options: Partial<StageOptions> = {},
  meter: Meter = createMeter(),
): Promise<Metered> {
  const { house, ...others } = options;
  const stage = await openStage({
    rules: [{ file: "rules.yaml", text: rules }],
    startsAt,
    ...others,
    house: (twin) => ({
      apiToken,
      ...(typeof house === "function" ? house(twin) : house),
      ...under(meter),
    }),
  });
  return metered(stage, meter);
}

/** What puts a house's functions under a meter. */
export function under(meter: Meter): Pick<HouseOptions, "clientOf"> {
  return { clientOf: (name, open) => meter.over(name, open()) };
}

/** A stage whose functions' clients stand under the meter. */
export function metered<On extends Stage>(stage: On, meter: Meter): On & Metered {
  const { twin, house } = stage;
  let rounds = 0;
  let idle: Record<FunctionName, Spent> | undefined;
  const { step } = house.driver;
  const counted = async () => {
    rounds++;
    return await step();
  };
  Object.assign(house, { driver: { ...house.driver, step: counted } });
  return {
    ...stage,
    async rest() {
      await stage.settle();
      idle = await between(step);
      return { byFunction: withoutNothing(idle), gitlab: 0, runs: 1 };
    },
    async of(some) {
      const [asked, from] = [twin.requests.length, rounds];
      const cost = await between(some);
      const runs = rounds - from;
      for (const name of ["tick", "chat"] as const)
        cost[name] = minus(cost[name], times(idle?.[name] ?? nothing, runs));
      return { byFunction: withoutNothing(cost), gitlab: twin.requests.length - asked, runs };
    },
  };

  async function between(some: () => Promise<unknown>): Promise<Record<FunctionName, Spent>> {
    const before = meter.spent();
    await some();
    const after = meter.spent();
    const names = Object.keys(after) as FunctionName[];
    return Object.fromEntries(names.map((name) => [name, minus(after[name], before[name])])) as typeof after;
  }
}

function withoutNothing(spent: Readonly<Record<FunctionName, Spent>>): Cost["byFunction"] {
  return Object.fromEntries(Object.entries(spent).filter(([, one]) => unitsOf(one) !== 0));
}

function times(one: Spent, count: number): Spent {
  return Array.from({ length: count }).reduce<Spent>((sum) => plus(sum, one), nothing);
}

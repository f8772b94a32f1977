import type { Figure } from "../figure.ts";
import { printTable } from "../rules/table.ts";
import { type Counted, delivery, type Recording, retries } from "./count.ts";
import { reasonOf } from "./reasons.ts";

/** Everything that G9 is about, with one setting of `PENSTOCK_RECORD`. */
export interface Written {
  readonly record: Recording;
  readonly unwanted: Counted;
  readonly planned: Counted;
  readonly retry: Counted;
  readonly together: Counted;
}

/** How many jobs fail at once where work comes in batches, as the stream brings it. */
export const together = 10;

export async function countWrites(record: Recording): Promise<Written> {
  return {
    record,
    unwanted: await delivery(record, "running"),
    planned: await delivery(record, "failed"),
    retry: await retries(record, 1),
    together: await retries(record, together),
  };
}

/** G9, with `wanted`. */
export function figuresOf({ unwanted, planned, retry }: Written): Figure[] {
  const figure = (what: string, ours: number, most: number) =>
    ({ goal: "G9", what, unit: "writes", ours, most }) as const;
  return [
    figure("a delivery that no rule wants", unwanted.writes, 0),
    {
      ...figure("a delivery that plans a task", planned.writes, 1),
      unmet:
        "The second put is the journal's entry of what was decided and why. Together in one transaction they would be one request, and cost more; without it nobody could say why a task was planned, or simulate rules on what was wanted.",
    },
    {
      ...figure("a whole retry, alone", retry.writes, 4),
      unmet:
        "Plan, claim, mark and record are four. The entry of the delivery is the fifth, and the sixth a part of the rate budget, one for about ten requests that a process sends within two seconds. Fewer would take a journal that is written later, or no budget that processes share.",
    },
    figure("transactions among them", retry.transactions, 2),
  ];
}

export function printWrites(all: readonly Written[]): void {
  printTable("Writes", [
    ["", "requests", "transactions", "items", "units"],
    ...all.flatMap(({ record, ...kinds }) => [
      row(`a delivery that no rule wants, \`${record}\``, kinds.unwanted),
      row(`a delivery that plans a task, \`${record}\``, kinds.planned),
      row(`a whole retry, \`${record}\``, kinds.retry),
      row(`one of ${together} retries at once, \`${record}\``, kinds.together, together),
    ]),
  ]);
}

function row(what: string, { writes, transactions, items, steps }: Counted, share = 1): string[] {
  const units = steps.filter(({ isWrite }) => isWrite).reduce((sum, step) => sum + step.units, 0);
  return [what, ...[writes, transactions, items, units].map((count) => `${Math.round((10 * count) / share) / 10}`)];
}

/** What a retry asks of the tables, in its order, and why. */
export function printSteps({ retry }: Written): void {
  printTable("A whole retry, in order", [
    ["why", "function", "request", "what", "units"],
    ...retry.steps.map((step) => [
      reasonOf(step),
      step.by,
      step.command,
      step.items.join(" + "),
      `${step.units} ${step.isWrite ? "w" : "r"}`,
    ]),
  ]);
}

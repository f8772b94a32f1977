import assert from "node:assert/strict";
import { deliveries } from "../../prove/cost/deliveries.ts";
import { type Counted, operations } from "../../prove/cost/operations.ts";
import { printTable } from "../rules/table.ts";

/**
 * Counts anew what each kind of delivery asks of the tables.
 *
 * @throws AssertionError where it is not what the bill is made of
 */
export async function countDeliveries(kinds = deliveries): Promise<Readonly<Record<string, Counted>>> {
  const counts: Record<string, Counted> = {};
  for (const { name, measure } of kinds) {
    const { byFunction, gitlab } = await measure();
    counts[name] = { ...byFunction, gitlab };
    assert.deepEqual(counts[name], operations[name], `${name}: \`node test/prove/cost/count.ts\` counts anew`);
  }
  return counts;
}

export function printCounts(counts: Readonly<Record<string, Counted>>): void {
  printTable("What a delivery asks of the tables", [
    ["", "requests", "write units", "read units"],
    ...Object.entries(counts).map(([name, { webhook }]) => [
      name,
      ...[webhook?.requests, webhook?.writes, webhook?.reads].map((count = 0) => `${count}`),
    ]),
  ]);
}

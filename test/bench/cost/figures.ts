import { bill, intake, others, type Shape, shapes, total } from "../../prove/cost/bill.ts";
import { assumed, type Prices, prices, pricesOf, type Region } from "../../prove/cost/prices.ts";
import type { Figure } from "../figure.ts";
import { printTable } from "../rules/table.ts";

const million = 1e6;
/** The prices that the goal is about. */
const region: Region = "us-east-1";
/** Of each shape, in dollars; the last is a row of its own. */
const mosts: readonly (number | undefined)[] = [0.27, 0.95, undefined];

/** G13: what a million webhooks cost until they are stored or dropped. */
export function figures(): Figure[] {
  const [request, ...ways] = others(region);
  const [least] = ways.toSorted(([, one], [, other]) => one - other);
  return shapes.map((shape, at) => {
    const most = mosts[at];
    return {
      goal: "G13",
      what: `a million webhooks, ${shape.name}`,
      unit: "$",
      ours: ofMillion(shape),
      ...(request && { limit: { name: "request fee", value: request[1] } }),
      ...(least && { peer: { name: least[0], value: least[1] } }),
      ...(most !== undefined && { most }),
      unmet: "What it asks of the tables, or what that costs, has grown: docs/cost.md says which.",
    };
  });
}

function ofMillion(shape: Shape): number {
  return total(intake(shape, million, prices[region]));
}

export function printCosts(): void {
  printTable(`A million webhooks, ${region}, until they are stored or dropped`, [
    ["", "requests", "time", "tables", "all", "goal"],
    ...shapes.map((shape, at) => {
      const most = mosts[at];
      const lines = intake(shape, million, prices[region]).map(([, one]) => dollars(one));
      return [shape.name, ...lines, dollars(ofMillion(shape)), most === undefined ? "" : `<= ${dollars(most)}`];
    }),
    ...others(region).map(([what, one]) => [what, "", "", "", dollars(one), ""]),
  ]);
  printTable(`All of a month of a million webhooks, ${region}`, [
    ["", "all"],
    ...shapes.map((shape) => [shape.name, dollars(total(bill(shape, million, region)))]),
  ]);
}

/** How it is computed, and of what. */
export function printFormula(): void {
  const price: Prices = prices[region];
  const of = (one: number) => `${Number((one * million).toPrecision(6))} $`;
  const { unwantedMillis, recordedMillis, plannedMillis, gigabytes } = assumed;
  console.log(`
webhooks x (request + time + tables), list prices of ${pricesOf}, without taxes and free allowances:
  a million requests ${of(price.lambdaRequest)}, GB-seconds ${of(price.lambdaGigabyteSecond)}, write units ${of(price.writeUnit)}, read units ${of(price.readUnit)}
  assumed: ${gigabytes} GB; ${unwantedMillis} ms for a delivery that nobody wants, ${recordedMillis} ms with one write, ${plannedMillis} ms for one that plans
  each other way takes ${plannedMillis} ms of each of its functions; a request to a queue costs 0.4 $ a million, one to the gateway ${of(price.apiRequest)}`);
}

function dollars(one: number): string {
  return `${one.toFixed(2)} $`;
}

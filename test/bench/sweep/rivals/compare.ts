import { printTable, ratioText } from "../../rules/table.ts";
import { walkByGitbeaker } from "./gitbeaker.ts";
import { strategies } from "./strategies.ts";
import { leastSeconds, type Walked, walk } from "./walk.ts";

/** Lets all walk through a world of so many pages each, and prints how they did. */
export async function compareRivals(pages: number, { withPeers }: { readonly withPeers: boolean }): Promise<Walked[]> {
  const walked: Walked[] = [];
  for (const strategy of strategies) walked.push(await walk(strategy, pages));
  if (withPeers) walked.push(...(await walkByGitbeaker(pages)));
  const least = leastSeconds(pages);
  printTable(`${pages} pages of jobs, 600 of them a minute and 2,000 requests a minute: at least ${least} s`, [
    ["", "took", "x the least", "refused", "of its requests"],
    ...walked.map((one) => rowOf(one, least)),
  ]);
  for (const { name, gaveUp, pages: came } of walked)
    if (gaveUp !== undefined) console.log(`  ${name} gave up after ${came} pages: ${gaveUp}`);
  return walked;
}

function rowOf({ name, seconds, requests, refused, gaveUp }: Walked, least: number): string[] {
  const took = gaveUp === undefined ? [`${seconds.toFixed(1)} s`, ratioText(seconds / least)] : ["gave up", ""];
  return [name, ...took, String(refused), `${((refused / requests) * 100).toFixed(1)} %`];
}

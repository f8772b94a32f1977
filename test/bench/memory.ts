import { type Figure, tell } from "./figure.ts";
import { weighEvents } from "./memory/events.ts";
import { weighRules } from "./memory/rules.ts";
import { weighTables } from "./memory/stored.ts";
import { printTable } from "./rules/table.ts";

// `npm run bench -- memory`: what one of very many takes: an event that waits, an open task, a rule. Live bytes are those of the heap
// after a collection with so many of them, less those without; stored ones are counted as DynamoDB counts an item.

const rules = await weighRules(10_000);
const figures = [...weighEvents({ jobs: 10_000, pipelines: 1_000 }), ...(await weighTables(10_000)), ...rules];
const bytes = (value: number) => `${Math.round(value).toLocaleString("en")} bytes`;
printTable("What one of many takes", [
  ["", "Penstock", "beside it"],
  ...figures.map(({ what, ours, peer, limit }: Figure) => {
    const besides = peer ?? limit;
    return [what, bytes(ours), besides ? `${bytes(besides.value)}: ${besides.name}` : ""];
  }),
]);
tell(figures);

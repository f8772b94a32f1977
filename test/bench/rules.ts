import { measureColdStarts } from "./rules/coldStart.ts";
import { measureDeliveries } from "./rules/delivery.ts";
import { measureMatching } from "./rules/matching.ts";
import { loadEngines } from "./rules/peers.ts";

// `npm run bench -- rules`: medians of runs that take turns. Times drift with the machine, ratios are what counts.

const engines = await loadEngines();
if (!engines) console.log("skipped: other engines are not installed (npm --prefix test/bench/peers ci)");
await measureDeliveries(engines ?? {});
await measureMatching(engines ?? {});
await measureColdStarts();

import { tell } from "./figure.ts";
import { measureColdStarts } from "./rules/coldStart.ts";
import { measureDeliveries } from "./rules/delivery.ts";
import { measureMatching } from "./rules/matching.ts";
import { loadPeers } from "./rules/peers.ts";

// `npm run bench -- rules`: medians of runs that take turns. Times drift with the machine, ratios are what counts.

const peers = await loadPeers();
if (!peers) console.log("skipped: what others wrote is not installed (npm --prefix test/bench/peers ci)");
tell([
  ...(await measureDeliveries({ peers, rules: 10_000 })),
  ...(await measureMatching({ engines: peers?.engines ?? {}, sizes: [10, 1_000, 10_000] })),
  ...(await measureColdStarts({
    goals: [
      { rules: 1_000, most: 8 },
      { rules: 10_000, most: 12 },
    ],
    rounds: 9,
  })),
]);

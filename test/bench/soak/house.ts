import * as z from "zod";
import { openHouse } from "../../../infra/local/house.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { systemClock } from "../../../lib/edge/clock.ts";
import type { Log } from "../../../lib/edge/log.ts";
import { heapMegabytes } from "../sweep/heap.ts";
import type { Weight } from "./subject.ts";

// All of Penstock's functions behind one server, as `npm start` wires them, and nothing else: the database, the twin and whoever
// sends hooks are other processes. It ends with its parent, once its driver has come to rest.

const Wish = z.object({
  database: z.string(),
  gitlab: z.object({ url: z.string(), token: z.string() }),
  secret: z.string(),
  apiToken: z.string(),
  rules: z.string(),
});

const { database, gitlab, secret, apiToken, rules } = Wish.parse(JSON.parse(process.argv[2] ?? "{}"));
const source = "gitlab";
const faults = { count: 0, last: "" };
const log: Log = {
  info() {},
  error(what, fields = {}) {
    faults.count++;
    faults.last = `${what} ${JSON.stringify(fields)}`;
  },
};
const house = await openHouse({
  clock: systemClock,
  database: { endpoint: database, region: "eu-central-1", prefix: "penstock-" },
  ...{ gitlab, source, apiToken, log },
  secrets: [secret],
  watchesTokens: true,
});
const applied = await applyRules([{ file: "soak.yaml", text: rules }], source, { store: house.store, actions });
if (typeof applied === "string" || "problems" in applied) throw new Error(JSON.stringify(applied));
house.driver.start();

process.on("message", async (order: "weigh" | "patrol") => {
  if (order === "patrol") await house.driver.patrol();
  process.send?.(weight());
});
process.on("disconnect", async () => {
  await house.close();
  process.exit();
});
process.send?.({ url: house.url });

function weight(): Weight {
  // What a first collection lets go, a second one takes.
  heapMegabytes();
  const heapBytes = heapMegabytes() * 1_048_576;
  const { rss: rssBytes, external: besideBytes } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const handles = process.getActiveResourcesInfo().length;
  return { heapBytes, rssBytes, besideBytes, handles, cpuMicros: user + system, faults: { ...faults } };
}

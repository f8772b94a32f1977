import { parseArgs } from "node:util";
import { leaseMillis, usualPerMinute } from "../../lib/core/throttleSizes.ts";
import { percentile } from "../prove/outage/judge.ts";
import { playStorm, type Storm } from "../prove/storm/storm.ts";

// `npm run bench -- storm [--failing N] [--urgent N] [--projects N]`: thousands of jobs fail within a minute while a sweep
// goes through many projects and keeps and gates come in between, all with one token; beside it the same without the sweep.
// In virtual time, with Penstock's real handlers in many processes.

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    failing: { ...text, default: "2000" },
    urgent: { ...text, default: "150" },
    projects: { ...text, default: "100" },
    "per-minute": { ...text, default: String(usualPerMinute) },
    seed: { ...text, default: "12" },
  },
});
const size = {
  seed: Number(values.seed),
  perMinute: Number(values["per-minute"]),
  failing: Number(values.failing),
  urgent: Number(values.urgent),
};
const projects = Number(values.projects);
console.log(
  `${size.failing} jobs fail within a minute, ${size.urgent} keeps and as many gates, ${projects} projects of 1,000 jobs to sweep, ${size.perMinute} requests a minute`,
);
const alone = await playStorm({ ...size, swept: 0 });
const swept = await playStorm({ ...size, swept: projects });

const verbs = ["keep", "play", "retry"] as const;
const row = (name: string, storm: Storm, verb: (typeof verbs)[number]) => {
  const waits = [0.5, 0.99, 1].map((part) => percentile(storm.waits[verb], part).toFixed(1).padStart(9));
  console.log(
    `  ${verb.padEnd(6)} ${name.padEnd(16)} ${String(storm.waits[verb].length).padStart(6)}${waits.join("")}`,
  );
};
console.log("  waits, in s              count      p50      p99      max");
for (const verb of verbs) {
  row("without a sweep", alone, verb);
  row("beside a sweep", swept, verb);
}
const later = (["keep", "play"] as const).map(
  (verb) => percentile(swept.waits[verb], 0.95) - percentile(alone.waits[verb], 0.95),
);
const isInTime = Math.max(...later) <= leaseMillis / 1_000;
console.log(`  the sweep took ${swept.sweepSeconds} s; ${swept.requests} requests`);
console.log(
  `  refused by GitLab: ${alone.refused + swept.refused} (goal: 0, ${alone.refused + swept.refused === 0 ? "met" : "not met"})`,
);
console.log(
  `  keeps and gates wait no longer for a sweep than the time of a lease, ${leaseMillis / 1_000} s: ${isInTime ? "met" : "not met"} (p95 ${later.map((seconds) => `${seconds >= 0 ? "+" : ""}${seconds.toFixed(1)} s`).join(", ")})`,
);
const wrong = [...alone.wrong, ...swept.wrong];
for (const what of wrong) console.log(`  ! ${what}`);
if (wrong.length > 0 || !isInTime) process.exitCode = 1;

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { checkAnswers } from "./door/answers.ts";
import { figuresOf } from "./door/figures.ts";
import { loads, type Measured, measure } from "./door/measure.ts";
import { printMeasured, printQuiet } from "./door/print.ts";
import { pinSelf } from "./door/servers.ts";
import { openGround } from "./door/subjects.ts";
import { tell } from "./figure.ts";

// `npm run bench -- door`: G4. The shipped webhook behind node:http beside a server that does nothing and those that others
// wrote, each a process on one core; the load comes from this process, over 64 kept connections. A ratio is how many
// deliveries the same processor time carries: others on the machine take the wall clock's time, not that.

const { values } = parseArgs({ options: { rounds: { type: "string", default: "11" } } });
const warm = { most: 50_000, millis: 5_000 };
const pace = { rounds: Number(values.rounds), roundMillis: 150, connections: 64, warm };
// By then all but the reading of pipelines is warm.
const warmPace = { ...pace, warm: { most: 8_000, millis: 2_500 } };
// Somebody who asks a thousand rules one by one answers fifty deliveries a second.
const slowPace = { rounds: 3, roundMillis: 300, connections: 4, warm: { most: 100, millis: 1_500 } };

const cores = pinSelf();
const ground = await openGround({ withPeers: true, rules: 10_000 }, cores);
try {
  const { raw, least, ours, peers, deciding, secret, store } = ground;
  const everyone = [raw, least, ours, ...peers];
  console.log(
    `${cpus()[0]?.model ?? "a processor"}, ${cpus().length} of them, Node ${process.version}; ${
      cores ? `servers on core ${cores.servers}, the load and the tables on core ${cores.others}` : "nothing is pinned"
    }`,
  );
  if (peers.length === 0) console.log("peers: not installed (npm --prefix test/bench/peers ci)");
  await checkAnswers(ground);
  const job = await measure(everyone, { load: loads.job, secret, pace });
  const pipeline = await measure(everyone, { load: loads.pipeline, secret, pace: warmPace });
  const wanted = await measure([raw, least, ours], { load: loads.wanted, secret, pace: warmPace });
  const asking = deciding ? [raw, ours, deciding] : [];
  const decided = await measure(asking, { load: loads.job, secret, pace: slowPace });
  const tables: readonly (readonly [string, readonly Measured[]])[] = [
    [loads.job.name, job],
    [loads.pipeline.name, pipeline],
    [loads.wanted.name, wanted],
    [`${loads.job.name}, beside who asks 1,000 rules where ours asks 10,000; 4 connections`, decided],
  ];
  for (const [title, all] of tables) if (all.length > 0) printMeasured(title, all);
  printQuiet(job);
  console.log(`  ${(await store.tasks(1_000_000)).length} tasks are in the table`);
  tell(figuresOf({ job, pipeline, decided }));
} finally {
  await ground.close();
}

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { checkAnswers } from "./door/answers.ts";
import { loads, type Measured, measure } from "./door/measure.ts";
import { goals, printGoals, printMeasured, printQuiet } from "./door/print.ts";
import { pinSelf } from "./door/servers.ts";
import { openGround } from "./door/subjects.ts";

// `npm run bench -- door`: G4. The shipped webhook behind node:http beside a server that does nothing and those that others
// wrote, each a process on one core; the load comes from this process, over 64 kept connections. A ratio is how many
// deliveries the same processor time carries: others on the machine take the wall clock's time, not that.

const { values } = parseArgs({ options: { rounds: { type: "string", default: "15" } } });
const pace = { rounds: Number(values.rounds), roundMillis: 150, warm: { most: 50_000, millis: 8_000 } };
// By then all but the reading of pipelines is warm.
const warmPace = { ...pace, warm: { most: 8_000, millis: 3_000 } };

const cores = pinSelf();
const ground = await openGround({ withPeers: true, rules: 10_000 }, cores);
try {
  const { raw, least, ours, peers, secret, store } = ground;
  const everyone = [raw, least, ours, ...peers];
  console.log(
    `${cpus()[0]?.model ?? "a processor"}, ${cpus().length} of them, Node ${process.version}; ${
      cores ? `servers on core ${cores.servers}, the load and the tables on core ${cores.others}` : "nothing is pinned"
    }`,
  );
  if (peers.length === 0) console.log("peers: not installed (npm --prefix test/bench/peers ci)");
  await checkAnswers(ground);
  const found: Record<keyof typeof loads, readonly Measured[]> = {
    job: await measure(everyone, { load: loads.job, secret, pace }),
    pipeline: await measure(everyone, { load: loads.pipeline, secret, pace: warmPace }),
    wanted: await measure([raw, least, ours], { load: loads.wanted, secret, pace: warmPace }),
  };
  for (const [name, { name: title }] of Object.entries(loads)) printMeasured(title, found[name as keyof typeof loads]);
  printGoals(goals(found));
  printQuiet(found.job);
  console.log(`  ${(await store.tasks(1_000_000)).length} tasks are in the table`);
} finally {
  await ground.close();
}

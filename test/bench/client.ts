import { parseArgs } from "node:util";
import { checkAnswers } from "./client/check.ts";
import { type Found, figuresOf, printMeasured } from "./client/figures.ts";
import { loads, measure } from "./client/measure.ts";
import { openGround } from "./client/subjects.ts";
import { pinSelf } from "./door/servers.ts";
import { tell } from "./figure.ts";

// `npm run bench -- client`: G7. The shipped client beside a raw socket and what others wrote, each a process on one core; a
// GitLab that has its answers ready is on the other. A look is answered with 2.6 KB and GitLab's own headers. All say what the
// job is; ours gives its type to each field that a rule may ask for, and tells the rate budget of what each answer says.

const { values } = parseArgs({ options: { rounds: { type: "string", default: "11" } } });
const pace = { rounds: Number(values.rounds), roundMillis: 120, warm: { most: 20_000, millis: 1_800 } };
// By then all is warm but the way without a queue.
const shortly = { rounds: Math.ceil(pace.rounds / 2), roundMillis: 80, warm: { most: 1_000, millis: 300 } };

const ground = await openGround({ withPeers: true }, pinSelf());
try {
  if (ground.peers.length === 0) console.log("peers: not installed (npm --prefix test/bench/peers ci)");
  await checkAnswers(ground);
  const found: Required<Found> = {
    look: await measure(ground, loads.look, pace),
    retry: await measure(ground, loads.retry, pace),
    alone: await measure(ground, loads.alone, shortly),
  };
  for (const [name, { name: title }] of Object.entries(loads)) printMeasured(title, found[name as keyof typeof loads]);
  tell(figuresOf(found));
} finally {
  await ground.close();
}

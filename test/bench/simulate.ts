import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createZstdCompress } from "node:zlib";
import { actions } from "../../lib/actions/index.ts";
import { openForSimulation } from "../../lib/app/simulate/rulebook.ts";
import { createSimulation } from "../../lib/app/simulate/simulation.ts";
import { linesOf, openFile } from "../../lib/cli/recording/file.ts";
import { reportLines } from "../../lib/cli/rules/simulateText.ts";
import { monthLines } from "./simulateMonth.ts";
import { simulatedRules } from "./simulateRules.ts";

// `npm run bench -- simulate [--events 1000000]`: a recording of a plausible month, made with a seed, is read, unpacked and
// simulated with a hundred rules on either side, as `penstock rules simulate --recorded` does it, in one thread. The limit is
// what reading, unpacking and JSON.parse of the same file alone take, in the same run.

const { values } = parseArgs({ options: { events: { type: "string", default: "1000000" } } });
const wanted = Number(values.events);
const folder = mkdtempSync(join(tmpdir(), "penstock-bench-"));
const file = join(folder, "month.ndjson.zst");
try {
  const bytes = await writeMonth();
  const limit = await measured(decodeAlone);
  const whole = await measured(simulate);
  const megabytes = (count: number) => `${(count / 1e6).toFixed(0)} MB`;
  console.log(
    `\n${wanted.toLocaleString("en")} events, ${megabytes(bytes)} of text, ${megabytes(statSync(file).size)} packed`,
  );
  for (const [name, { seconds, processor }] of [
    ["reading, unpacking and JSON.parse alone", limit],
    ["simulated, 100 rules on either side", whole],
  ] as const) {
    const speed = `${Math.round(wanted / seconds).toLocaleString("en")} events/s`;
    console.log(`${name.padEnd(40)} ${seconds.toFixed(1)} s, ${processor.toFixed(1)} s of the processor  ${speed}`);
  }
  const ratio = (whole.processor / limit.processor).toFixed(1);
  console.log(`ratio ${ratio} (processor), one thread; goal: under 60 s`);
  console.log(`memory at most ${megabytes(process.resourceUsage().maxRSS * 1024)}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** @returns how many bytes the text has */
async function writeMonth(): Promise<number> {
  let bytes = 0;
  function* counted() {
    for (const piece of monthLines(wanted)) {
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
  }
  await pipeline(Readable.from(counted()), createZstdCompress(), createWriteStream(file));
  return bytes;
}

interface Took {
  readonly seconds: number;
  /** Of the processor, with the threads that unpack and collect: whoever else is on the machine does not count. */
  readonly processor: number;
}

async function measured(work: () => Promise<void>): Promise<Took> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - begun) / 1000, processor: (user + system) / 1e6 };
}

async function decodeAlone(): Promise<void> {
  let count = 0;
  for await (const lines of linesOf(file))
    for (const line of lines) if (line !== "" && typeof JSON.parse(line) === "object") count++;
  if (count < wanted) throw new Error(`${count} lines`);
}

async function simulate(): Promise<void> {
  const recording = await openFile(file);
  const [active, candidate] = await Promise.all(
    (["active", "candidate"] as const).map((side, at) =>
      openForSimulation(JSON.stringify(simulatedRules(side)), at + 1, actions),
    ),
  );
  if (!active || !candidate) return;
  const simulation = createSimulation({ active, candidate, actions, source: recording.source });
  await recording.read(simulation);
  const report = simulation.report();
  for (const line of reportLines(report, undefined)) console.log(line);
}

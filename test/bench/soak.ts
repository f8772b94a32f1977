import { parseArgs } from "node:util";
import { tell } from "./figure.ts";
import { type Sample, trendOf } from "./soak/judge.ts";
import { figuresOf, sampleLine, sampleTitle, soakLines } from "./soak/print.ts";
import { soak } from "./soak/run.ts";

// `npm run bench -- soak [--minutes 30]`: the house of `npm start` under a steady load, in real time. Its process is ours alone, and
// each minute it tells its heap after a collection: does that grow?

const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes}: how many?`);

console.log(`\nSoak, ${minutes} minutes\n${sampleTitle}`);
const found = await soak({ minutes, onSample: (sample: Sample) => console.log(sampleLine(sample)) });
const trend = trendOf(found.samples.slice(0, -1));
for (const line of soakLines(found, trend)) console.log(line);
tell(figuresOf(found, trend));
if (found.wrong.length > 0 || trend.verdict === "grows") process.exitCode = 1;

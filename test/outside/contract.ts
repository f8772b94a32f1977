import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { cases } from "../endpoints/cases.ts";
import { openStage as openEndpoints } from "../endpoints/stage.ts";
import { judgeBills } from "./bills.ts";
import { tryGitbeaker } from "./gitbeaker.ts";
import { openJudge, startPrism } from "./prism.ts";
import { tryPythonGitlab } from "./pythongitlab.ts";
import { openStage, type Tried } from "./stage.ts";

// `npm run contract -- [--openapi FILE]`: clients that others wrote use the twin, and another's reading of GitLab's own
// specification judges what our client sends; CycloneDX's own schema judges what `npm run sbom` writes. Exit code 1 when
// anything was not as GitLab or CycloneDX would have it.

const { values } = parseArgs({ options: { openapi: { type: "string" } } });
const results: Tried[] = [];

const stage = await openStage();
report("@gitbeaker/rest 43.8.0", await tryGitbeaker(stage), callsSince(0));
const before = stage.twin.requests.length;
const python = await tryPythonGitlab(stage);
if (python) report(`python-gitlab (${python.version})`, python.tried, callsSince(before));
else console.log("skipped: python-gitlab is not installed (Debian: apt-get install gitlab-cli)");
await stage.close();

const bills = await judgeBills();
report("@cyclonedx/cyclonedx-library 10.3.0", bills, `${bills.length} bills of materials`);

if (values.openapi === undefined)
  console.log("skipped: Prism has no specification to judge by: npm run contract -- --openapi FILE");
else await judgeOurs(resolve(values.openapi));

const wrong = results.filter(({ problem }) => problem !== undefined);
console.log(`${results.length - wrong.length} passed, ${wrong.length} failed`);
process.exitCode = wrong.length > 0 ? 1 : 0;

function callsSince(first: number): string {
  return `${stage.twin.requests.length - first} calls to the twin`;
}

/** Every endpoint's case, with Prism beside the way from our client to the twin. */
async function judgeOurs(openapi: string): Promise<void> {
  if (!existsSync(openapi)) {
    report(
      "@stoplight/prism-cli 5.16.0",
      [{ what: "the specification", problem: `there is no ${openapi}` }],
      "no calls",
    );
    return;
  }
  const prism = await startPrism(openapi);
  const judged: Tried[] = [];
  let elsewhere = 0;
  for (const [endpoint, run] of Object.entries(cases)) {
    const ends: (() => unknown)[] = [];
    const before = async (twinUrl: string) => {
      const judge = await openJudge(prism, twinUrl);
      ends.push(() => {
        judged.push(...judge.judged);
        elsewhere += judge.elsewhere();
        judge.close();
      });
      return judge.url;
    };
    try {
      await run(await openEndpoints({ after: (end) => void ends.push(end as () => unknown) }, 2026, before));
    } catch (error) {
      judged.push({ what: endpoint, problem: `not done: ${error instanceof Error ? error.message : String(error)}` });
    }
    for (const end of ends.reverse()) await end();
  }
  await prism.close();
  report("@stoplight/prism-cli 5.16.0", judged, `${judged.length} calls of ours judged, ${elsewhere} to other routes`);
}

function report(client: string, tried: readonly Tried[], calls: string): void {
  console.log(`${client}: ${calls}`);
  for (const { what, problem } of tried)
    console.log(problem === undefined ? `  ok      ${what}` : `  FAILED  ${what}: ${problem}`);
  results.push(...tried);
}

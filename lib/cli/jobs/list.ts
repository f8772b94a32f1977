import { Command } from "commander";
import { isShown, note, say, write } from "../print.ts";
import { safe } from "../render.ts";
import { type Client, withClient } from "./client.ts";
import { collect } from "./given.ts";
import { createArrayText, jsonOf } from "./json.ts";
import { pagesOf } from "./pages.ts";
import { Problem } from "./problem.ts";
import { createProgress } from "./progress.ts";
import { createTable } from "./table.ts";
import { projectText } from "./text.ts";
import { type ListOptions, readWanted, type Wanted } from "./wanted.ts";

/** `penstock jobs list` */
export function listCommand(): Command {
  return new Command("list")
    .description("jobs of a project or of a pipeline, newest first")
    .argument("[address]", "a project's or a pipeline's web address")
    .option("--project <id|path>", "whose jobs, where no address says so")
    .option("--pipeline <id>", "only those of one pipeline")
    .option("--status <status>", "only in that status; several, with commas or said again", collect)
    .option("--ref <name>", "only of a branch or tag")
    .option("--include-retried", "with --pipeline: also the runs that were retried")
    .option("--bridges", "with --pipeline: its trigger jobs instead, and what they began")
    .option("--limit <n>", "how many at most", "50")
    .option("--all", "all of them")
    .option("--json", "one JSON array")
    .action(async (address: string | undefined, options: ListOptions) => {
      await withClient(async (client) => {
        const wanted = readWanted(address, options, client.baseUrl);
        if ("problem" in wanted) throw new Problem(wanted.problem);
        const count = await (options.json ? showJson : showTable)(client, wanted);
        if (count === 0) await tellNone(client, wanted);
      });
    });
}

const onePage = 100;

async function showTable({ api, clock }: Client, wanted: Wanted): Promise<number> {
  const table = createTable(wanted.bridges ? "bridges" : "jobs", { now: clock(), isShown: isShown() });
  return await show(api, wanted, async (jobs) => {
    for (const line of table.lines(jobs)) say(line);
  });
}

async function showJson({ api }: Client, wanted: Wanted): Promise<number> {
  const array = createArrayText();
  const count = await show(api, wanted, async (jobs) => {
    for (const job of jobs) await write(array.item(jsonOf(job)));
  });
  await write(array.end());
  return count;
}

type Jobs = Parameters<ReturnType<typeof createTable>["lines"]>[0];

async function show(api: Client["api"], wanted: Wanted, page: (jobs: Jobs) => Promise<void>): Promise<number> {
  const progress = createProgress(wanted.limit <= onePage);
  let count = 0;
  try {
    for await (const jobs of pagesOf(api, wanted)) {
      count += jobs.length;
      progress.clear();
      await page(jobs);
      progress.show(`${count} jobs, and more to come`);
    }
  } finally {
    progress.clear();
  }
  return count;
}

/** A ref without any job does not exist, most likely; none in the wanted status is an answer like any other. */
async function tellNone({ api }: Client, wanted: Wanted): Promise<void> {
  const { project, ref, statuses, bridges } = wanted;
  if (ref !== undefined && (statuses.length === 0 || !(await hasJobs(api, wanted))))
    throw new Problem(
      `no job of ${projectText(project)} ran for ${JSON.stringify(safe(ref))}: is it a branch or tag there, written as in GitLab, without refs/heads/?`,
    );
  note(bridges ? "no trigger jobs" : "no jobs");
}

async function hasJobs(api: Client["api"], wanted: Wanted): Promise<boolean> {
  for await (const jobs of pagesOf(api, { ...wanted, statuses: [], limit: 1 })) if (jobs.length > 0) return true;
  return false;
}

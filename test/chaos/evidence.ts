import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Entry } from "../../lib/core/journal.ts";
import type { Task } from "../../lib/core/task.ts";
import type { Call } from "./call.ts";
import { prefix } from "./database.ts";
import type { Knock } from "./door.ts";
import { mostTasks } from "./quiet.ts";
import type { Stack } from "./stack.ts";
import type { Stop } from "./stop.ts";
import type { JobRun, TwinEffect } from "./twin.ts";

/** What a day left behind, in GitLab, in the tables and on the wires. */
export interface Evidence {
  /** What really changed in GitLab, by anybody. */
  readonly effects: readonly TwinEffect[];
  /** Every run of every job. */
  readonly runs: readonly JobRun[];
  readonly calls: readonly Call[];
  readonly knocks: readonly Knock[];
  readonly tasks: readonly Task[];
  readonly entries: readonly Entry[];
  /** Limits, and deletes in flight. */
  readonly counters: readonly Counter[];
  readonly stop: Stop;
  /** Tasks that did not end. */
  readonly open: readonly Task[];
  /** What must not be at all: crashes, corrupt items, an API that does not answer. */
  readonly faults: readonly string[];
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

const Counter = z.object({ scope: z.string(), key: z.string(), n: z.number() });
type Counter = z.infer<typeof Counter>;

const mostEntries = 1_000_000;

export async function gather(
  stack: Stack,
  { stop, quiet }: { stop: Stop; quiet: { readonly open: readonly Task[] } },
): Promise<Evidence> {
  const { twin, store, penstocks, door, corrupt, diary } = stack;
  const { projects, effects } = await twin.state();
  const runs: JobRun[] = [];
  for (const { id: project, pipelines } of projects)
    for (const { id } of pipelines) runs.push(...(await twin.runs(project, id)));
  const silent = await apiProblems(stack);
  const tasks = await store.tasks(mostTasks);
  const entries = await store.entries(mostEntries);
  return {
    effects,
    runs,
    calls: penstocks.flatMap(({ calls }) => calls).toSorted((one, other) => one.asked.at - other.asked.at),
    knocks: door.knocks,
    tasks,
    entries,
    counters: await countersOf(stack),
    stop,
    open: quiet.open,
    faults: [...penstocks.flatMap(({ crashes }) => crashes), ...corrupt.map((item) => `corrupt: ${item}`), ...silent],
    lines: diary.lines,
  };
}

async function countersOf({ tables }: Stack): Promise<Counter[]> {
  const counters: Counter[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await tables.send(
      new ScanCommand({ TableName: `${prefix}ledger`, ...(from && { ExclusiveStartKey: from }) }),
    );
    for (const item of page.Items ?? [])
      if (/^(limit|inflight)#/.test(String(item.scope))) counters.push(Counter.parse(item));
    from = page.LastEvaluatedKey;
  } while (from);
  return counters;
}

/** Every Penstock must answer people who list the tasks, now that nothing goes wrong any more. */
async function apiProblems({ penstocks }: Stack): Promise<string[]> {
  const problems = penstocks.map(async (one) => {
    const answer = await one.ask("tasks").catch((error: unknown) => String(error));
    return answer === 200 ? [] : [`the API of ${one.name} does not answer: ${answer}`];
  });
  return (await Promise.all(problems)).flat();
}

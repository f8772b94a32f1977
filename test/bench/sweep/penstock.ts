import { marshall } from "@aws-sdk/util-dynamodb";
import type { Context, DynamoDBStreamEvent, ScheduledEvent } from "aws-lambda";
import { make as makeTick } from "../../../functions/tick.ts";
import { make as makeWork } from "../../../functions/work.ts";
import type { WorkerWorld } from "../../../functions/world/worker.ts";
import type { Store, Write } from "../../../lib/core/ports.ts";
import type { Task } from "../../../lib/core/task.ts";
import { taskItem } from "../../../lib/store/taskItem.ts";
import { type Container, type Ground, openContainer } from "./container.ts";
import { around, end as endLife } from "./life.ts";

// Penstock as AWS runs it: `work` on the stream, `tick` every minute, each invocation in a container that may be killed.

/** As in `serverless.yml`; a small stream has about four shards, and each wakes two. */
const functionSeconds = { work: 60, tick: 120 };
const mostRecords = 10;
const mostAtOnce = { work: 8, tick: 2 };
/** How late the stream is. */
const streamMillis = 200;

export interface Penstock {
  /** The same tables as the containers have, for whoever does something by hand. */
  readonly store: Store;
  /** Lets `tick` run now. */
  tick(): void;
  /** Nothing runs, and nothing waits to be brought by the stream. */
  isIdle(): boolean;
  /** How many invocations there were. */
  invocations(): number;
  close(): Promise<void>;
}

type Run = (world: WorkerWorld, context: Context) => Promise<unknown>;

export function openPenstock(given: Ground): Penstock {
  const { timeline } = given;
  const stream: Task[] = [];
  const all = new Set<Container>();
  const idle: Record<"work" | "tick", Container[]> = { work: [], tick: [] };
  const busy = { work: 0, tick: 0 };
  let [late, invocations, opened] = [0, 0, 0];
  const store = streaming(given.store);
  const ground = { ...given, store };

  function streaming(bare: Store): Store {
    return around(bare, (name, method) => async (...asked) => {
      const answer = await timeline.during(() => method(...asked));
      if (name === "commit" && answer === "written") bring((asked[0] as readonly Write[]).flatMap(hinted));
      return answer;
    });
  }

  function bring(tasks: readonly Task[]): void {
    if (tasks.length === 0) return;
    late++;
    timeline.at(timeline.now() + streamMillis, () => {
      late--;
      stream.push(...tasks);
      handOut();
    });
  }

  function handOut(): void {
    while (stream.length > 0 && busy.work < mostAtOnce.work) {
      const event = streamEvent(stream.splice(0, mostRecords));
      invoke("work", (world, context) => makeWork(world)(event, context));
    }
  }

  function containerFor(name: "work" | "tick"): Container {
    const container = idle[name].pop() ?? openContainer(`${name}${++opened}`, ground);
    all.add(container);
    return container;
  }

  /** Whoever is killed leaves nothing behind. */
  function forget(container: Container): void {
    all.delete(container);
    void container.close();
  }

  function invoke(name: "work" | "tick", run: Run): void {
    const container = containerFor(name);
    const { life } = container;
    const endsAt = timeline.now() + functionSeconds[name] * 1000;
    let hasEnded = false;
    const end = (isWell: boolean) => {
      if (hasEnded) return;
      hasEnded = true;
      busy[name]--;
      if (isWell && !life.isOver) idle[name].push(container);
      else forget(container);
      handOut();
    };
    busy[name]++;
    invocations++;
    life.onEnd = () => timeline.at(timeline.now(), () => end(false));
    timeline.at(endsAt, () => {
      if (hasEnded) return;
      given.onFault(`${name} ran into its time`);
      void endLife(life);
    });
    run(container.world, { getRemainingTimeInMillis: () => endsAt - timeline.now() } as Context).then(
      () => end(true),
      (error: unknown) => {
        given.onFault(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        end(true);
      },
    );
  }

  return {
    store,
    tick() {
      if (busy.tick < mostAtOnce.tick)
        invoke("tick", (world, context) => makeTick(world)({} as ScheduledEvent, context));
    },
    isIdle: () => busy.work + busy.tick + stream.length + late === 0,
    invocations: () => invocations,
    close: async () => void (await Promise.all([...all].map((container) => container.close()))),
  };
}

function hinted(write: Write): Task[] {
  return "put" in write && write.put.hint === "now" ? [write.put] : [];
}

function streamEvent(tasks: readonly Task[]): DynamoDBStreamEvent {
  return {
    Records: tasks.map((task, at) => ({
      eventID: String(at),
      eventName: "MODIFY",
      dynamodb: {
        NewImage: marshall(taskItem(task), { removeUndefinedValues: true }) as never,
        SequenceNumber: String(at),
      },
    })),
  };
}

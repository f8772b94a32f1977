import { createHash } from "node:crypto";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Context, DynamoDBStreamEvent, ScheduledEvent } from "aws-lambda";
import { make as makeTick } from "../../../functions/tick.ts";
import { make as makeWork } from "../../../functions/work.ts";
import type { WorkerWorld } from "../../../functions/world/worker.ts";
import type { Write } from "../../../lib/core/ports.ts";
import type { Task } from "../../../lib/core/task.ts";
import { taskItem } from "../../../lib/store/taskItem.ts";
import type { VirtualTime } from "./time.ts";

/** The functions as AWS runs them: `work` for each shard of the stream, `tick` every minute. */
export interface Cloud {
  /** What a write puts into the stream. */
  wrote(writes: readonly Write[]): void;
  /** From now on, for ever. */
  start(): void;
}

export interface CloudOptions {
  readonly time: VirtualTime;
  /** A process of its own: a rate budget that it shares with the others over the table only. */
  readonly process: () => WorkerWorld;
  /** Shards of the stream, each with as many at work as `serverless.yml` allows. */
  readonly works: number;
  readonly ticks: number;
}

// As serverless.yml says.
const batchSize = 10;
const workSeconds = 60;
const tickSeconds = 120;
const recordSeconds = 300;
const minute = 60_000;

export function openCloud({ time, process, works, ticks }: CloudOptions): Cloud {
  const shards = Array.from({ length: works }, () => ({ records: [] as { task: Task; at: number }[], isBusy: false }));
  const handlers = shards.map(() => makeWork(process()));
  const tickers = Array.from({ length: ticks }, () => ({ run: makeTick(process()), isBusy: false }));

  async function drain(at: number): Promise<void> {
    const [shard, handler] = [shards[at], handlers[at]];
    if (!shard || !handler || shard.isBusy) return;
    shard.isBusy = true;
    while (shard.records.length > 0) {
      await time.pause(20);
      const records = shard.records.splice(0, batchSize).filter((one) => time.now() - one.at < recordSeconds * 1000);
      if (records.length > 0) await handler(eventOf(records.map(({ task }) => task)), contextOf(workSeconds));
    }
    shard.isBusy = false;
  }

  function contextOf(seconds: number): Context {
    const endsAt = time.now() + seconds * 1000;
    return { getRemainingTimeInMillis: () => endsAt - time.now() } as Context;
  }

  async function tickOn(): Promise<void> {
    for (;;) {
      const free = tickers.find(({ isBusy }) => !isBusy);
      if (free) {
        free.isBusy = true;
        void free.run({} as ScheduledEvent, contextOf(tickSeconds)).finally(() => {
          free.isBusy = false;
        });
      }
      await time.pause(minute);
    }
  }

  return {
    wrote(writes) {
      for (const write of writes) {
        if (!("put" in write) || write.put.hint !== "now") continue;
        const at = createHash("sha256").update(write.put.id).digest().readUInt32BE(4) % works;
        shards[at]?.records.push({ task: write.put, at: time.now() });
        void drain(at);
      }
    },
    start: () => void tickOn(),
  };
}

function eventOf(tasks: readonly Task[]): DynamoDBStreamEvent {
  return {
    Records: tasks.map((task, at) => ({
      dynamodb: { NewImage: marshall(taskItem(task)) as never, SequenceNumber: String(at) },
    })),
  };
}

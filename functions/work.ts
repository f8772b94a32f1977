import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { performAll } from "../lib/app/performAll.ts";
import { noShortage } from "../lib/app/shortage.ts";
import type { Task } from "../lib/core/task.ts";
import { errorFields, invoked } from "../lib/edge/log.ts";
import { once } from "../lib/edge/once.ts";
import { readImage } from "../lib/store/image.ts";
import { during, realWorker, type WorkerWorld } from "./world/worker.ts";

/**
 * The task table's stream: performs what is due at once. A record that cannot be parsed is the only batch failure; a task
 * that could not be performed comes due again by itself.
 */
export function make(world: WorkerWorld) {
  const shortage = noShortage();
  return async (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
    const tasks: Task[] = [];
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { dynamodb } of event.Records) {
      try {
        if (dynamodb?.NewImage) tasks.push(readImage(dynamodb.NewImage));
      } catch (error) {
        world.log.error("unreadable record", errorFields(error));
        batchItemFailures.push({ itemIdentifier: dynamodb?.SequenceNumber ?? "" });
      }
    }
    await performAll(tasks, during(world, context), shortage);
    return { batchItemFailures };
  };
}

const worker = once(() => make(realWorker("work")));

export const handler = async (event: DynamoDBStreamEvent, context: Context) =>
  await invoked(context, () => worker()(event, context));

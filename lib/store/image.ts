import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue as StreamValue } from "aws-lambda";
import type { Task } from "../core/task.ts";
import { readTask } from "./taskItem.ts";

/**
 * The task in a record of the table's stream.
 *
 * @throws StoreError `corrupt`
 */
export function readImage(image: Readonly<Record<string, StreamValue>>): Task {
  // The two packages type one wire format; binary values, which tasks have none of, are where they differ.
  return readTask(unmarshall(image as Record<string, AttributeValue>));
}

import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { attentionShardOf } from "./taskItem.ts";
import type { ReadDesk } from "./tasks.ts";

/** `Store.attentionTasks`: one page of the index, 1 MB of items, counted where they are. */
export async function attentionTasks({ client, prefix }: ReadDesk, source: string): Promise<number> {
  const { Count = 0 } = await client.send(
    new QueryCommand({
      TableName: `${prefix}tasks`,
      IndexName: "due",
      KeyConditionExpression: "#dueShard = :shard",
      ExpressionAttributeNames: { "#dueShard": "dueShard" },
      ExpressionAttributeValues: { ":shard": attentionShardOf(source) },
      Select: "COUNT",
    }),
  );
  return Count;
}

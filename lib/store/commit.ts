import { type DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { LedgerKey } from "../core/key.ts";
import type { Committed, Write } from "../core/ports.ts";
import { type Action, actionOf, type Keeping } from "./actions.ts";
import { lostCondition, storeError } from "./errors.ts";
import { type Appending, markFirst, refuseLate } from "./mark.ts";
import { readTask } from "./taskItem.ts";
import { needsTransaction, type Step, stepsOf } from "./writes.ts";

/** What a write to the tables needs. */
export interface Desk extends Keeping, Appending {
  readonly client: DynamoDBDocumentClient;
  /** A fresh text of at most 36 characters: the token that keeps a repeated transaction from happening twice. */
  readonly random: () => string;
}

/** `Store.commit` on DynamoDB. */
export async function commit(desk: Desk, writes: readonly Write[]): Promise<Committed> {
  const steps = stepsOf(writes);
  const [only] = steps;
  if (!only) return "written";
  if (!needsTransaction(steps) && "unless" in only.write) return unless(desk, only.write.unless);
  await appendable(desk, writes);
  try {
    await send(desk, steps);
    return "written";
  } catch (error) {
    const lost = lostCondition(error);
    const step = lost && steps[lost.index];
    if (!step) throw storeError(error, "write");
    // The document client translates answers, not errors.
    const found = "put" in step.write && lost.item && readTask(unmarshall(lost.item));
    return { lost: step.index, ...(found && { found }) };
  }
}

/** What must be there before the entries of some writes are appended. @throws StoreError: nothing was written */
export async function appendable(desk: Desk, writes: readonly Write[]): Promise<void> {
  await markFirst(writes, desk, (Item) =>
    desk.client.send(new PutCommand({ TableName: `${desk.prefix}journal`, Item })),
  );
  refuseLate(writes, desk);
}

async function send(desk: Desk, steps: readonly Step[]): Promise<void> {
  const actions = steps.map(({ write }) => actionOf(write, desk));
  const put = actions[0]?.Put;
  if (put && !needsTransaction(steps)) await desk.client.send(new PutCommand(put));
  else await transact(desk, actions);
}

/** Does all actions or none; sent again by the SDK, it still happens once. */
export async function transact({ client, random }: Pick<Desk, "client" | "random">, actions: Action[]): Promise<void> {
  await client.send(new TransactWriteCommand({ TransactItems: actions, ClientRequestToken: random() }));
}

/** Alone it changes nothing, so a consistent read tells the same for half the price. */
async function unless({ client, prefix }: Desk, key: LedgerKey): Promise<Committed> {
  try {
    const { Item } = await client.send(
      new GetCommand({ TableName: `${prefix}ledger`, Key: { ...key }, ConsistentRead: true }),
    );
    return Item ? { lost: 0 } : "written";
  } catch (error) {
    throw storeError(error, "read");
  }
}

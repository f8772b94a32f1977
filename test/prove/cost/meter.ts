import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { FunctionName } from "../../../infra/local/house.ts";

/** What was asked of the tables: how often, and how much of it AWS charges. */
export interface Spent {
  readonly requests: number;
  /** Write request units, index writes among them. */
  readonly writes: number;
  /** Read request units. */
  readonly reads: number;
}

export const nothing: Spent = { requests: 0, writes: 0, reads: 0 };

/** What AWS bills as units: reads and writes together. */
export function unitsOf({ writes, reads }: Spent): number {
  return writes + reads;
}

export function plus(one: Spent, other: Spent): Spent {
  return {
    requests: one.requests + other.requests,
    writes: one.writes + other.writes,
    reads: one.reads + other.reads,
  };
}

export function minus(one: Spent, other: Spent): Spent {
  return plus(one, { requests: -other.requests, writes: -other.writes, reads: -other.reads });
}

/** One request to the tables, as it was sent. */
export interface Asked {
  readonly by: FunctionName;
  /** `PutItem`, `GetItem` and so on. */
  readonly command: string;
  readonly input: object;
  /** Units that it took, of writes or of reads. */
  readonly units: number;
}

/** Counts what each function spends. */
export interface Meter {
  /** So far; a function that asked nothing has spent nothing. */
  spent(): Readonly<Record<FunctionName, Spent>>;
  over(name: FunctionName, client: DynamoDBDocumentClient): DynamoDBDocumentClient;
}

interface Answer {
  readonly ConsumedCapacity?: Consumed | readonly Consumed[];
}

interface Consumed {
  readonly CapacityUnits?: number;
}

/**
 * A meter on the tables' clients. Each answer says what it consumed; a write whose condition did not hold says nothing, and
 * is counted as if it had been done, an item's whole size in each kilobyte, twice in a transaction.
 * Source: docs.aws.amazon.com/amazondynamodb, "Read and write operations" and "Condition expressions" (read 2026-11).
 *
 * @param heard told of each request when it was answered
 */
export function createMeter(heard: (asked: Asked) => void = () => {}): Meter {
  const names: readonly FunctionName[] = ["webhook", "work", "tick", "patrol", "api", "chat"];
  const all = new Map<FunctionName, Spent>(names.map((name) => [name, nothing]));
  return {
    spent: () => Object.fromEntries(all) as Record<FunctionName, Spent>,
    over(name, client) {
      const count = (input: object, command: string, units: number) => {
        const isRead = isReading(command);
        const cost = { requests: 1, writes: isRead ? 0 : units, reads: isRead ? units : 0 };
        all.set(name, plus(all.get(name) ?? nothing, cost));
        heard({ by: name, command: command.replace(/Command$/, ""), input, units });
      };
      client.middlewareStack.add(
        (next, context) => async (args) => {
          const command = context.commandName ?? "";
          const input = Object.assign(args.input, { ReturnConsumedCapacity: "TOTAL" });
          try {
            const result = await next({ ...args, input });
            const { ConsumedCapacity = [] } = result.output as Answer;
            const consumed: readonly Consumed[] = [ConsumedCapacity].flat();
            count(
              input,
              command,
              consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0),
            );
            return result;
          } catch (error) {
            count(input, command, refusedUnits(input));
            throw error;
          }
        },
        { name: "penstockMeter", step: "initialize", priority: "low" },
      );
      return client;
    },
  };
}

/** Whether a command only reads. */
export function isReading(command: string): boolean {
  return /^(Get|Query|Scan)/.test(command);
}

type Written = Readonly<Record<string, { readonly Item?: object }>>;

interface Refused {
  readonly Item?: object;
  readonly TransactItems?: readonly Written[];
}

function refusedUnits(asked: object): number {
  const input: Refused = asked;
  const kilobytes = (item: object = {}) => Math.ceil(JSON.stringify(item).length / 1024);
  const { TransactItems } = input;
  if (!TransactItems) return kilobytes(input.Item);
  return TransactItems.flatMap((written) => Object.values(written)).reduce(
    (sum, { Item }) => sum + 2 * kilobytes(Item),
    0,
  );
}

import { tables } from "../../../lib/store/tables.ts";
import type { Call } from "./evaluate.ts";
import { arnOf, tablePrefix } from "./policy.ts";

/** A request to DynamoDB in its own form, as far as it says what it is about. */
interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Values;
  readonly Item?: Values;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Values;
  readonly TransactItems?: readonly Readonly<Record<string, Input>>[];
}

type Values = Readonly<Record<string, unknown>>;

/** What each part of a transaction must be allowed to do. */
const parts: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

/**
 * What a request to the tables must be allowed to do. A transaction needs what its parts need, each on its own table and
 * key. Source: docs.aws.amazon.com/amazondynamodb, "Using IAM with DynamoDB transactions" and "Using IAM policy conditions
 * for fine-grained access control" (read 2026-11).
 *
 * @param command e.g. `PutItemCommand`
 * @throws Error for a command that is not known here: it would pass unjudged
 */
export function callsOf(command: string, asked: object): Call[] {
  const input: Input = asked;
  const action = command.replace(/Command$/, "");
  if (action === "TransactWriteItems")
    return (input.TransactItems ?? []).flatMap((item) =>
      Object.entries(item).map(([part, inner]) => {
        const single = parts[part];
        if (single === undefined) throw new Error(`a transaction's ${part} is not known`);
        return callOf(single, inner);
      }),
    );
  if (!/^(GetItem|PutItem|UpdateItem|DeleteItem|Query|Scan)$/.test(action)) throw new Error(`${action} is not known`);
  return [callOf(action, input)];
}

function callOf(action: string, input: Input): Call {
  const { TableName = "", IndexName } = input;
  const name = TableName.slice(TableName.lastIndexOf("-") + 1);
  const index = IndexName === undefined ? "" : `/index/${IndexName}`;
  const leading = leadingKey(input, name);
  return {
    action: `dynamodb:${action}`,
    resource: arnOf("dynamodb", `table/${tablePrefix}${name}${index}`),
    context: leading === undefined ? {} : { "dynamodb:LeadingKeys": [leading] },
  };
}

/** The value of the partition key; a scan has none. */
function leadingKey(input: Input, table: string): string | undefined {
  const shape = tables[table as keyof typeof tables];
  const [key = ""] = (input.IndexName === undefined ? shape.keys : shape.index?.keys) ?? [];
  const named = input.Item?.[key] ?? input.Key?.[key] ?? queried(input, key);
  return named === undefined ? undefined : String(plain(named));
}

/** What a query's condition says that its partition key is. */
function queried(input: Input, key: string): unknown {
  const { KeyConditionExpression = "", ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = input;
  const equal = [...KeyConditionExpression.matchAll(/(#?\w+) = (:\w+)/g)];
  const found = equal.find(([, name = ""]) => (ExpressionAttributeNames[name] ?? name) === key);
  return found && ExpressionAttributeValues[found[2] ?? ""];
}

/** The value itself, where it stands in DynamoDB's form. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.values(value)[0];
}

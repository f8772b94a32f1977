import { type Asked, isReading } from "../../prove/cost/meter.ts";

/** One request to the tables in words. */
export interface Step {
  readonly by: string;
  readonly command: string;
  /** What it is about: `task claimed`, `limit perJob`, `entry of a delivery`. Several in a transaction. */
  readonly items: readonly string[];
  readonly isWrite: boolean;
  readonly isTransaction: boolean;
  readonly units: number;
}

type Fields = Readonly<Record<string, unknown>>;

interface About {
  readonly TableName?: string;
  readonly Item?: Fields;
  readonly Key?: Fields;
  readonly ExpressionAttributeValues?: Fields;
  readonly TransactItems?: readonly Readonly<Record<string, About>>[];
}

export function stepOf({ by, command, input, units }: Asked): Step {
  const about: About = input;
  const parts = about.TransactItems?.flatMap((one) => Object.values(one)) ?? [about];
  return {
    by,
    command,
    items: parts.map(wordsOf),
    isWrite: !isReading(command),
    isTransaction: about.TransactItems !== undefined,
    units,
  };
}

function wordsOf({ TableName = "", Item, Key, ExpressionAttributeValues }: About): string {
  const item = Item ?? Key ?? {};
  const scope = String(item.scope ?? ExpressionAttributeValues?.[":scope"] ?? "");
  if (TableName.endsWith("tasks")) return Item ? `task ${item.state}` : "task";
  if (TableName.endsWith("journal")) return `entry of a ${item.kind}`;
  if (TableName.endsWith("rules")) return "rulebook";
  const [kind = "", of = ""] = scope.split("#");
  return kind === "limit" ? `limit ${of.split("/")[2]}` : kind;
}

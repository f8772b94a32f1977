import type { FunctionName } from "../../../infra/local/house.ts";
import { place, type Statement, tablePrefix } from "./policy.ts";

/** One thing that a function may do, in the words of docs/security.md. */
export interface Right {
  /** Names of actions; those of DynamoDB without its name. */
  readonly may: readonly string[];
  /** A table, an index or a stream; or what of another service. */
  readonly on: string;
  /** Of the ledger the kinds of items, as their partition keys begin; missing: all. */
  readonly kinds?: readonly string[];
  /** Partition keys that are left out. */
  readonly but?: readonly string[];
  /** The service that must ask on the function's behalf. */
  readonly through?: string;
}

export type Rights = Readonly<Record<FunctionName, readonly Right[]>>;

/** What a role's statements say, one right a statement and resource. @throws Error for a condition that has no word here */
export function rightsIn(statements: readonly Statement[]): Right[] {
  return statements.flatMap(({ actions, resources, conditions }) =>
    resources.map((resource) => ({
      may: actions.map((action) => action.replace(/^dynamodb:/, "")),
      on: shortOf(resource),
      ...conditionsIn(conditions),
    })),
  );
}

/** `arn:aws:dynamodb:…:table/penstock-dev-ledger` as `ledger`, and others as short. */
function shortOf(resource: string): string {
  if (resource === "" || resource === "*") return resource === "" ? "the key `secretsKey`, where one is given" : "*";
  const path = resource.split(":").slice(5).join(":");
  return path
    .replace(`table/${tablePrefix}`, "")
    .replace(/\/stream\/now$/, "'s stream")
    .replace(`parameter/penstock/${place.stage}/`, "parameters ")
    .replace(/^log-group:.*/, "its own log group")
    .replace(tablePrefix, "queue ");
}

function conditionsIn(conditions: Statement["conditions"]): Omit<Right, "may" | "on"> {
  const words = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const name = `${operator} ${key}`;
      if (name === "ForAllValues:StringLike dynamodb:LeadingKeys")
        return { kinds: values.map((value) => value.replace(/\*$/, "")) };
      if (name === "ForAllValues:StringNotLike dynamodb:LeadingKeys") return { but: values };
      if (name === "StringEquals kms:ViaService") return { through: values.join().replace(/\..*/, "") };
      throw new Error(`the condition ${name} has no word in docs/security.md`);
    }),
  );
  return Object.assign({}, ...words);
}

import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { FunctionName } from "../../../infra/local/house.ts";
import { callsOf } from "./calls.ts";
import { allowing, type Call } from "./evaluate.ts";
import type { Statement } from "./policy.ts";

/** What was asked for and allowed: `tick dynamodb:PutItem ledger limit#`, each with how often. */
export type Used = Map<string, number>;

/** Judges what functions ask the tables for, by their roles. */
export interface Judge {
  readonly used: Used;
  /** What no role allowed, one line each. */
  readonly denied: string[];
  /** Has every request of a client judged, and refused as AWS refuses, before it is sent. */
  over(name: FunctionName, client: DynamoDBDocumentClient): DynamoDBDocumentClient;
}

export function createJudge(policies: Readonly<Record<FunctionName, readonly Statement[]>>): Judge {
  const used: Used = new Map();
  const denied: string[] = [];
  const judge = (name: FunctionName, call: Call) => {
    const line = `${name} ${wordsOf(call)}`;
    if (allowing(policies[name], call).length > 0) used.set(line, (used.get(line) ?? 0) + 1);
    else {
      denied.push(line);
      throw accessDenied(line);
    }
  };
  return {
    used,
    denied,
    over(name, client) {
      client.middlewareStack.add(
        (next, context) => async (args) => {
          for (const call of callsOf(context.commandName ?? "", args.input)) judge(name, call);
          return await next(args);
        },
        { name: "penstockJudge", step: "initialize", priority: "low" },
      );
      return client;
    },
  };
}

/** `dynamodb:PutItem ledger limit#`: the action, the table or index, and of a ledger's key which kind of item it is. */
export function wordsOf({ action, resource, context }: Call): string {
  const on = resource.slice(resource.lastIndexOf("-") + 1);
  const [leading = ""] = context["dynamodb:LeadingKeys"] ?? [];
  const kind = on === "ledger" ? (/^[^#]*#/.exec(leading)?.[0] ?? leading) : leading.endsWith("/seal") ? "*/seal" : "";
  return [action, on, kind].filter((word) => word !== "").join(" ");
}

/** As the SDK throws it. Source: docs.aws.amazon.com/amazondynamodb, "Error messages and codes" (read 2026-11). */
function accessDenied(line: string): Error {
  return Object.assign(new Error(`not authorized: ${line}`), {
    name: "AccessDeniedException",
    $metadata: { httpStatusCode: 400 },
  });
}

import type { World } from "../../state/world.ts";
import { type Answer, json } from "../answer.ts";
import { authenticate } from "../auth.ts";
import type { Incoming } from "../call.ts";
import { check } from "./check.ts";
import { coerce, plain } from "./coerce.ts";
import type { Complaint } from "./complaint.ts";
import type { Operation } from "./document.ts";
import { execute } from "./execute.ts";
import { GraphqlSyntaxError } from "./lex.ts";
import { parse } from "./parse.ts";
import type { Schema, Viewer } from "./schema.ts";
import { schemaOf } from "./schemaOf.ts";

/** The name of its route among those of REST. */
const graphqlRoute = "POST /graphql";

// Source: gitlabhq app/controllers/graphql_controller.rb (read 2026-11)
const mostCharacters = 10_000;

/** Answers one request as GitLab's GraphQL API would; nearly everything that goes wrong is a 200 with `errors`. */
export function answerGraphql(world: World, incoming: Incoming): Answer {
  const query = new URLSearchParams(incoming.target.split("?")[1] ?? "");
  // what a token may only read is a question of each mutation, not of POST
  const sender = authenticate(world, { incoming: { ...incoming, method: "GET" }, query, route: graphqlRoute });
  if ("status" in sender) return failed(401, "Invalid token");
  const asked = readBody(incoming.body);
  if (!asked) return failed(500, "Internal server error");
  if (asked.query.length > mostCharacters) return failed(422, "Query too large");
  return json(200, answerQuery(asked, { world, person: sender.token.person, token: sender.token }));
}

function failed(status: number, message: string): Answer {
  return json(status, { errors: [{ message }] });
}

interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

function readBody(text: string): Asked | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { query, variables, operationName } = (body ?? {}) as Record<string, unknown>;
  const given = typeof variables === "object" && variables !== null ? { ...variables } : {};
  const name = typeof operationName === "string" ? operationName : null;
  return { query: typeof query === "string" ? query : "", variables: given, operationName: name };
}

function answerQuery({ query, variables, operationName }: Asked, viewer: Viewer): unknown {
  try {
    const document = parse(query);
    const { operations } = document;
    const operation = operationName ? operations.find(({ name }) => name === operationName) : operations[0];
    if (!operation) return { errors: [{ message: operationName ? `No operation named "${operationName}"` : noQuery }] };
    if (!operationName && operations.length > 1) return { errors: [{ message: "An operation name is required" }] };
    const schema = schemaOf(viewer.world.vintage);
    const faults = check(schema, document, operation);
    if (faults.length > 0) return { errors: faults };
    const values = withDefaults(operation, variables);
    const wrongs = wrongVariables(schema, operation, values);
    if (wrongs.length > 0) return { errors: wrongs };
    const { data, errors } = execute({ schema, document, variables: values, viewer }, operation);
    return { data, ...(errors.length > 0 && { errors }) };
  } catch (error) {
    if (!(error instanceof GraphqlSyntaxError)) throw error;
    return { errors: [{ message: error.message, locations: [error.at] }] };
  }
}

const noQuery = "Unexpected end of document";

function withDefaults({ variables }: Operation, given: Asked["variables"]): Record<string, unknown> {
  const values = variables.map(({ name, byDefault }) => {
    const value = name in given ? given[name] : byDefault ? plain(byDefault, {}) : undefined;
    return [name, value] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function wrongVariables(schema: Schema, { variables }: Operation, values: Asked["variables"]): Complaint[] {
  return variables.flatMap(({ name, type, at }) => {
    const coerced = coerce(schema, type, values[name]);
    if (!("wrong" in coerced)) return [];
    const problems = [{ path: [], explanation: coerced.wrong }];
    const message = `Variable $${name} of type ${type} was provided invalid value`;
    return [{ message, locations: [at], extensions: { value: values[name] ?? null, problems } }];
  });
}

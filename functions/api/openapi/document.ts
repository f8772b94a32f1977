import * as z from "zod";
import { EntryItem } from "../../../lib/store/entryItem.ts";
import { TaskItem } from "../../../lib/store/taskItem.ts";
import { type Refusal, refusals } from "../refusal.ts";
import type { Route } from "../route.ts";
import { routes } from "../routes/index.ts";
import { type AnswerName, answers } from "./answers.ts";
import { createSchemas, type Json, type Schemas } from "./schemas.ts";

const always: readonly Refusal[] = ["unauthorized", "noSource", "noScope", "wrongMethod", "broken", "corrupt", "busy"];
const spoken: readonly Refusal[] = ["noPerson", "notThatPerson", "noGitLab"];

const RefusalAnswer = z.looseObject({
  error: z.object({
    code: z.string().meta({ description: "A fixed word." }),
    message: z.string().meta({ description: "What is wrong, for people." }),
    cure: z.string().meta({ description: "What to do about it." }),
  }),
});

/** The API as OpenAPI 3.1, made of the same schemas that read requests and, in the commands, answers. */
export function openApi(): Json {
  const schemas = createSchemas();
  schemas.add("Refusal", RefusalAnswer);
  for (const name of Object.keys(answers) as AnswerName[]) schemas.add(name, answers[name]);
  // The commands read these two by the tables' own readers, which no schema can tell.
  schemas.add("Task", TaskItem);
  schemas.add("Entry", EntryItem);
  const responses = new Map<string, Json>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = `/api/{source}${route.path.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}")}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, { schemas, responses }) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Penstock",
      version: "1",
      description:
        "Moments are milliseconds since 1970 UTC. A body or a query with a key that is not known is refused. A source that the sender may not reach is answered like one that is not there. What API Gateway itself refuses has no such body: { message }.",
    },
    servers: [{ url: "/" }],
    paths,
    components: { schemas: schemas.all(), responses: Object.fromEntries(responses), securitySchemes },
  };
}

const securitySchemes = {
  iam: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "A request that is signed with AWS credentials (Signature Version 4, service execute-api).",
    "x-amazon-apigateway-authtype": "awsSigv4",
  },
  jwt: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "Where the deployment has an issuer: checked by API Gateway.",
  },
  token: { type: "http", scheme: "bearer", description: "On one machine: the token of the Penstock that runs there." },
  person: {
    type: "apiKey",
    in: "header",
    name: "X-GitLab-Token",
    description:
      "A GitLab token of one's own, scope read_user: who speaks. Not needed with a JWT that the source's GitLab issued.",
  },
};

interface Parts {
  readonly schemas: Schemas;
  /** The refusals that routes share, by their status and codes. */
  readonly responses: Map<string, Json>;
}

function operation(route: Route, { schemas, responses }: Parts): Json {
  const { method, path, summary, scope, body, byPerson } = route;
  const scopes = [scope].flat();
  const person = byPerson ? { person: [] } : {};
  return {
    operationId: `${method.toLowerCase()}${wordsOf(path).join("")}`,
    summary,
    description: `Scope: ${scopes.map((one) => `\`${one}\``).join(" or ")}.`,
    tags: [wordsOf(path)[0] ?? ""],
    "x-penstock-scopes": scopes,
    security: [{ iam: [], ...person }, { jwt: [] }, { token: [], ...person }],
    parameters: parametersOf(route, schemas),
    ...(body && {
      requestBody: { required: true, content: jsonOf(schemas.of(`${wordsOf(path).join("")}${method}Body`, body)) },
    }),
    responses: responsesOf(route, responses),
  };
}

function wordsOf(path: string): string[] {
  const words = path.match(/\w+/g) ?? [];
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
}

const number = { type: "string", pattern: "^[1-9]\\d{0,15}$" };
const text = { type: "string" };

/** What the parts of paths are. */
const partsOfPaths: Readonly<Record<string, { readonly description: string; readonly schema: Json }>> = {
  source: { description: "The id of a configured GitLab.", schema: text },
  project: { description: "The project, by GitLab's number.", schema: number },
  job: { description: "The job, by GitLab's number.", schema: number },
  on: { description: "`job:ID` or `pipeline:ID`; a hold also: `project`.", schema: text },
  version: { description: "The version's number.", schema: { type: "string", pattern: "^[1-9]\\d{0,7}$" } },
  what: { description: "`everything`, `project:…`, `verb:…` or `rule:…`, as the switch shows it.", schema: text },
  id: { description: "As the list shows it; its slashes may be escaped or not.", schema: text },
};

const personHeader = {
  name: "X-GitLab-Token",
  in: "header",
  required: false,
  description: "A GitLab token of one's own: the answer then says whose it is.",
  schema: text,
};

function parametersOf({ path, query, follows, mayBePerson }: Route, schemas: Schemas): Json[] {
  const inPath = ["source", ...[...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name)];
  return [
    ...inPath.map((name) => ({ name, in: "path", required: true, ...(partsOfPaths[name] ?? { schema: text }) })),
    ...(mayBePerson ? [personHeader] : []),
    ...(follows
      ? [
          {
            name: "If-Match",
            in: "header",
            required: true,
            description: 'The version that was read; "0" before the first.',
            schema: { type: "string", pattern: '^"(0|[1-9]\\d{0,8})"$' },
          },
        ]
      : []),
    ...(query ? schemas.fields(query).map((field) => ({ in: "query", ...field })) : []),
  ];
}

function responsesOf(route: Route, responses: Map<string, Json>): Json {
  const { answer, statuses = [200], refusals: own, body, query, follows, byPerson } = route;
  const codes = new Set<Refusal>([
    ...always,
    ...(body ? (["badBody", "tooLarge"] as const) : []),
    ...(query ? (["badQuery"] as const) : []),
    ...(follows ? (["noVersion", "badVersion"] as const) : []),
    ...(byPerson ? spoken : []),
    ...own,
  ]);
  const good = statuses.map((status) => [status, { description: route.summary, content: jsonOf(refTo(answer)) }]);
  const byStatus = Map.groupBy(codes, (code) => refusals[code][0]);
  const bad = [...byStatus].map(([status, some]) => {
    const name = [status, ...some].join(".");
    const description = some.map((code) => `\`${code}\`: ${refusals[code][1]}`).join("; ");
    responses.set(name, { description, content: jsonOf(refTo("Refusal")) });
    return [status, { $ref: `#/components/responses/${name}` }];
  });
  return Object.fromEntries([...good, ...bad]);
}

function refTo(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function jsonOf(schema: Json): Json {
  return { "application/json": { schema } };
}

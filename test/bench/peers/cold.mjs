import { createHmac, timingSafeEqual } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { Pool } from "undici";
import * as z from "zod";

// A function as others write it, with everything that the job takes in one bundle: `webhook` stores what it is told,
// `work` has it retried. Their secrets are in the environment, and their one rule is in the code.

const { TABLE, DOOR_SECRET = "", GITLAB_URL, GITLAB_TOKEN } = process.env;

const Hook = z.object({
  object_kind: z.literal("build"),
  project: z.object({ id: z.number(), path_with_namespace: z.string() }),
  ref: z.string(),
  build_id: z.number(),
  build_name: z.string(),
  build_stage: z.string(),
  build_status: z.string(),
  build_failure_reason: z.string().nullish(),
});
const Task = z.object({ id: z.string(), project: z.number(), job: z.number(), state: z.enum(["planned", "done"]) });
const Job = z.object({ id: z.number(), status: z.string() });

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const gitlab = new Pool(GITLAB_URL);

function isSigned(headers, body) {
  const key = Buffer.from(DOOR_SECRET.slice("whsec_".length), "base64");
  const hmac = createHmac("sha256", key)
    .update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`)
    .update(body);
  const [expected, given] = [Buffer.from(`v1,${hmac.digest("base64")}`), Buffer.from(headers["webhook-signature"])];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function webhook({ headers, body }) {
  if (!isSigned(headers, body)) return { statusCode: 401 };
  const hook = Hook.parse(JSON.parse(body));
  if (hook.build_status !== "failed") return { statusCode: 202 };
  const Item = { id: `${hook.project.id}/${hook.build_id}`, project: hook.project.id, job: hook.build_id };
  const task = Task.parse({ ...Item, state: "planned" });
  await client.send(new PutCommand({ TableName: TABLE, Item: task, ConditionExpression: "attribute_not_exists(id)" }));
  return { statusCode: 202, planned: task.id };
}

async function asked(method, path) {
  const headers = { authorization: `Bearer ${GITLAB_TOKEN}` };
  const { body } = await gitlab.request({ method, path: `/api/v4${path}`, headers });
  return Job.parse(await body.json());
}

async function work({ id }) {
  const { Item } = await client.send(new GetCommand({ TableName: TABLE, Key: { id } }));
  const { project, job } = Task.parse(Item);
  const way = `/projects/${project}/jobs/${job}`;
  if ((await asked("GET", way)).status !== "failed") return {};
  const retry = await asked("POST", `${way}/retry`);
  const change = { ExpressionAttributeNames: { "#state": "state" }, ExpressionAttributeValues: { ":done": "done" } };
  await client.send(
    new UpdateCommand({ TableName: TABLE, Key: { id }, UpdateExpression: "SET #state = :done", ...change }),
  );
  return { retry: retry.id };
}

export const handler = async (event) => await ("body" in event ? webhook(event) : work(event));

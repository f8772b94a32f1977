import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../../lib/edge/clock.ts";
import type { Ends } from "../process.ts";

/** A stand-in for what the doctor asks of AWS: a table's description goes on to a real database. */
export interface Aws {
  readonly url: string;
  readonly parameters: Map<string, { type: string; value: string }>;
  readonly functions: Map<
    string,
    { runtime: string; state: string; settings: Record<string, string>; concurrency?: number }
  >;
  readonly addresses: Map<string, string>;
  readonly mappings: { id: string; function: string; stream: string; state: string; result: string }[];
  readonly schedules: Map<string, { target: string; state: string; rate: string }>;
  /** Tables without point-in-time recovery. */
  readonly unrestorable: Set<string>;
  /** Beginnings of the actions that are denied, e.g. `ssm:`. */
  readonly denied: Set<string>;
  /** How far the tables' clock is ahead. */
  state: { aheadMillis: number };
}

type Body = Readonly<Record<string, unknown>>;
type Answer = { readonly status?: number; readonly error?: string; readonly body?: Body };

/** @param database where the tables are */
export async function serveAws(t: Ends, database: string): Promise<Aws> {
  const aws: Omit<Aws, "url"> = {
    parameters: new Map(),
    functions: new Map(),
    addresses: new Map(),
    mappings: [],
    schedules: new Map(),
    unrestorable: new Set(),
    denied: new Set(),
    state: { aheadMillis: 0 },
  };
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const text = Buffer.concat(pieces).toString();
    const target = String(request.headers["x-amz-target"] ?? "");
    if (target.startsWith("DynamoDB_")) return await ofTables(request, response, { text, target });
    const found = target === "AmazonSSM.GetParameters" ? ofParameters(text) : ofPath(request);
    reply(response, found);
  }

  async function ofTables(
    request: IncomingMessage,
    response: ServerResponse,
    { text, target }: { text: string; target: string },
  ): Promise<void> {
    response.setHeader("date", new Date(systemClock() + aws.state.aheadMillis).toUTCString());
    const [, action = ""] = target.split(".");
    const { TableName: name } = JSON.parse(text) as { TableName: string };
    if (isDenied(`dynamodb:${action}`)) return reply(response, denied);
    if (action === "UpdateContinuousBackups") aws.unrestorable.delete(name);
    if (/ContinuousBackups/.test(action)) {
      const PointInTimeRecoveryStatus = aws.unrestorable.has(name) ? "DISABLED" : "ENABLED";
      const ContinuousBackupsDescription = {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
      };
      return reply(response, { body: { ContinuousBackupsDescription } });
    }
    const names = ["x-amz-target", "content-type", "authorization", "x-amz-date", "x-amz-security-token"];
    const headers = names.flatMap((one): [string, string][] => {
      const value = request.headers[one];
      return typeof value === "string" ? [[one, value]] : [];
    });
    const inner = await fetch(database, { method: "POST", headers, body: text });
    const type = inner.headers.get("content-type") ?? "application/x-amz-json-1.0";
    response.writeHead(inner.status, { "content-type": type }).end(Buffer.from(await inner.arrayBuffer()));
  }

  function ofParameters(text: string): Answer {
    if (isDenied("ssm:GetParameters")) return denied;
    const { Names } = JSON.parse(text) as { Names: string[] };
    const Parameters = Names.flatMap((Name) => {
      const one = aws.parameters.get(Name);
      return one ? [{ Name, Type: one.type, Value: one.value }] : [];
    });
    return { body: { Parameters } };
  }

  function ofPath({ url = "" }: IncomingMessage): Answer {
    const { pathname, searchParams } = new URL(url, "http://aws");
    const parts = pathname.split("/").filter((part) => part !== "");
    if (parts[0] === "schedules") return ofSchedules(parts[1]);
    if (isDenied("lambda:")) return denied;
    if (parts[1] === "event-source-mappings") {
      const mine = aws.mappings.filter((one) => one.function === searchParams.get("FunctionName"));
      const EventSourceMappings = mine.map(({ id, stream, state, result }) => ({
        UUID: id,
        EventSourceArn: `arn:aws:dynamodb:eu-central-1:123456789012:table/${stream}/stream/2026`,
        State: state,
        LastProcessingResult: result,
      }));
      return { body: { EventSourceMappings } };
    }
    const name = parts[2] ?? "";
    const one = aws.functions.get(name);
    if (!one) return { status: 404, error: "ResourceNotFoundException" };
    if (parts[3] === "concurrency")
      return { body: one.concurrency === undefined ? {} : { ReservedConcurrentExecutions: one.concurrency } };
    if (parts[3] !== "url")
      return { body: { State: one.state, Runtime: one.runtime, Environment: { Variables: one.settings } } };
    const address = aws.addresses.get(name);
    return address === undefined
      ? { status: 404, error: "ResourceNotFoundException" }
      : { body: { FunctionUrl: address } };
  }

  function ofSchedules(name: string | undefined): Answer {
    if (isDenied("scheduler:")) return denied;
    const Target = (target: string) => ({
      Arn: `arn:aws:lambda:eu-central-1:123456789012:function:${target}`,
      RoleArn: "arn:aws:iam::123456789012:role/scheduler",
    });
    if (name === undefined) {
      const Schedules = [...aws.schedules].map(([Name, { target, state }]) => ({
        Name,
        GroupName: "default",
        State: state,
        Target: Target(target),
      }));
      return { body: { Schedules } };
    }
    const one = aws.schedules.get(name);
    if (!one) return { status: 404, error: "ResourceNotFoundException" };
    const { target, state, rate } = one;
    const FlexibleTimeWindow = { Mode: "OFF" };
    return { body: { Name: name, State: state, ScheduleExpression: rate, FlexibleTimeWindow, Target: Target(target) } };
  }

  const isDenied = (action: string) => [...aws.denied].some((beginning) => action.startsWith(beginning));
  const denied: Answer = { status: 400, error: "AccessDeniedException" };

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { ...aws, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function reply(response: ServerResponse, { status = 200, error, body = {} }: Answer): void {
  const type = error === undefined ? {} : { "x-amzn-errortype": error };
  response.writeHead(error === undefined ? 200 : status === 200 ? 400 : status, {
    "content-type": "application/json",
    ...type,
  });
  response.end(JSON.stringify(error === undefined ? body : { __type: error, message: "no" }));
}

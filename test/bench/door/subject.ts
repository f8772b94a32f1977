import { createHmac, createSecretKey } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { serveFunctions } from "../../../infra/local/server.ts";

// A server of our own in its process: `subject.ts raw` and `subject.ts least`, or `subject.ts FILE` for a webhook bundle, as it is shipped, behind
// the HTTP server of `npm start`. It ends with its parent.

async function portOf(what: string): Promise<number> {
  if (what !== "raw" && what !== "least") {
    const { handler } = await import(pathToFileURL(what).href);
    const gitlab = async (event: LambdaFunctionURLEvent) => await handler(event, { awsRequestId: "" });
    return Number(new URL((await serveFunctions({ gitlab }, 0)).url).port);
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = rawServer(what === "least" ? read : () => {}).listen(0, "127.0.0.1", resolve);
  await promise;
  return (server.address() as AddressInfo).port;
}

const key = createSecretKey(Buffer.from((process.env.DOOR_SECRET ?? "").slice("whsec_".length), "base64"));

/** The least that whoever believes and understands a hook does: one signature, one parse. */
function read({ headers }: IncomingMessage, body: Buffer): void {
  const hmac = createHmac("sha256", key).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`);
  const isSigned = headers["webhook-signature"] === `v1,${hmac.update(body).digest("base64")}`;
  if (!isSigned || !JSON.parse(body.toString())) throw new Error("not signed");
}

/** It reads the body and answers. */
function rawServer(look: (request: IncomingMessage, body: Buffer) => void): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      look(request, Buffer.concat(chunks));
      response.statusCode = 202;
      response.setHeader("content-type", "application/json");
      response.end('{"planned":0}');
    });
  });
}

const port = await portOf(process.argv[2] ?? "raw");
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.on("disconnect", () => process.exit());
process.send?.({ port });

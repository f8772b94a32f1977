import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A stand-in of SSM that knows one question. */
export interface Parameters {
  /** For `AWS_ENDPOINT_URL_SSM`. */
  readonly url: string;
  /** The names that were asked for so far. */
  readonly asked: Set<string>;
  close(): void;
}

interface Question {
  readonly Names: readonly string[];
  readonly WithDecryption?: boolean;
}

/** Source: docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html (read 2026-11). */
export async function serveParameters(values: Readonly<Record<string, string>>): Promise<Parameters> {
  const asked = new Set<string>();
  const server = createServer(async (request, response) => {
    const question: Question = JSON.parse(await text(request));
    const isKnown = request.headers["x-amz-target"] === "AmazonSSM.GetParameters" && question.WithDecryption === true;
    const isSigned = request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ") ?? false;
    if (!isKnown || !isSigned) return response.writeHead(400).end("{}");
    for (const name of question.Names) asked.add(name);
    const found = question.Names.filter((name) => Object.hasOwn(values, name));
    const answer = {
      Parameters: found.map((Name) => ({ Name, Type: "SecureString", Value: values[Name], Version: 1 })),
      InvalidParameters: question.Names.filter((name) => !Object.hasOwn(values, name)),
    };
    return response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

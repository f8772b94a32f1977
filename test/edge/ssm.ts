import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { SSMClient } from "@aws-sdk/client-ssm";

/** A parameter store that speaks SSM's protocol: GetParameters over JSON, at most ten names. */
export async function parameterStore(t: TestContext, values: Map<string, string>) {
  const state = { asked: 0, isDown: false };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    state.asked++;
    const { Names, WithDecryption } = JSON.parse(Buffer.concat(chunks).toString());
    response.setHeader("content-type", "application/x-amz-json-1.1");
    if (state.isDown || Names.length > 10 || !WithDecryption) {
      response.writeHead(400).end(JSON.stringify({ __type: "ValidationException", message: "no" }));
      return;
    }
    const found = Names.filter((name: string) => values.has(name));
    const Parameters = found.map((Name: string) => ({ Name, Type: "SecureString", Value: values.get(Name) }));
    response.end(JSON.stringify({ Parameters, InvalidParameters: [] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new SSMClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  t.after(() => {
    client.destroy();
    server.close();
    server.closeAllConnections();
  });
  return { client, state };
}

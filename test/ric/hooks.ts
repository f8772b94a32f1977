import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import { signedHeaders } from "../../lib/cli/sign.ts";
import { functionUrlRequest } from "../functions/awsEvents.ts";
import type { Ground } from "./ground.ts";

/** Twenty retries of one kind of failure would be an outage, and the next be parked; these GitLab does not retry itself. */
export const reasons = ["runner_system_failure", "stuck_or_timeout_failure", "script_failure", "job_execution_timeout"];

/** A job hook as the twin sends it. */
export async function jobHook({ twin, project, failJob }: Ground): Promise<Record<string, unknown>> {
  const heard = Promise.withResolvers<string>();
  const server = createServer(async (request, response) => {
    heard.resolve(await text(request));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { id } = twin.addPipeline(project, { jobs: [{ name: "build" }] });
  const job = twin.run(twin.jobNamed(id, "build").id).id;
  twin.addHook(project, { url, jobEvents: true });
  twin.fail(job, "runner_system_failure");
  await twin.deliver();
  server.close();
  server.closeAllConnections();
  failJob();
  return JSON.parse(await heard.promise);
}

/** A job hook as a function URL brings it, signed. */
export function signed({ signingToken }: Ground, hook: Record<string, unknown>): LambdaFunctionURLEvent {
  const body = JSON.stringify(hook);
  const id = `delivery-${hook.build_id}`;
  const proof = signedHeaders({ secret: signingToken, id, now: Date.now(), body: Buffer.from(body) });
  return functionUrlRequest({ headers: { ...proof, "idempotency-key": id, "x-gitlab-event": "Job Hook" }, body });
}

import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { invoked } from "../lib/edge/log.ts";
import { once } from "../lib/edge/once.ts";
import { readRequest } from "../lib/edge/request.ts";
import { createApi } from "./api/app.ts";
import { credentialOf } from "./api/principal.ts";
import { refuse } from "./api/refusal.ts";
import { toWebRequest } from "./api/webRequest.ts";
import { type ApiWorld, realApi } from "./world/api.ts";

/** Ten thousand rules of some 400 letters, and what Lambda takes of JSON in JSON (6 MB). */
const largestBodyBytes = 4 * 1024 * 1024;

/**
 * `/api/{source}/…`: rulebook, tasks, holds, journal and switch, for people and their tools. JSON both ways; moments are
 * milliseconds since 1970 UTC; a refusal is `{ error: { code, message, cure } }`. Who is not known is refused whatever is
 * asked.
 */
export function make(world: ApiWorld) {
  const api = createApi(world);
  return async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const credential = credentialOf(event, world.token);
    if (!credential) {
      world.log.error("refused", { reason: "no IAM principal, no JWT that was checked, and no valid token" });
      return await toResult(refuse("unauthorized"));
    }
    if (readRequest(event).bodyBytes > largestBodyBytes) return await toResult(refuse("tooLarge"));
    const request = toWebRequest(event);
    return await toResult(request ? await api.fetch(request, { credential }) : refuse("unreadable"));
  };
}

async function toResult(response: Response): Promise<LambdaFunctionURLResult> {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

const api = once(() => make(realApi()));

export const handler = async (event: LambdaFunctionURLEvent, context: Context) =>
  await invoked(context, () => api()(event));

import type { LambdaFunctionURLEvent } from "aws-lambda";
import { make } from "../../../functions/api.ts";
import type { ApiWorld } from "../../../functions/world/api.ts";
import { actions } from "../../../lib/actions/index.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { type Answered, type Asked, apiEvent, now } from "../apiDesk.ts";

/** Where a source's GitLab is. */
export const urlOf = (source: string) => `https://${source}.example.com`;

/** What API Gateway's JWT authorizer says of a token: texts only, lists in brackets. */
export type Claims = Readonly<Record<string, string>>;

/** A person's claims, as GitLab's own JWT has them. */
export function claimsOf(source: string, userId: number, more: Claims = {}): Claims {
  return { iss: urlOf(source), sub: String(userId), aud: "penstock", preferred_username: `user${userId}`, ...more };
}

/** An event that API Gateway lets through with a JWT. */
export function jwtEvent(path: string, claims: Claims, asked: Asked = {}): LambdaFunctionURLEvent {
  const event = apiEvent(path, { ...asked, arn: null });
  const authorizer = { jwt: { claims, scopes: ["openid"] } };
  return { ...event, requestContext: { ...event.requestContext, authorizer } } as unknown as LambdaFunctionURLEvent;
}

/** The API of several sources. */
export function office(world: Partial<ApiWorld> = {}, sources: readonly string[] = ["one", "two"]) {
  const store = world.store ?? createMemoryStore();
  let serial = 0;
  const handle = make({
    store,
    actions,
    hasSource: (id) => sources.includes(id),
    gitlabUrl: (id) => (sources.includes(id) ? urlOf(id) : undefined),
    secondPerson: () => "off",
    clock: () => now,
    random: () => `s${++serial}`,
    giveWay: async () => {},
    log: silent,
    ...world,
  });
  return {
    store,
    async send(event: LambdaFunctionURLEvent): Promise<Answered> {
      const result = await handle(event);
      if (typeof result === "string") throw new Error(result);
      const text = result.body ?? "";
      return { status: result.statusCode, headers: result.headers ?? {}, text, body: JSON.parse(text || "null") };
    },
    async ask(path: string, asked: Asked = {}): Promise<Answered> {
      return await this.send(apiEvent(path, asked));
    },
    async askByJwt(path: string, claims: Claims, asked: Asked = {}): Promise<Answered> {
      return await this.send(jwtEvent(path, claims, asked));
    },
  };
}

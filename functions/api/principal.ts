import { createHash, timingSafeEqual } from "node:crypto";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import * as z from "zod";
import { readRequest } from "../../lib/edge/request.ts";
import type { Credential } from "./access.ts";
import { jwtOf } from "./jwt.ts";

/** A secret that stands for somebody, where there is no IAM. */
export interface Token {
  readonly text: string;
  /** What the journal calls whoever has it. */
  readonly who: string;
}

/** Source: docs.aws.amazon.com/apigateway and /lambda, payload 2.0 with IAM authorization (read 2026-11). */
const Signed = z.object({
  requestContext: z.object({ authorizer: z.object({ iam: z.object({ userArn: z.string().min(1) }) }) }),
});

/**
 * Who asks: the IAM principal whose signature AWS has checked, whoever a JWT is of that API Gateway has checked, or whoever
 * has the token, where there is one; `undefined` for anybody else. A JWT in a header that no authorizer vouches for is
 * nobody's.
 */
export function credentialOf(event: LambdaFunctionURLEvent, token: Token | undefined): Credential | undefined {
  const signed = Signed.safeParse(event);
  if (signed.success) return { kind: "iam", who: signed.data.requestContext.authorizer.iam.userArn };
  const jwt = jwtOf(event);
  if (jwt) return jwt;
  const [, given] = /^bearer ([\x21-\x7e]+)$/i.exec(readRequest(event).headers.authorization ?? "") ?? [];
  return token && given !== undefined && isSame(given, token.text) ? { kind: "token", who: token.who } : undefined;
}

/** In constant time, of digests: also their lengths tell nothing. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

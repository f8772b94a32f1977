import { createHash, timingSafeEqual } from "node:crypto";
import type { LambdaFunctionURLEvent } from "aws-lambda";
import * as z from "zod";
import { readRequest } from "../../lib/edge/request.ts";

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
 * Who asks: the ARN of the IAM principal whose signature AWS has checked, or whoever has the token, where there is one;
 * `undefined` for anybody else.
 */
export function principalOf(event: LambdaFunctionURLEvent, token: Token | undefined): string | undefined {
  const signed = Signed.safeParse(event);
  if (signed.success) return signed.data.requestContext.authorizer.iam.userArn;
  const [, given] = /^bearer ([\x21-\x7e]+)$/i.exec(readRequest(event).headers.authorization ?? "") ?? [];
  return token && given !== undefined && isSame(given, token.text) ? token.who : undefined;
}

/** In constant time, of digests: also their lengths tell nothing. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

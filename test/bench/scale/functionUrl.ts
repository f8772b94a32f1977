import type { LambdaFunctionURLEvent } from "aws-lambda";
import { signedHeaders } from "../../../lib/cli/sign.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { doorSecret } from "../door/penstock.ts";

/** A hook that GitLab signed with `doorSecret`, as a function URL hands it over. */
export function hookEvent(
  body: string,
  { kind, id, now }: { readonly kind: "Job Hook" | "Pipeline Hook"; readonly id: string; readonly now: Instant },
): LambdaFunctionURLEvent {
  const headers = {
    "content-type": "application/json",
    "x-gitlab-event": kind,
    "idempotency-key": id,
    ...signedHeaders({ secret: doorSecret, id, now, body: Buffer.from(body) }),
  };
  const requestContext = { http: { method: "POST" } };
  return { rawPath: "/gitlab/gitlab", headers, body, isBase64Encoded: false, requestContext } as never;
}

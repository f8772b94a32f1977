import type { LambdaFunctionURLEvent } from "aws-lambda";
import * as z from "zod";
import type { JwtCredential } from "./access.ts";

/**
 * API Gateway makes a text of each claim, `[one two]` of a list.
 *
 * Source: docs.aws.amazon.com/apigateway "Control access to HTTP APIs with JWT authorizers", payload 2.0 (read 2026-11).
 */
const Checked = z.object({
  requestContext: z.object({
    authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
  }),
});

const Claims = z.object({
  iss: z.string().min(1),
  sub: z.string().min(1),
  preferred_username: z.string().min(1).optional().catch(undefined),
  nickname: z.string().min(1).optional().catch(undefined),
  groups_direct: z
    .union([z.array(z.string()), z.string().transform(listed)])
    .optional()
    .catch(undefined),
});

/**
 * GitLab issues JWTs to jobs, too, in its own name and for whatever audience the job's author wrote down. They name the user
 * who began the pipeline, and all of its code can use them.
 *
 * Source: docs.gitlab.com/ci/secrets/id_token_authentication, "Token payload" (read 2026-11).
 */
const claimsOfJobs = ["job_id", "pipeline_id", "project_path", "ci_config_ref_uri"];

/**
 * Whose JWT it is that API Gateway's authorizer has checked: issuer, audience, signature and time. `undefined` where it
 * vouches for none, and for a CI job's, which no person sent.
 */
export function jwtOf(event: LambdaFunctionURLEvent): JwtCredential | undefined {
  const checked = Checked.safeParse(event);
  if (!checked.success) return undefined;
  const { claims } = checked.data.requestContext.authorizer.jwt;
  if (claimsOfJobs.some((name) => Object.hasOwn(claims, name))) return undefined;
  const read = Claims.safeParse(claims);
  if (!read.success) return undefined;
  const { iss: issuer, sub: subject, preferred_username, nickname, groups_direct: groups = [] } = read.data;
  const username = preferred_username ?? nickname;
  return {
    kind: "jwt",
    who: `${issuer}#${subject}`,
    issuer,
    subject,
    groups,
    ...(username !== undefined && { username }),
  };
}

/** The paths of groups have no white space in them. */
function listed(text: string): string[] {
  const [, inside] = /^\[(.*)\]$/s.exec(text) ?? [];
  return (inside ?? text).split(/\s+/).filter((word) => word !== "");
}

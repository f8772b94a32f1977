import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { type Known, teller } from "../../app/doctor/known.ts";
import type { Diagnosis } from "../../core/diagnosis.ts";
import type { Place } from "./place.ts";

/** What `doctor` may say of who asks AWS, and of which deployment. */
export const accountKnown = {
  awsUnset: {
    area: "settings",
    level: "unknown",
    what: "There are no AWS credentials: of a deployment nothing but its API can be looked at.",
    cure: "set AWS_PROFILE (after aws sso login, where it needs that), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  },
  stageUnset: {
    area: "settings",
    level: "unknown",
    what: "Only an API was named: which tables, functions and parameters belong to it is not known.",
    cure: "name the deployment's stage with --stage (or PENSTOCK_STAGE), with AWS credentials set",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(accountKnown);

/** Whether somebody can ask AWS at all: one answer instead of one for each table and function. */
export async function accountDiagnosis({ stage }: Extract<Place, { readonly kind: "deployed" }>): Promise<{
  readonly isKnown: boolean;
  readonly diagnoses: readonly Diagnosis[];
}> {
  if (stage === undefined)
    return { isKnown: false, diagnoses: [tell("stageUnset", "the deployment", "No stage was named.")] };
  try {
    // Off a machine of AWS's nobody answers where it would hand out credentials.
    await defaultProvider({ timeout: 1_000, maxRetries: 0 })();
    return { isKnown: true, diagnoses: [] };
  } catch {
    // What the SDK says may hold what a profile says.
    return { isKnown: false, diagnoses: [tell("awsUnset", "AWS", "There are no credentials.")] };
  }
}

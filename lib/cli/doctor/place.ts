import { systemClock } from "../../edge/clock.ts";
import { type Api, createApi } from "../api.ts";
import type { Described } from "../deployment.ts";
import { createIamSigner, regionOf } from "../iam.ts";
import type { Running } from "../local.ts";
import type { Around } from "./around.ts";

/** What is examined: a deployment, the Penstock that runs on this machine, or neither. */
export type Place =
  | {
      readonly kind: "deployed";
      readonly region: string;
      readonly stage?: string;
      readonly described?: Described;
      readonly api?: (source: string) => Api;
    }
  | { readonly kind: "local"; readonly running: Running }
  | { readonly kind: "none" };

const credentialNames = [
  "AWS_PROFILE",
  "AWS_ACCESS_KEY_ID",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/**
 * Where to look. A deployment is named by `--stage`, PENSTOCK_STAGE or PENSTOCK_API_URL; where nothing runs here, AWS
 * credentials beside a `penstock.yaml` name one as well.
 */
export function placeOf({ env, running, described, problems }: Around, given: { readonly stage?: string }): Place {
  const url = env.PENSTOCK_API_URL || undefined;
  const named = given.stage ?? (env.PENSTOCK_STAGE || undefined);
  const isHinted = described !== undefined && credentialNames.some((name) => env[name]);
  const stage = named ?? (url === undefined && isHinted ? "dev" : undefined);
  const isNamed = named !== undefined || url !== undefined;
  if (isNamed || (running.found === undefined && stage !== undefined)) {
    const region = env.AWS_REGION || (url !== undefined && regionIn(url)) || "eu-central-1";
    // With a malformed setting no request is made up.
    const isAsked = url !== undefined && !problems.some((problem) => problem.startsWith("PENSTOCK_API_"));
    return {
      kind: "deployed",
      region,
      ...(stage !== undefined && { stage }),
      ...(described && { described }),
      ...(isAsked && { api: (source: string) => apiAt(url, { source, region, env }) }),
    };
  }
  return running.found ? { kind: "local", running: running.found } : { kind: "none" };
}

function regionIn(url: string): string | undefined {
  return URL.canParse(url) ? regionOf(new URL(url).hostname) : undefined;
}

function apiAt(url: string, { source, region, env }: { source: string; region: string } & Pick<Around, "env">): Api {
  const token = env.PENSTOCK_API_TOKEN || undefined;
  return createApi({
    url,
    source,
    ...(token === undefined ? { sign: createIamSigner({ region, clock: systemClock }) } : { token }),
  });
}

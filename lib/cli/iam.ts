import { createHash, createHmac } from "node:crypto";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentialIdentityProvider } from "@smithy/types";
import { SettingsError } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";

/** A request as it is about to be sent. */
interface Unsigned {
  readonly method: string;
  readonly target: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The SDK's signer wants its hash as a class. */
class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Uint8Array);
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

/** The region in an API's own address, e.g. `eu-central-1` in `x.execute-api.eu-central-1.amazonaws.com`. */
export function regionOf(host: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(host)?.[1];
}

/** Whatever the SDK says: nobody can sign so, and its words may hold what a profile says. @throws SettingsError */
function refuseNone(cause: unknown): never {
  throw new SettingsError(
    "- no AWS credentials: set AWS_PROFILE to a profile that may use this API (after aws sso login, where it needs that), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or set PENSTOCK_API_TOKEN, for an API with a token",
    { cause },
  );
}

/**
 * Signs requests to the deployed API with the caller's own AWS credentials (environment, profile, SSO: as the AWS tools
 * find them), so that IAM says who asks.
 * The signer throws SettingsError where there are none.
 * Source: docs.aws.amazon.com/IAM, "AWS Signature Version 4 for API requests" (read 2026-11).
 */
export function createIamSigner({
  region,
  clock,
  credentials = defaultProvider(),
}: {
  region: string;
  clock: Clock;
  credentials?: AwsCredentialIdentityProvider;
}): (request: Unsigned) => Promise<Record<string, string>> {
  const known = () => credentials().catch(refuseNone);
  const signer = new SignatureV4({ service: "execute-api", region, credentials: known, sha256: Sha256 });
  return async ({ method, target, headers, body }) => {
    const signed = await signer.sign(
      {
        method,
        protocol: target.protocol,
        hostname: target.hostname,
        path: target.pathname,
        query: Object.fromEntries(target.searchParams),
        headers: { ...headers, host: target.host },
        ...(body !== undefined && { body }),
      },
      { signingDate: new Date(clock()) },
    );
    return signed.headers;
  };
}

import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../core/time.ts";
import { rememberAttempts } from "./attempts.ts";

export interface ClientOptions {
  readonly region: string;
  /** Where DynamoDB is, if not in AWS. */
  readonly endpoint?: string;
  /** Default: as the AWS SDK finds them; for an endpoint on this machine made-up ones, because a local database wants some. */
  readonly credentials?: NonNullable<DynamoDBClientConfig["credentials"]>;
  /** How often one request is sent, the first included; default 3. */
  readonly maxAttempts?: number;
  /** How long one attempt may take; default 3 s. */
  readonly requestTimeoutSeconds?: number;
  /** Keeps a process that was frozen from sending a request again more than 30 s after it began it. */
  readonly clock?: Clock;
}

/** A client that gives up soon (1 s for a connection), sends a request at most 3 times and knows what each attempt may have done. */
export function createClient({ region, endpoint, ...options }: ClientOptions): DynamoDBDocumentClient {
  const credentials = options.credentials ?? (endpoint && isOnThisMachine(endpoint) ? madeUpCredentials : undefined);
  const client = new DynamoDBClient({
    region,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    maxAttempts: options.maxAttempts ?? 3,
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: Math.round((options.requestTimeoutSeconds ?? 3) * 1000),
      // Without it a breach is only logged. Source: @smithy/types, NodeHttpHandlerOptions (read 2026-11).
      throwOnRequestTimeout: true,
    },
  });
  rememberAttempts(client, options.clock);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

const madeUpCredentials = { accessKeyId: "local", secretAccessKey: "local" };

function isOnThisMachine(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

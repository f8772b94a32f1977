import { createHash, createHmac } from "node:crypto";
import type { Instant } from "../../../lib/core/time.ts";
import type { Job } from "../state/graph.ts";
import type { World } from "../state/world.ts";

const lifeSeconds = 600;
const secret = "the storage's own";

/** What an address says of the archive that it leads to. */
export interface Signed {
  readonly path: string;
  readonly date: string;
  readonly expiresSeconds: string;
}

/**
 * The address of a job's archive, good for ten minutes for whoever has it.
 * Source: docs.aws.amazon.com/AmazonS3 "Authenticating requests: using query parameters" (read 2026-11).
 */
export function objectUrl(
  world: World,
  storageUrl: string,
  { id, pipeline, createdAt }: Job,
  filename: string,
): string {
  const owner = createHash("sha256").update(String(pipeline.project.id)).digest("hex");
  const day = new Date(createdAt).toISOString().slice(0, 10).replaceAll("-", "_");
  const path = `/gitlab-artifacts/${owner.slice(0, 2)}/${owner.slice(2, 4)}/${owner}/${day}/${id}/${filename}`;
  const date = stamp(world.clock());
  const signed: Signed = { path, date, expiresSeconds: String(lifeSeconds) };
  const query = new URLSearchParams({
    "response-content-disposition": `attachment; filename="${filename}"`,
    "response-content-type": "application/zip",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `TWINACCESSKEY/${date.slice(0, 8)}/us-east-1/s3/aws4_request`,
    "X-Amz-Date": date,
    "X-Amz-Expires": String(lifeSeconds),
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": signature(signed),
  });
  return `${storageUrl}${path}?${query}`;
}

/** Not Amazon's, but as long: it binds the path and the time. */
export function signature({ path, date, expiresSeconds }: Signed): string {
  return createHmac("sha256", secret).update(`${path}\n${date}\n${expiresSeconds}`).digest("hex");
}

/** `20261120T093000Z`. */
function stamp(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** When an address with that date was made; NaN where it is none. */
export function stamped(date: string): Instant {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

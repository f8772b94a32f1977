import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";

/** An HTTP request as a function URL or an HTTP API (payload version 2) hands it over. */
export interface Request {
  readonly method: string;
  /** As it was sent, not decoded. */
  readonly path: string;
  /** By lower-case names; one that was sent twice is joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** How long the body is, before it is decoded. */
  readonly bodyBytes: number;
  /** The bytes as they were sent. */
  body(): Uint8Array;
}

/** Source: docs.aws.amazon.com/lambda, "Invoking Lambda function URLs", request payload 2.0 (read 2026-11). */
export function readRequest(event: LambdaFunctionURLEvent): Request {
  const text = event.body ?? "";
  const encoding = event.isBase64Encoded ? "base64" : "utf8";
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    headers: headersOf(event),
    bodyBytes: Buffer.byteLength(text, encoding),
    body: () => Buffer.from(text, encoding),
  };
}

function headersOf({ headers, cookies }: LambdaFunctionURLEvent): Record<string, string | undefined> {
  if (headers && !cookies && Object.keys(headers).every(isLower)) return headers;
  const lower: Record<string, string | undefined> = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name];
  // AWS takes cookies out of the headers
  if (cookies) lower.cookie = cookies.join("; ");
  return lower;
}

/** AWS writes them so; whoever calls the function by hand may not, or send none at all. */
function isLower(name: string): boolean {
  return name === name.toLowerCase();
}

/** A JSON answer. */
export function reply(statusCode: number, body: Readonly<Record<string, unknown>>): LambdaFunctionURLResult {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

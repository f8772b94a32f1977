import { timingSafeEqual } from "node:crypto";
import type { Answer } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import { sendContent } from "../api/range.ts";
import { findJob } from "../state/find.ts";
import type { World } from "../state/world.ts";
import { signature, stamped } from "./address.ts";

/**
 * Answers one request to the object storage, as S3 would. It takes nobody's token: the address is all the right.
 * Source: docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses (read 2026-11); S3 itself overlooks GitLab's headers.
 */
export function answerObject(world: World, { method, target, headers }: Incoming): Answer {
  const url = new URL(target, "http://storage");
  if (method !== "GET" && method !== "HEAD") return refused(405, "MethodNotAllowed", "The method is not allowed here.");
  if (headers.authorization !== undefined) return refused(400, "InvalidArgument", "Only one auth mechanism allowed");
  const stray = ["private-token", "job-token"].find((name) => headers[name] !== undefined);
  if (stray) return refused(400, "InvalidArgument", `Only one auth mechanism allowed: ${stray} came too`);
  const denied = denial(url, world.clock());
  if (denied) return denied;
  const jobId = Number(url.pathname.split("/").at(-2));
  const archive = findJob(world, jobId)?.files.find(({ type }) => type === "archive")?.archive;
  if (!archive) return refused(404, "NoSuchKey", "The specified key does not exist.");
  return sendContent(archive, headers.range, {
    "Content-Type": url.searchParams.get("response-content-type") ?? "application/octet-stream",
    "Content-Disposition": url.searchParams.get("response-content-disposition") ?? "attachment",
    Server: "AmazonS3",
  });
}

function denial({ pathname: path, searchParams }: URL, now: number): Answer | undefined {
  const [given, date, expiresSeconds] = ["X-Amz-Signature", "X-Amz-Date", "X-Amz-Expires"].map((name) =>
    searchParams.get(name),
  );
  if (!given || !date || !expiresSeconds) return refused(403, "AccessDenied", "Access Denied");
  if (!isSame(given, signature({ path, date, expiresSeconds })))
    return refused(403, "SignatureDoesNotMatch", "The signature we calculated does not match the one you provided.");
  const isOver = !(now <= stamped(date) + Number(expiresSeconds) * 1000);
  return isOver ? refused(403, "AccessDenied", "Request has expired") : undefined;
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function refused(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { "Content-Type": "application/xml", Server: "AmazonS3" }, body };
}

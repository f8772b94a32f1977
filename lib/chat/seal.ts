import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { Press, PressPlace } from "../core/talk.ts";

const Fields = z.tuple([
  z.enum(["approve", "reject", "why"]),
  z.int().min(1),
  z.int().min(1),
  z.string().max(128),
  z.string().max(64),
]);

/** A button's token: what it does, sealed for one place and source with a key that only Penstock knows. At most 400 characters. */
export function sealPress({ word, project, job, digest, nonce }: Press, where: PressPlace, key: string): string {
  const text = Buffer.from(JSON.stringify([word, project, job, digest, nonce])).toString("base64url");
  return `${text}.${sealOf(text, where, key)}`;
}

/** What a token says; `undefined`: no key of ours sealed it, or it is of another place or source. */
export function openPress(token: string, where: PressPlace, keys: readonly string[]): Press | undefined {
  const [text = "", seal = "", ...more] = token.split(".");
  if (more.length > 0 || token.length > 1024) return undefined;
  return keys.some((key) => isSame(seal, sealOf(text, where, key))) ? pressIn(token) : undefined;
}

/** What a token says, whoever made it: to tell people of, never to act on. */
export function pressIn(token: string): Press | undefined {
  const [text = ""] = token.split(".");
  try {
    const read = Fields.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    if (!read.success) return undefined;
    const [word, project, job, digest, nonce] = read.data;
    return { word, project, job, digest, nonce };
  } catch {
    return undefined;
  }
}

function sealOf(text: string, { source, place }: PressPlace, key: string): string {
  const where = place.provider === "gitlab" ? [place.project, place.on, place.iid] : [place.team, place.channel];
  return createHmac("sha256", key)
    .update(JSON.stringify([source, place.provider, ...where, text]))
    .digest("base64url");
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

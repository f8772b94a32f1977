import { sign } from "node:crypto";
import type { World } from "./world.ts";

/**
 * A trigger id: base64 of `id:user:milliseconds:` and of its signature.
 * Source: github.com/mattermost/mattermost, server/public/model/integration_action.go, `GenerateTriggerId` (read 2026-11).
 */
export function makeTrigger(world: Pick<World, "newId" | "clock" | "signingKey">, user: string): string {
  const data = `${world.newId()}:${user}:${world.clock()}:`;
  const signature = sign("sha256", Buffer.from(data), { key: world.signingKey, dsaEncoding: "der" });
  return Buffer.from(data + signature.toString("base64")).toString("base64");
}

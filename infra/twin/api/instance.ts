import type { World } from "../state/world.ts";
import { type Answer, json } from "./answer.ts";
import type { Call } from "./call.ts";
import { releases } from "./vintages.ts";

/** Source: docs.gitlab.com/api/metadata; the old `/version` tells the same since 15.5 (read 2026-11). */
export function showMetadata({ world }: Call): Answer {
  return json(200, metadataOf(world));
}

export function showVersion({ world }: Call): Answer {
  const { version, revision } = metadataOf(world);
  return json(200, world.vintage >= 2024 ? metadataOf(world) : { version, revision });
}

export function metadataOf({ vintage, settings, url }: World) {
  const { version, revision } = releases[vintage];
  return {
    version: settings.isEnterprise ? `${version}-ee` : version,
    revision,
    kas: { enabled: true, externalUrl: `${url.replace(/^http/, "ws")}/-/kubernetes-agent/`, version },
    enterprise: settings.isEnterprise,
  };
}

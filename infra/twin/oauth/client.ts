import type { Incoming } from "../api/call.ts";
import type { Application } from "../state/application.ts";
import type { World } from "../state/world.ts";

/** The application that asks, by its id and secret in the header or in the form; one that is not confidential needs none. */
export function clientOf(world: World, { headers }: Incoming, form: URLSearchParams): Application | undefined {
  const [, basic = ""] = /^Basic +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  const [id = "", secret = ""] = basic
    ? Buffer.from(basic, "base64").toString().split(":").map(decodeURIComponent)
    : [form.get("client_id") ?? "", form.get("client_secret") ?? ""];
  const application = world.applications.find((one) => one.id === id);
  if (!application) return undefined;
  if (secret === application.secret) return application;
  return secret === "" && !application.isConfidential ? application : undefined;
}

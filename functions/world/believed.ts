import type { Secret } from "../../lib/gitlab/secret.ts";
import { isAuthentic } from "../../lib/gitlab/signature.ts";
import type { DoorSource } from "./sources.ts";

/**
 * Whether a delivery comes from somebody who knows one of a source's secrets. Who is refused may know one that was exchanged
 * a moment ago: then the secrets are read anew, and where they are others by now it is asked again.
 *
 * @throws Error when they cannot be loaded, or none of them is fit
 */
export async function believedBy(
  source: DoorSource,
  received: Omit<Parameters<typeof isAuthentic>[0], "secrets">,
): Promise<ReturnType<typeof isAuthentic>> {
  const secrets = await secretsOf(source);
  const said = isAuthentic({ ...received, secrets });
  if (!("refused" in said)) return said;
  await source.renewed?.();
  // Others may have had them read meanwhile.
  const newer = await source.secrets();
  const isNews = newer.length !== secrets.length || newer.some((one, at) => one !== secrets[at]);
  return isNews ? isAuthentic({ ...received, secrets: newer }) : said;
}

/** What was wrong with them may be mended by now. */
async function secretsOf(source: DoorSource): Promise<readonly Secret[]> {
  try {
    return await source.secrets();
  } catch {
    await source.renewed?.();
    return await source.secrets();
  }
}

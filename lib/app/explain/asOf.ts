import type { Store } from "../../core/ports.ts";
import type { Subject } from "./subject.ts";

/** Versions that are looked through for the one that was active at a moment. */
const mostVersions = 500;

/** The version of the rules that was asked then: as the entry names it, else the one that was active. @throws StoreError */
export async function versionOf(
  { version, at }: Subject,
  source: string,
  store: Pick<Store, "rulebookVersions">,
): Promise<number | undefined> {
  if (version !== undefined) return version;
  const { items } = await store.rulebookVersions(source, mostVersions);
  return items.find((note) => note.at !== undefined && note.at <= at)?.version;
}

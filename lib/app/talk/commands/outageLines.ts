import type { Line } from "../../../core/message.ts";
import { isOpenOutage, type Outage } from "../../../core/outage.ts";
import type { Store } from "../../../core/ports.ts";
import { instantText } from "../../../core/time.ts";
import { outagesOf } from "../../outage/outages.ts";

const mostOutages = 5;

/** The outages of a source that are open, the newest first. @throws StoreError */
export async function openOutages(source: string, store: Pick<Store, "notes">): Promise<readonly Outage[]> {
  return (await outagesOf(source, store)).filter(isOpenOutage);
}

/** What is parked, a line for each outage; nothing where none is open. */
export function outageLines(outages: readonly Outage[]): readonly Line[] {
  const lines = outages.slice(0, mostOutages).map(({ rule, failure, project, projectPath, openedAt, parked }): Line => {
    const where = project === undefined ? "all projects" : (projectPath ?? `project ${project}`);
    return [
      { strong: "Outage: " },
      { code: rule },
      ` parks its retries for ${failure} in ${where} since ${instantText(openedAt)}: ${parked} so far`,
    ];
  });
  const more = outages.length - lines.length;
  return more > 0 ? [...lines, [`and ${more} more outages`]] : lines;
}

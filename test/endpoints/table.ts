import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Vintage, vintages } from "../../infra/twin/state/world.ts";

/** A row of docs/endpoints.md. */
export interface Row {
  readonly endpoint: string;
  readonly since: string;
  /** A function of `createApi`'s, e.g. `jobs.get`. */
  readonly client: string;
  /** Without `penstock`, e.g. `jobs list --bridges`. */
  readonly command: string;
  /** What happens on a GitLab of that year: `yes` or `no`. */
  readonly in: ReadonlyMap<Vintage, string>;
}

const path = join(import.meta.dirname, "../../docs/endpoints.md");

export function readTable(): Row[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines
    .filter((line) => /^\| `[A-Z]+ \//.test(line))
    .map((line) => {
      const [endpoint = "", since = "", client = "", command = "", ...years] = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", ""));
      return { endpoint, since, client, command, in: new Map(vintages.map((year, at) => [year, years[at] ?? ""])) };
    });
}

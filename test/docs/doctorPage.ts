import { illnesses } from "../../lib/app/doctor/gitlab/illnesses.ts";
import { clockKnown } from "../../lib/app/doctor/house/clock.ts";
import { functionsKnown } from "../../lib/app/doctor/house/functions.ts";
import { lifeKnown } from "../../lib/app/doctor/house/life.ts";
import { rulesKnown } from "../../lib/app/doctor/house/rules.ts";
import { schedulesKnown } from "../../lib/app/doctor/house/schedules.ts";
import { secretsKnown } from "../../lib/app/doctor/house/secrets.ts";
import { settingsKnown } from "../../lib/app/doctor/house/settings.ts";
import { tablesKnown } from "../../lib/app/doctor/house/tables.ts";
import type { Known } from "../../lib/app/doctor/known.ts";
import { accountKnown } from "../../lib/cli/doctor/account.ts";
import { type Area, areas } from "../../lib/core/diagnosis.ts";

// What is generated in `docs/doctor.md`: everything that the doctor may say.

const begin = "<!-- every diagnosis, written by `npm run docs` -->";
const end = "<!-- until here -->";

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Everything that is not well, of all lists, as a line of the page. */
interface Line {
  readonly id: string;
  readonly area: Area;
  readonly levels: readonly string[];
  readonly what: string;
  readonly cure: string;
  readonly isMendable: boolean;
}

const lists: readonly Readonly<Record<string, Known>>[] = [
  settingsKnown,
  accountKnown,
  secretsKnown,
  functionsKnown,
  tablesKnown,
  schedulesKnown,
  lifeKnown,
  clockKnown,
  rulesKnown,
];

/** Every diagnosis but what is well, in the order in which they are told. */
export function allDiagnoses(): readonly Line[] {
  const own = lists.flatMap((list) =>
    Object.entries(list).flatMap(([id, { area, level, what, cure = "", isMendable = false }]): Line[] =>
      level === "well" ? [] : [{ id, area, levels: [level], what, cure, isMendable }],
    ),
  );
  const atGitLab = Object.entries(illnesses).map(([id, { area, levels, means, cure, isMendable = false }]): Line => {
    return { id, area, levels, what: `${capital(means)}.`, cure, isMendable };
  });
  return areas.flatMap((area) => [...own, ...atGitLab].filter((one) => one.area === area));
}

/** The page with its tables as they must be. @throws Error where it has no place for them */
export function withDiagnoses(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error("docs/doctor.md has no place for the diagnoses");
  return `${page.slice(0, from + begin.length)}\n${tables()}\n${page.slice(to)}`;
}

function tables(): string {
  const all = allDiagnoses();
  return areas
    .map((area) => {
      const rows = all.filter((one) => one.area === area).map(row);
      return [`\n### ${area}\n`, "| id | level | what is so | what to do |", "|---|---|---|---|", ...rows].join("\n");
    })
    .join("\n");
}

function row({ id, levels, what, cure, isMendable }: Line): string {
  const cells = [
    `\`${id}\``,
    levels.join(", "),
    what,
    `${capital(cure)}${isMendable ? "; `--fix` does" : ""}.`.replace("….", "…"),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

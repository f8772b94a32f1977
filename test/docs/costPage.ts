import {
  bill,
  floodBill,
  idleBill,
  intake,
  type Line,
  others,
  shapes,
  total,
  unitsOfKind,
} from "../prove/cost/bill.ts";
import { kinds } from "../prove/cost/kinds.ts";
import { operations } from "../prove/cost/operations.ts";
import { type Prices, prices, type Region } from "../prove/cost/prices.ts";
import { withParts } from "./parts.ts";

const regions = Object.keys(prices) as Region[];
const million = 1e6;
const sizes = [0.1, 1, 10, 100];

/** `docs/cost.md` with its tables as they are computed. @throws Error where it has no place for one */
export function withCosts(page: string): string {
  return withParts(page, {
    operations: counts(),
    goal: goal(),
    bills: bills(),
    idle: idle(),
    flood: flood(),
    prices: priceList(),
  });
}

function counts(): string[] {
  const rows = Object.entries(operations).map(([name, counted]) => {
    const { gitlab, ...by } = counted;
    const spent = Object.values(by);
    const sum = (key: "requests" | "writes" | "reads") => spent.reduce((all, one) => all + one[key], 0);
    const { bound } = kinds.find((kind) => kind.name === name) ?? {};
    const most = bound ? `${bound.units} and ${bound.gitlab}` : "";
    return `| ${[name, sum("requests"), sum("writes"), sum("reads"), unitsOfKind(counted), gitlab, most].join(" | ")} |`;
  });
  return [
    "| what | requests to the tables | write units | read units | units | requests to GitLab | bound |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ];
}

/** What the goal is about: what a million webhooks cost until they are stored or refused. */
function goal(): string[] {
  const goals = [0.27, 0.95, undefined];
  const rows = shapes.map((shape, at) => {
    const dollars = total(intake(shape, million, prices["us-east-1"]));
    const most = goals[at];
    const met =
      most === undefined
        ? "a row of its own"
        : dollars <= most
          ? `at most ${money(most)}: met`
          : `at most ${money(most)}: **not met**`;
    return `| ${shape.name} | ${money(dollars)} | ${met} |`;
  });
  const compared = others("us-east-1").map(([what, dollars]) => `| ${what} | ${money(dollars)} | |`);
  return [
    "| a million webhooks, us-east-1 | until they are stored or dropped | goal |",
    "|---|---|---|",
    ...rows,
    ...compared,
  ];
}

function bills(): string[] {
  return regions.flatMap((region) =>
    shapes.flatMap((shape) => {
      const columns = sizes.map((size) => bill(shape, size * million, region));
      return [
        "",
        `${region}, ${shape.name}:`,
        "",
        ...table(["a month", ...sizes.map((size) => `${size} million`)], columns),
      ];
    }),
  );
}

function idle(): string[] {
  return table(["nothing happens, a month", ...regions], regions.map(idleBill));
}

function flood(): string[] {
  return table(
    ["an hour of a flood, 20 at once", ...regions],
    regions.map((region) => floodBill(20, region)),
  );
}

function table(head: readonly string[], columns: readonly (readonly Line[])[]): string[] {
  const rows = (columns[0] ?? []).map(
    ([what], at) => `| ${[what, ...columns.map((lines) => money(lines[at]?.[1] ?? 0))].join(" | ")} |`,
  );
  const sums = `| ${["**all**", ...columns.map((lines) => `**${money(total(lines))}**`)].join(" | ")} |`;
  return [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...rows, sums];
}

const names: Readonly<Record<keyof Prices, string>> = {
  lambdaRequest: "a million requests to functions",
  lambdaGigabyteSecond: "a million GB-seconds, arm64",
  writeUnit: "a million write units, on demand",
  readUnit: "a million read units",
  tableGigabyte: "a GB in a table and its copy for recovery, a month",
  logGigabyte: "a GB of logs",
  metric: "a metric, a month",
  alarm: "a metric that an alarm watches, a month",
  dashboard: "a dashboard, a month",
  scheduleRun: "a million runs of schedules",
  apiRequest: "a million requests to the HTTP API",
  trace: "a million traces",
};

function priceList(): string[] {
  const keys = Object.keys(names) as (keyof Prices)[];
  const rows = keys.map((key) => {
    const unit = names[key].startsWith("a million") ? million : 1;
    return `| ${[names[key], ...regions.map((region) => `${Number((prices[region][key] * unit).toPrecision(6))} $`)].join(" | ")} |`;
  });
  return [`| what | ${regions.join(" | ")} |`, `|---|${regions.map(() => "---").join("|")}|`, ...rows];
}

function money(dollars: number): string {
  return `${dollars < 100 ? dollars.toFixed(2) : Math.round(dollars).toLocaleString("en-US")} $`;
}

import { styleText } from "node:util";
import { areas, type Diagnosis } from "../../core/diagnosis.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";

type Level = Diagnosis["level"];
type Colour = Parameters<typeof styleText>[0];

/** A mark for each level, so that it is told without colours too. */
const marks: Readonly<Record<Level, { readonly mark: string; readonly colour: Colour }>> = {
  broken: { mark: "✗", colour: "red" },
  warning: { mark: "!", colour: "yellow" },
  unknown: { mark: "?", colour: "magenta" },
  well: { mark: "✓", colour: "green" },
};

/** Diagnoses by area, each with its cure below it; what is well is one line an area, unless all of it is asked for. */
export function diagnosisLines(
  diagnoses: readonly Diagnosis[],
  { verbose = false }: { readonly verbose?: boolean } = {},
): string[] {
  return areas.flatMap((area) => {
    const all = diagnoses.filter((one) => one.area === area);
    if (all.length === 0) return [];
    const well = all.filter(({ level }) => level === "well");
    const shown = verbose ? all : all.filter(({ level }) => level !== "well");
    const summed = verbose || well.length === 0 ? [] : [line("well", wellText(well))];
    return [styleText("bold", area), ...shown.flatMap(lines), ...summed];
  });
}

function lines({ level, about, says, cure, remedy }: Diagnosis): string[] {
  return [
    line(level, `${safe(about)}: ${safe(says)}`),
    ...(cure === undefined ? [] : [`      ${safe(sentence(cure))}`]),
    ...(remedy ? [styleText("gray", `      --fix would ${safe(remedy.does)}`)] : []),
  ];
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!…]$/.test(whole) ? whole : `${whole}.`;
}

function line(level: Level, text: string): string {
  const { mark, colour } = marks[level];
  return `  ${styleText(colour, mark)} ${text}`;
}

const mostNamed = 3;

function wellText(well: readonly Diagnosis[]): string {
  const names = [...new Set(well.map(({ about }) => safe(about)))];
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  return styleText("gray", `${well.length} well: ${names.slice(0, mostNamed).join(", ")}${more}`);
}

/** `3 broken, 2 warnings, 1 unknown, 41 well`. */
export function sumText(diagnoses: readonly Diagnosis[]): string {
  const many = (level: Level) => diagnoses.filter((one) => one.level === level).length;
  return `${many("broken")} broken, ${counted(many("warning"), "warning")}, ${many("unknown")} unknown, ${many("well")} well`;
}

/** Diagnoses for a program: what a remedy does, without what does it. */
export function diagnosesJson(diagnoses: readonly Diagnosis[]): readonly object[] {
  return diagnoses.map(({ remedy, ...one }) => ({ ...one, ...(remedy && { remedy: { does: remedy.does } }) }));
}

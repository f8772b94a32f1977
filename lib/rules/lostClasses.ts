import type { Conditions } from "./conditions.ts";
import { globTest } from "./globs.ts";
import type { Fault } from "./validate.ts";
import { hint, shown } from "./wording.ts";

type Path = readonly (string | number)[];

/**
 * Failure classes that rules name and nobody knows. They may stand in another file than the rules, so they are looked for
 * when all are there.
 *
 * @param known built-in ones and those of the rulebook
 * @param list where those that name them stand
 */
export function lostClasses(
  named: readonly { readonly when?: Conditions }[],
  known: readonly string[],
  list: "rules" | "invariants" = "rules",
): Fault[] {
  return named.flatMap(({ when }, at) => (when ? lostIn(when, [list, at, "when"], known) : []));
}

/** A family alone means all of it; the last word alone may be one of it. */
function near(name: string, known: readonly string[]): string {
  const isFamily = known.some((one) => one.startsWith(`${name}.`));
  const whole = isFamily ? `${name}.*` : known.find((one) => one.endsWith(`.${name}`));
  return whole === undefined ? hint(name, known) : `; did you mean ${shown(whole)}?`;
}

function lostIn(
  { failureClass = [], all = [], any = [], not }: Conditions,
  path: Path,
  known: readonly string[],
): Fault[] {
  return [
    ...failureClass.flatMap((name, at) => {
      if (known.some(globTest([name]))) return [];
      const message = `no failure class ${shown(name)}${near(name, known) || `; known are ${known.join(", ")}`}`;
      return [{ path: [...path, "failureClass", at], message }];
    }),
    ...all.flatMap((one, at) => lostIn(one, [...path, "all", at], known)),
    ...any.flatMap((one, at) => lostIn(one, [...path, "any", at], known)),
    ...(not ? lostIn(not, [...path, "not"], known) : []),
  ];
}

import { forbidden } from "../prove/privilege/documented.ts";
import { reviewed } from "../prove/privilege/reviewed.ts";
import { withParts } from "./parts.ts";

/** `docs/security.md` with its list of rights as it was reviewed. @throws Error where it has no place for it */
export function withRights(page: string): string {
  return withParts(page, { rights: rows(), "what is never allowed": never() });
}

function rows(): string[] {
  const lines = Object.entries(reviewed).flatMap(([name, rights]) =>
    rights.map(({ may, on, kinds, but, through }, at) => {
      const only = [
        ...(kinds ? [kinds.map((kind) => `\`${kind}\``).join(" ")] : []),
        ...(but ? [`not \`${but.join("`, `")}\``] : []),
        ...(through === undefined ? [] : [`through ${through} alone`]),
      ];
      return `| ${[at === 0 ? `**${name}**` : "", may.join(", "), on === "*" ? "all: it has no resources to name" : on, only.join("; ")].join(" | ")} |`;
    }),
  );
  return ["| function | may | on | only |", "|---|---|---|---|", ...lines];
}

function never(): string[] {
  return forbidden.map(({ why }) => `- ${why.charAt(0).toUpperCase()}${why.slice(1)}.`);
}

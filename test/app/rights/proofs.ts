import type { Proof } from "../../prove/proof.ts";
import { deputyCommands } from "./commands.ts";
import { differingCells } from "./matrix.ts";

export const rightsProofs: readonly Proof[] = [
  {
    promises: ["P17"],
    says: "a person may do by the bot what GitLab lets him do himself: role x ref x environment x action",
    cases: { onPush: 480, byProve: 480 },
    async run(cases) {
      const { cells, allowed, violations } = await differingCells(cases);
      return { cases: cells, violations, figures: { "as GitLab itself": cells - violations.length, allowed } };
    },
  },
  {
    promises: ["P17"],
    says: "a command does nothing for whom GitLab would refuse it, though the bot might and a rule says yes",
    cases: { onPush: 288, byProve: 288 },
    async run(cases) {
      const { said, done, violations } = await deputyCommands(cases);
      return { cases: said, violations, figures: { done, "beyond rights": violations.length } };
    },
  },
];

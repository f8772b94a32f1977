import type { Diagnosis, Remedy } from "../../../core/diagnosis.ts";
import type { FoundHook, SeenProject } from "../../../core/doctorLooks.ts";
import type { CompiledRule } from "../../../rules/compile.ts";
import { ill } from "./diagnose.ts";
import { outcome } from "./hookWard.ts";
import { isAstray } from "./leads.ts";
import type { GitLabPatient } from "./patient.ts";
import type { Standing } from "./watched.ts";
import { wishesOf } from "./wishes.ts";

interface Without {
  readonly patient: GitLabPatient;
  readonly address: string;
  readonly standing: Standing;
  readonly rules: readonly CompiledRule[] | undefined;
  readonly project: SeenProject;
  /** Its own. */
  readonly hooks: readonly FoundHook[];
  /** A group above does not show its hooks. */
  readonly isDark: boolean;
}

/** A project of which no hook tells us. */
export function missingHook(without: Without): Diagnosis {
  const { address, project, hooks, isDark } = without;
  const { path } = project;
  const stray = hooks.find((hook) => isAstray(hook, address));
  if (stray) {
    const says = `It leads to ${stray.address}, and no hook of ${path} leads to ${address}.`;
    const about = `hook ${stray.id} of ${path}`;
    return ill("hookAstray", {
      about,
      says,
      cure: `Set the URL of ${about} to ${address}, and enter its secret again.`,
    });
  }
  const about = `hooks of ${path}`;
  if (isDark)
    return ill("hookUnknown", { about, says: "No hook of its own leads here; those of its groups are hidden." });
  const cure = `Add a webhook to ${path} that leads to ${address}, with one of webhookSecrets.`;
  return ill("hookMissing", {
    about,
    says: "No hook leads here: only the patrol finds what happens.",
    cure,
    remedy: adding(without),
  });
}

function adding({ patient, address, standing, rules, project }: Without): Remedy | undefined {
  const { newHook } = patient;
  if (!newHook) return undefined;
  const { needs } = wishesOf(rules, [project]);
  const words = needs.size > 0 ? [...needs] : ["job", "pipeline"];
  return {
    does: `add a webhook to ${project.path} that leads to ${address}, with ${words.join(" and ")} events, SSL verification and the first live webhook secret`,
    async apply() {
      const secret = await newHook.secret(project);
      if (secret === undefined) return { failed: `no live webhook secret speaks for ${project.path}: store one first` };
      if (secret.startsWith("whsec_") && (standing.self.told.release?.[0] ?? 0) < 19)
        return {
          failed: "the first live webhook secret signs, which GitLab can from 19.0 on: put a plain token first",
        };
      const wishes = Object.fromEntries(words.map((word) => [word, true]));
      const added = standing.looks.addHook(project.id, { address, wishes, checksTls: true, secret });
      return await outcome(`a webhook was added to ${project.path}`, added);
    },
  };
}

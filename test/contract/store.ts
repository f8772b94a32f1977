import { attention } from "./attention.ts";
import { commits } from "./commits.ts";
import { counts } from "./counts.ts";
import { dueLists } from "./dueTasks.ts";
import { formats } from "./formats.ts";
import { journals } from "./journal.ts";
import { lists } from "./lists.ts";
import { marks } from "./marks.ts";
import { notes } from "./notes.ts";
import { proposals } from "./proposals.ts";
import { rulebooks } from "./rulebooks.ts";
import { rulebookVersions } from "./rulebookVersions.ts";
import type { MakeStage } from "./stage.ts";

/** What every store keeps to, whatever it is made of; `name` begins each test's name. */
export function storeContract(name: string, makeStage: MakeStage): void {
  attention(name, makeStage);
  commits(name, makeStage);
  counts(name, makeStage);
  dueLists(name, makeStage);
  formats(name, makeStage);
  journals(name, makeStage);
  lists(name, makeStage);
  marks(name, makeStage);
  notes(name, makeStage);
  proposals(name, makeStage);
  rulebooks(name, makeStage);
  rulebookVersions(name, makeStage);
}

import { endWithReader, fail } from "./print.ts";
import { program, whyFailed } from "./program.ts";

endWithReader();
try {
  await program().parseAsync();
} catch (error) {
  fail(whyFailed(error));
}

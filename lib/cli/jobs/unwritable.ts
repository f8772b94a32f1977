import { safe } from "../render.ts";
import { Problem } from "./problem.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your quota on that disk is used up",
  EFBIG: "the file system takes no file that large",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "that disk cannot be written to",
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of that path is no folder",
  EISDIR: "that is a folder",
  EEXIST: "something is there already: say --force to replace it",
  EXDEV: "it links to another disk: name the place there",
  ENAMETOOLONG: "the name is too long",
};

/** Says why nothing can be written there. @throws Problem */
export function cannotWrite(path: string, error: unknown): never {
  const code = codeOf(error);
  const reason = reasons[code] ?? `the file system says ${code}`;
  throw new Problem(`${safe(path)} cannot be written: ${reason}. Nothing was kept; name another place with --output`, {
    cause: error,
  });
}

/** The file system's word, e.g. `ENOSPC`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "nothing more";
}

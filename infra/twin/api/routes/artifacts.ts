import { downloadArchive, downloadArchiveByRef, downloadFile, downloadFileByRef } from "../artifacts.ts";
import { listArchive } from "../artifactTree.ts";
import { archiveByRef, fileByRef } from "../openRoutes.ts";
import { job, type Route } from "../route.ts";
import { inReadableProject, onJob } from "../within.ts";

/** Downloads of artifacts. A file that is really called `tree` is out of reach since GitLab lists archives. */
export const artifactRoutes: readonly Route[] = [
  ["GET", archiveByRef, inReadableProject(downloadArchiveByRef)],
  ["GET", fileByRef, inReadableProject(downloadFileByRef)],
  ["GET", `${job}/artifacts`, onJob(downloadArchive)],
  ["GET", `${job}/artifacts/tree`, onJob(listArchive)],
  ["GET", `${job}/artifacts/*artifact_path`, onJob(downloadFile)],
];

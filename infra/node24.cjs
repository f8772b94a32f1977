// Called first by every script: npm ci brings Node 24 for Linux and Windows; elsewhere the machine's own must do.
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    `Penstock needs Node 24 (this is ${process.version}). Run npm ci, which brings it where it can, or install Node 24.`,
  );
  process.exit(1);
}

/** What the Glue job is made of, as it lies in the processed bucket: the script, and its modules with contracts and rules in one ZIP. */
const { existsSync, readdirSync, readFileSync, statSync } = require("node:fs");
const { join } = require("node:path");
const yazl = require("yazl");

const FOLDER = "_assets/glue";
const SCRIPT = "drop_to_archive.py";
const MODULES = "reelhouse_glue.zip";
/** Equal files give equal bytes. */
const NO_TIME = new Date(1980, 0, 1);

/** Gives `[{ key, body }]`, keys in the processed bucket; `root`: of the checkout. */
exports.glueBundle = async (root) => [
  { key: `${FOLDER}/${SCRIPT}`, body: readFileSync(join(root, "transform", "glue", SCRIPT)) },
  { key: `${FOLDER}/${MODULES}`, body: await zip(filesOf(root)) },
];

function filesOf(root) {
  const modules = join(root, "transform", "glue", "reelhouse_glue");
  const contracts = join(root, "contracts");
  return [
    ...walk(modules, ".py").map((path) => [path, `reelhouse_glue/${path.slice(modules.length + 1)}`]),
    ...readdirSync(contracts)
      .filter((dataset) => existsSync(join(contracts, dataset, "datapackage.json")))
      .map((dataset) => [
        join(contracts, dataset, "datapackage.json"),
        `reelhouse_glue/assets/contracts/${dataset}/datapackage.json`,
      ]),
    ...walk(join(root, "transform", "rules"), ".sql").map((path) => [
      path,
      `reelhouse_glue/assets/rules/${path.slice(join(root, "transform", "rules").length + 1)}`,
    ]),
  ];
}

function walk(folder, ending) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return walk(path, ending);
      return name.endsWith(ending) ? [path] : [];
    });
}

function zip(files) {
  const archive = new yazl.ZipFile();
  for (const [path, name] of files)
    archive.addFile(path, name.replaceAll("\\", "/"), { mtime: NO_TIME, mode: 0o100644 });
  archive.end();
  const chunks = [];
  return new Promise((resolve, reject) => {
    archive.outputStream
      .on("data", (chunk) => chunks.push(chunk))
      .on("error", reject)
      .on("end", () => resolve(Buffer.concat(chunks)));
  });
}

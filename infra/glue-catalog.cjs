/** Glue Data Catalog tables, one per target table of a contract: the archive bucket as Athena, Glue and Spark see it. */
const { readdirSync, readFileSync, existsSync } = require("node:fs");
const { join } = require("node:path");

const contractsFolder = join(__dirname, "..", "contracts");
/** What every archived row carries behind its own columns. */
const provenance = [
  { Name: "_drop_id", Type: "string" },
  { Name: "_source_file", Type: "string" },
  { Name: "_source_row", Type: "bigint" },
];

module.exports = async ({ resolveVariable }) => {
  const bucketPrefix = await resolveVariable("param:bucketPrefix");
  const Resources = {};
  for (const dataset of datasets()) {
    for (const { table, folder, columns } of tablesOf(dataset)) {
      Resources[logicalId(dataset, table)] = {
        Type: "AWS::Glue::Table",
        Properties: {
          CatalogId: { Ref: "AWS::AccountId" },
          DatabaseName: { Ref: "Catalogue" },
          TableInput: {
            Name: `${dataset}_${table}`.replaceAll("-", "_"),
            Description: `Clean rows of ${dataset}, table ${table}, one folder per drop`,
            TableType: "EXTERNAL_TABLE",
            Parameters: { classification: "csv", compressionType: "gzip", "skip.header.line.count": "1" },
            StorageDescriptor: {
              Location: `s3://${bucketPrefix}-archive/${dataset}/${folder}/`,
              InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
              OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
              // OpenCSVSerde reads every column as text, which is what a quoted CSV holds; types are the warehouse's.
              SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde" },
              Columns: [...columns.map((column) => ({ Name: column.toLowerCase(), Type: "string" })), ...provenance],
            },
          },
        },
      };
    }
  }
  return { Resources };
};

function datasets() {
  return readdirSync(contractsFolder)
    .filter((name) => existsSync(join(contractsFolder, name, "datapackage.json")))
    .sort();
}

/** The tables that a contract's resources feed. */
function tablesOf(dataset) {
  const descriptor = JSON.parse(readFileSync(join(contractsFolder, dataset, "datapackage.json"), "utf8"));
  return descriptor.resources.map((resource) => ({
    table: resource.name,
    // The archive's folders are named as the warehouse's tables: `RAW.CATALOGUE_FILMS` is `catalogue_films`.
    folder: resource.reelhouse.table.split(".").at(-1).toLowerCase(),
    columns: resource.reelhouse?.columns?.map(({ name }) => name) ?? resource.schema.fields.map(({ name }) => name),
  }));
}

function logicalId(dataset, table) {
  return `Table${`${dataset}-${table}`.replace(/(^|[^a-z0-9]+)([a-z0-9])/gi, (_, __, first) => first.toUpperCase())}`;
}

/** The clients under test: each one's Python environment and the script with its checks. */
export interface Client {
  name: string;
  environment: string;
  script: string;
}

/** The longest first: two run at a time, and the short ones fill the gap at the end. */
export const clients: readonly Client[] = [
  { name: "dbt", environment: "dbt", script: "dbt_project.py" },
  { name: "Python connector 5", environment: "connector-5", script: "connector.py" },
  { name: "Python connector 4", environment: "connector-4", script: "connector.py" },
  { name: "Snowpark", environment: "connector-4", script: "snowpark.py" },
  { name: "snow", environment: "cli", script: "snow.py" },
  { name: "schemachange", environment: "connector-4", script: "schemachange_deploy.py" },
  { name: "SQLAlchemy", environment: "connector-5", script: "sqlalchemy_dialect.py" },
];

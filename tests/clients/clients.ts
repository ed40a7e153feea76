/** The clients under test: each one's Python environment and the script with its checks. */
export interface Client {
  name: string;
  environment: string;
  script: string;
}

export const clients: readonly Client[] = [
  { name: "Python connector 5", environment: "connector-5", script: "connector.py" },
  { name: "Python connector 4", environment: "connector-4", script: "connector.py" },
  { name: "Snowpark", environment: "connector-4", script: "snowpark.py" },
  { name: "SQLAlchemy", environment: "sqlalchemy", script: "sqlalchemy_dialect.py" },
  { name: "dbt", environment: "dbt", script: "dbt_project.py" },
  { name: "schemachange", environment: "schemachange", script: "schemachange_deploy.py" },
  { name: "snow sql", environment: "cli", script: "snow_sql.py" },
];

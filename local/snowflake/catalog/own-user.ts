/** The user of a session, where no CREATE USER has made one. */
import type { NewDefinition } from "./objects.ts";

/** `name` as the login gave it. */
export const ownUser = (name: string): NewDefinition<"user"> => ({
  kind: "user",
  database: "",
  schema: "",
  name,
  owner: "ACCOUNTADMIN",
  comment: "",
  options: {},
});

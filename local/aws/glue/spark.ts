/** Spark on this machine, as Glue 5.1 has it: Java 17, Python 3.11 and the packages of `transform/glue/spark.txt`. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEnvironments } from "../../python/environments.ts";

const LOCK = fileURLToPath(new URL("../../../transform/glue/spark.txt", import.meta.url));
const JAVA = "17";

export interface Spark {
  python: string;
  /** What a Spark process needs besides its own environment. */
  env: Readonly<Record<string, string>>;
}

export interface SparkOptions {
  /** Of the driver, which runs the tasks too. */
  memory: string;
  /** For what does not fit into memory. */
  folder: string;
  /** Of the Java machine. */
  java?: string;
}

let found: Promise<{ python: string; javaHome: string }> | undefined;

/** Installs the packages the first time. Throws an Error that says what is missing and how to get it. */
export async function openSpark({ memory, folder, java }: SparkOptions, tell: (line: string) => void): Promise<Spark> {
  found ??= findSpark(tell);
  const { python, javaHome } = await found.catch((error: unknown) => {
    found = undefined; // it may be there the next time
    throw error;
  });
  const options = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.local.dir": folder,
    "spark.sql.warehouse.dir": join(folder, "warehouse"),
    "spark.ui.showConsoleProgress": "false",
    ...(java !== undefined && { "spark.driver.extraJavaOptions": java }),
  };
  const settings = Object.entries(options).flatMap(([name, value]) => ["--conf", `"${name}=${value}"`]);
  const threads = Math.min(2, availableParallelism());
  return {
    python,
    env: {
      JAVA_HOME: javaHome,
      SPARK_LOCAL_IP: "127.0.0.1",
      PYSPARK_PYTHON: python,
      PYSPARK_SUBMIT_ARGS: [
        "--master",
        `local[${threads}]`,
        "--driver-memory",
        memory,
        ...settings,
        "pyspark-shell",
      ].join(" "),
      PYTHONUNBUFFERED: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      TZ: "UTC",
    },
  };
}

async function findSpark(tell: (line: string) => void) {
  const javaHome = await findJava();
  const environments = await openEnvironments(tell);
  return { javaHome, python: join(await environments.bin(LOCK), "python") };
}

/** `JAVA_HOME`, else the `java` of the path. */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const program = env.JAVA_HOME ? join(env.JAVA_HOME, "bin", "java") : "java";
  const { version, home } = await askJava(program, env);
  if (version === JAVA && home !== undefined && existsSync(home)) return home;
  const there = version === undefined ? `there is no ${program}` : `${program} is Java ${version}`;
  throw new Error(
    `Spark 3.5 of Glue 5.1 needs Java ${JAVA}, and ${there}. Install it (Debian and Ubuntu: apt-get install openjdk-${JAVA}-jre-headless; ` +
      `macOS: brew install openjdk@${JAVA}; elsewhere: https://adoptium.net) and set JAVA_HOME to its folder.`,
  );
}

function askJava(program: string, env: NodeJS.ProcessEnv): Promise<{ version?: string; home?: string }> {
  return new Promise((resolve) => {
    execFile(program, ["-XshowSettings:properties", "-version"], { env, timeout: 30_000 }, (error, stdout, stderr) => {
      if (error) return resolve({});
      const text = stdout + stderr;
      const version = /java\.specification\.version = ([\d.]+)/.exec(text)?.[1];
      const home = /java\.home = (.+)/.exec(text)?.[1]?.trim();
      resolve({ ...(version !== undefined && { version }), ...(home !== undefined && { home }) });
    });
  });
}

/** Where the job's modules lie in a checkout. */
export const jobFolder = dirname(LOCK);

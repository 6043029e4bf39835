import { type ChildProcess, spawn } from "node:child_process";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WEB = join(import.meta.dirname, "..");
const BINARY = process.env.DAFTARI_BIN ?? join(WEB, "..", "target", "debug", "daftari");
/** A first start makes a database and months of demonstration data, on a machine that is busy. */
const READY_MS_MAX = 300_000;
const STOP_MS_MAX = 60_000;
const LOG_LINES_SHOWN = 40;

export type Product = { url: string; simulatorUrl: string; stop: () => Promise<void> };

/** `daftari up` as a person would start it, on free ports and in a directory of its own. */
export async function startProduct(): Promise<Product> {
  if (!existsSync(BINARY)) {
    throw new Error(`There is no ${BINARY}: build it with \`cargo build\`, or set DAFTARI_BIN.`);
  }
  if (!existsSync(join(WEB, "dist", "index.html"))) {
    throw new Error("There is no web/dist: run `npm run build` first.");
  }
  const [port, simPort] = await Promise.all([freePort(), freePort()]);
  const dataDir = mkdtempSync(join(tmpdir(), "daftari-e2e-"));
  const log = openLog();
  const url = `http://127.0.0.1:${port}`;

  const child = spawn(
    BINARY,
    ["up", "--port", `${port}`, "--sim-port", `${simPort}`, "--data-dir", dataDir, "--demo"],
    {
      // The repository's root, where the product looks for the web and for a Postgres of npm's.
      cwd: join(WEB, ".."),
      env: {
        ...process.env,
        DAFTARI_SIM_SPEED: process.env.DAFTARI_SIM_SPEED ?? "20",
        // Safaricom is in a hurry, so what it does not tell is asked for soon.
        DAFTARI_ASK_AFTER_SECONDS: "3,10,60",
        DAFTARI_JANITOR_EVERY_SECONDS: "0.5",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  child.stdout.pipe(log.stream, { end: false });
  child.stderr.pipe(log.stream, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });

  const stop = async () => {
    await stopChild(child, ended);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(url, child);
  } catch (thrown) {
    await stop();
    throw new Error(`${thrown}\nThe end of ${log.file}:\n${lastLines(log.file)}`);
  }
  return { url, simulatorUrl: `http://127.0.0.1:${simPort}`, stop };
}

function openLog() {
  const folder = join(WEB, "test-results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "daftari.log");
  return { file, stream: createWriteStream(file) };
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").split("\n").slice(-LOG_LINES_SHOWN).join("\n");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS_MAX;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`daftari ended before it was ready (${child.exitCode ?? child.signalCode}).`);
    }
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`daftari was not ready within ${READY_MS_MAX / 1000} s.`);
}

/** As Ctrl-C does; only a product that will not end is killed. */
async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
  await ended;
  clearTimeout(timer);
}

import { describe, expect, it } from "vitest";

const sources = import.meta.glob<string>("/src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

const isTest = (file: string) => file.includes(".test.") || file.startsWith("/src/test/");
const files = Object.keys(sources).filter((file) => !isTest(file));

/** What a file imports: our own files as paths under /src, packages by their names. */
function importsOf(file: string): string[] {
  const code = sources[file] ?? "";
  return [...code.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gm)].map(
    ([, name = ""]) => {
      if (name.startsWith("@/")) return resolve(`/src/${name.slice(2)}`);
      if (name.startsWith(".")) return resolve(new URL(name, `file://${file}`).pathname);
      return name;
    },
  );
}

function resolve(path: string): string {
  return [path, `${path}.ts`, `${path}.tsx`].find((candidate) => candidate in sources) ?? path;
}

const featureOf = (path: string) => /^\/src\/features\/([^/]+)\//.exec(path)?.[1];

describe("shared code is imported by features, features by routes, and never the other way", () => {
  it.each(files.filter((file) => featureOf(file)))("%s", (file) => {
    const others = importsOf(file).filter(
      (path) =>
        path.startsWith("/src/routes/") ||
        path === "/src/router.tsx" ||
        (featureOf(path) !== undefined && featureOf(path) !== featureOf(file)),
    );
    expect(others).toEqual([]);
  });

  it.each(files.filter((file) => /^\/src\/(components|services|lib)\//.test(file)))(
    "%s",
    (file) => {
      const upward = importsOf(file).filter((path) => /^\/src\/(features|routes)\//.test(path));
      expect(upward).toEqual([]);
    },
  );
});

function reachedFrom(start: string): Set<string> {
  const reached = new Set<string>();
  const visit = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    if (path in sources) for (const next of importsOf(path)) visit(next);
  };
  visit(start);
  return reached;
}

it("the design page shows every component", () => {
  const shown = reachedFrom("/src/routes/_design/app.tsx");
  const components = files.filter((file) => /^\/src\/components\/.*\.tsx$/.test(file));
  expect(components.filter((file) => !shown.has(file))).toEqual([]);
});

it("the portal's tree is light, and imports nothing of the staff's", () => {
  const reached = reachedFrom("/src/main.tsx");

  const packages = [...reached].filter((path) => !path.startsWith("/"));
  expect(packages.sort()).toEqual([
    "@tanstack/react-query",
    "class-variance-authority",
    "eventsource-parser",
    "lucide-react",
    "openapi-fetch",
    "react",
    "react-dom/client",
    "wouter",
  ]);
  const features = [...reached].map(featureOf).filter((name) => name !== undefined);
  expect(new Set(features)).toEqual(new Set(["pay"]));
});

// Writes src/services/schema.gen.ts from the API's OpenAPI document. With --check it changes
// nothing and fails if the committed file differs from what the document gives.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const web = resolve(import.meta.dirname, "..");
const source = resolve(process.env.OPENAPI ?? join(web, "..", "api", "openapi.json"));
const target = join(web, "src", "services", "schema.gen.ts");

if (!existsSync(source)) {
  console.error(`There is no OpenAPI document at ${source}: set OPENAPI to where it is.`);
  process.exit(2);
}

const header = "// Generated from api/openapi.json by `npm run generate`: do not edit.\n\n";
const document = JSON.parse(readFileSync(source, "utf8"));
// The client names operations by their addresses; without ids there is half as much to generate.
for (const operations of Object.values(document.paths)) {
  for (const operation of Object.values(operations)) delete operation.operationId;
}
const generated = header + astToString(await openapiTS(document));

if (!process.argv.includes("--check")) {
  writeFileSync(target, generated);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== generated) {
  console.error("src/services/schema.gen.ts is out of date: run `npm run generate`.");
  process.exit(1);
}

import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { ACCESS } from "@/lib/access-table";
import { PERMISSIONS } from "@/lib/core/access";
import { TOKEN_SCOPES, tokenMay } from "@/lib/core/api-tokens";
import { routeFiles } from "@/lib/testing/api-room";
import { openApiDocument } from "./openapi";
import { API_ROUTES } from "./table";

test("the document is OpenAPI 3.1, says the validator", async () => {
  const validator = new Validator();
  const result = await validator.validate(openApiDocument());
  expect(result).toMatchObject({ valid: true });
  expect(validator.version).toBe("3.1");
});

describe("the table", () => {
  const methodsIn = (file: string) =>
    [...readFileSync(`app/api/v1${file}/route.ts`, "utf8").matchAll(/^export (?:const|function|async function) ([A-Z]+)\b/gm)].map(([, name = ""]) => name);
  const inTable = API_ROUTES.map(({ method, path }) => `${method} ${path}`).sort();

  test("has every route file, and every row its file", () => {
    expect(
      routeFiles()
        .flatMap((file) => methodsIn(file).map((method) => `${method} ${file}`))
        .sort(),
    ).toEqual(inTable);
  });

  test("says of each what the access table says", () => {
    for (const { method, path, scope, may } of API_ROUTES) {
      const row = ACCESS.find(({ kind, name }) => kind === "route" && name === `${method} /api/v1${path}`);
      expect(row?.rule, `${method} ${path}`).toEqual(scope === null ? { who: "anyone" } : { who: "token", scope, may });
    }
    expect(ACCESS.filter(({ kind, name }) => kind === "route" && name.includes("/api/v1/"))).toHaveLength(API_ROUTES.length);
  });

  test("asks of each a scope that grants what its person needs", () => {
    for (const { id, scope, may } of API_ROUTES) if (scope !== null && may !== null) expect(tokenMay({ scopes: [scope] }, may), id).toBe(true);
  });

  test("gives every operation its own name", () => {
    expect(new Set(API_ROUTES.map(({ id }) => id)).size).toBe(API_ROUTES.length);
  });
});

test("all scopes together grant nothing of accounts, members, policy and removal", () => {
  const granted = PERMISSIONS.filter((permission) => tokenMay({ scopes: TOKEN_SCOPES }, permission));
  expect(granted.filter((permission) => /^(users|policy|members|environment\.(read|manage)|audit|deploy\.approve)|remove$|transfer$/.test(permission))).toEqual(
    [],
  );
});

test("the document names every field of a deploy, and refuses others", () => {
  const document = JSON.parse(JSON.stringify(openApiDocument())) as {
    paths: Record<
      string,
      { post: { requestBody: { content: { "application/json": { schema: { properties: object; required: string[]; additionalProperties: boolean } } } } } }
    >;
  };
  const { schema } = document.paths["/environments/{environment}/stacks/{stack}/deploy"]?.post.requestBody.content["application/json"] ?? {};
  expect(schema?.required).toEqual(["composeText"]);
  expect(schema?.additionalProperties).toBe(false);
  expect(Object.keys(schema?.properties ?? {})).toEqual([
    ...["composeText", "rancherText", "variables", "project", "strategy", "dropped", "message", "reviewedHash", "baseRevision", "replaceCandidate"],
  ]);
});

export interface ExamplePlace {
  origin: string;
  environment: string;
  stack: string;
}

export const EXAMPLES = ["shell", "github", "gitlab"] as const;
export type ExampleId = (typeof EXAMPLES)[number];

/** How each kind of CI deploys a stack: texts to copy, with the reader's own server and stack in them. */
export function ciExample(id: ExampleId, place: ExamplePlace): string {
  if (id === "github") return github(place);
  return id === "gitlab" ? gitlab(place) : shell(place);
}

const address = ({ environment, stack }: ExamplePlace, verb: string) =>
  `/api/v1/environments/${encodeURIComponent(environment)}/stacks/${encodeURIComponent(stack)}/${verb}`;

const call = (place: ExamplePlace, key: string, tag: string, indent: string) =>
  [
    `jq -n --rawfile file compose.yaml --arg tag "${tag}" '{composeText: $file, variables: {TAG: $tag}, message: $tag}' |`,
    `  curl --fail-with-body -sS "$SPINDLE_URL${address(place, "deploy")}?wait=300" \\`,
    `    -H "Authorization: Bearer $SPINDLE_TOKEN" -H "Content-Type: application/json" \\`,
    `    -H "Idempotency-Key: ${key}" --data-binary @-`,
  ]
    .map((line) => `${indent}${line}`)
    .join("\n");

const confirm = (place: ExamplePlace, indent: string) =>
  `${indent}curl --fail-with-body -sS -X POST "$SPINDLE_URL${address(place, "confirm")}?wait=300" -H "Authorization: Bearer $SPINDLE_TOKEN"`;

const shell = (place: ExamplePlace) => `export SPINDLE_URL=${place.origin}
read -rs SPINDLE_TOKEN   # paste the token

# Deploy, or upgrade, and wait for the end: fails when it fails.
${call(place, "$(date +%s)", "$(git rev-parse --short HEAD)", "")}

# The old containers are kept until somebody decides. To decide here:
${confirm(place, "")}
`;

const github = (place: ExamplePlace) => `name: Deploy
on:
  push:
    branches: [main]
jobs:
  deploy:
    runs-on: ubuntu-latest
    env:
      SPINDLE_URL: ${place.origin}
      SPINDLE_TOKEN: \${{ secrets.SPINDLE_TOKEN }}
    steps:
      - uses: actions/checkout@v4
      - name: Deploy ${place.stack}
        run: |
${call(place, "$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT", "$GITHUB_SHA", "          ")}
`;

const gitlab = (place: ExamplePlace) => `deploy:
  stage: deploy
  image: alpine:3
  variables:
    SPINDLE_URL: ${place.origin}
    # SPINDLE_TOKEN: a masked and protected variable under Settings, CI/CD
  before_script:
    - apk add --no-cache curl jq
  script:
    - |
${call(place, "$CI_JOB_ID", "$CI_COMMIT_SHORT_SHA", "      ")}
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
`;

"use client";
import Link from "next/link";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Segmented } from "@/components/ui/field";
import { Prose } from "@/components/ui/prose";
import type { ApiReference } from "@/lib/core/api-reference";
import { ciExample, EXAMPLES, type ExampleId } from "./ci-examples";
import { OperationReference } from "./operation-reference";

const NAMES: Record<ExampleId, string> = { shell: "Shell", github: "GitHub Actions", gitlab: "GitLab" };
const GROUPS = { read: "Read", deploy: "Deploy", exec: "Run commands" } as const;

/** How programs deploy, with texts to copy, and every address there is: from the document that the server serves. */
export function ApiPage({ environment, reference, origin, stack }: { environment: string; reference: ApiReference; origin: string; stack: string | null }) {
  const [example, setExample] = useState<ExampleId>("shell");
  const text = ciExample(example, { origin, environment, stack: stack ?? "portal" });
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>Deploy from CI</h1>
          <p>
            Make a token under{" "}
            <Link className="link" href={`/${environment}/account#api-tokens`}>
              Account
            </Link>
            , keep it where your CI keeps secrets, and send it as a header. The same rules hold as on these pages: a script may do what its token and its person
            both may.
          </p>
        </div>
      </div>
      <Card
        title={stack === null ? "An example" : `With your stack ${stack}`}
        meta={
          <a className="link" href="/api/v1/openapi.json">
            OpenAPI document
          </a>
        }
        className="mb-8"
        flush
      >
        <div className="example-head">
          <Segmented label="Example for" value={example} options={EXAMPLES.map((value) => ({ value, label: NAMES[value] }))} onChange={setExample} />
        </div>
        <div className="code code-block">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <section tabIndex={0} aria-label={`Example for ${NAMES[example]}`}>
            <pre>{text}</pre>
          </section>
          <CopyButton text={text} label="Copy example" />
        </div>
      </Card>
      <ul className="api-notes">
        {NOTES.map((note) => (
          <li key={note}>
            <Prose>{note}</Prose>
          </li>
        ))}
      </ul>
      {reference.groups.map(({ scope, operations }) => (
        <section key={scope} aria-labelledby={`api-${scope}`}>
          <div className="section-head">
            <h2 id={`api-${scope}`}>{GROUPS[scope]}</h2>
            <span className="n">{operations.length}</span>
          </div>
          <div className="card api-list">
            {operations.map((operation) => (
              <OperationReference key={operation.id} operation={operation} />
            ))}
          </div>
        </section>
      ))}
    </main>
  );
}

const NOTES = [
  "`deploy` reviews the text and deploys exactly what it checked. With `review` first, send its `hash` as `reviewedHash`: anything else is refused.",
  "`?wait=300` answers when the operation has ended. A failure answers 409, so that `curl --fail-with-body` ends the job and shows why.",
  "`Idempotency-Key` makes a repeated request the same request: one key, one operation, for 24 hours.",
  "Variables that a request does not name stay as they are; `null` takes one away. Values that look secret are never answered.",
  "A refusal is `application/problem+json` with a `code` to switch on. 300 requests a minute for each token; the headers `RateLimit-*` say what is left.",
];

import { ButtonLink } from "@/components/ui/button";

/** Missing and foreign look the same. */
export function Missing() {
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>There is nothing here</h1>
          <p>It was removed, renamed, or belongs to somebody else.</p>
        </div>
      </div>
      <ButtonLink href="/">To your stacks</ButtonLink>
    </main>
  );
}

import type { Metadata } from "next";
import { Door } from "@/components/sign-in/door";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Door title="There is nothing here" lead="It was removed, renamed, or belongs to somebody else.">
      <div className="row mt-5">
        <ButtonLink variant="primary" href="/">
          To your stacks
        </ButtonLink>
      </div>
    </Door>
  );
}

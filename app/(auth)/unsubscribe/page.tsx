import type { Metadata } from "next";
import { Unsubscribe } from "@/components/notices/unsubscribe";
import { Door } from "@/components/sign-in/door";

export const metadata: Metadata = { title: "No more mails" };

/** Where the link of a mail leads: a look at it changes nothing. Its token stands after the sign #. */
export default function UnsubscribePage() {
  return (
    <Door title="No more mails?" lead="Spindle writes to your address because somebody added it to their account and confirmed it.">
      <Unsubscribe />
    </Door>
  );
}

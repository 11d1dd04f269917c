"use client";
import { useEffect } from "react";

/** Goes to the provider at once; back from there it tells the page that waits. */
export function AgainAtProvider({ done }: { done: boolean }) {
  useEffect(() => {
    if (done) {
      const channel = new BroadcastChannel("spindle.again");
      channel.postMessage("done");
      channel.close();
      window.close();
    } else void import("next-auth/react").then(({ signIn }) => signIn("oidc", { callbackUrl: "/sign-in/again?done=1" }, { prompt: "login", max_age: "0" }));
  }, [done]);
  return null;
}

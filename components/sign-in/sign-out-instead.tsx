"use client";

/** The way out of a page that lets one go nowhere else. */
export function SignOutInstead({ username }: { username: string }) {
  const leave = async () => {
    const { signOut } = await import("next-auth/react");
    await signOut({ callbackUrl: "/sign-in" });
  };
  return (
    <>
      Signed in as {username}.{" "}
      <button type="button" className="link" onClick={() => void leave()}>
        Sign out
      </button>
    </>
  );
}

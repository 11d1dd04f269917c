import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Door } from "@/components/sign-in/door";
import { SetupForm } from "@/components/sign-in/setup-form";
import { loadSetupState } from "@/lib/loaders/setup";

export const metadata: Metadata = { title: "First run" };

export default async function Setup() {
  if (!(await loadSetupState()).needed) redirect("/sign-in");
  return (
    <Door title="Set up Spindle" lead="The first account is the administrator’s." note="The administrator makes the other accounts, under Admin.">
      <SetupForm />
    </Door>
  );
}

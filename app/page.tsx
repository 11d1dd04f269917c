import { redirect } from "next/navigation";
import { Door } from "@/components/sign-in/door";
import { loadEnvironments } from "@/lib/loaders/stacks";

export default async function Home() {
  const [first] = await loadEnvironments();
  if (first) redirect(`/${encodeURIComponent(first.name)}/stacks`);
  return (
    <Door title="No environment yet" lead="Spindle knows no Docker engine.">
      <p className="mt-4">Start the server with DOCKER_HOST set, or with an engine at /var/run/docker.sock.</p>
    </Door>
  );
}

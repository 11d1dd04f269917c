import { redirect } from "next/navigation";

export default async function Environment({ params }: { params: Promise<{ environment: string }> }) {
  redirect(`/${(await params).environment}/stacks`);
}

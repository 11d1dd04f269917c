import type { Metadata } from "next";
import { StacksPage } from "@/components/stacks/stacks-page";
import { loadSample } from "@/lib/loaders/sample";

type Props = { params: Promise<{ environment: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Stacks in ${decodeURIComponent((await params).environment)}` };
}

// The list itself is read by the layout: the sidebar and the palette need it on every page.
export default async function Stacks({ params }: Props) {
  return <StacksPage environment={decodeURIComponent((await params).environment)} sample={loadSample()} />;
}

import { LoadingPage } from "@/components/shell/loading";

export default function Loading() {
  return <LoadingPage rows={4} label="Administration is loading" />;
}

import { LoadingPage } from "@/components/shell/loading";

export default function Loading() {
  return <LoadingPage rows={8} label="Operations are loading" />;
}

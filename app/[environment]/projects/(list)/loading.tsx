import { LoadingPage } from "@/components/shell/loading";

export default function Loading() {
  return <LoadingPage rows={4} label="Projects are loading" />;
}

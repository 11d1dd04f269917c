import { LoadingPage } from "@/components/shell/loading";

export default function Loading() {
  return <LoadingPage rows={3} label="Your account is loading" />;
}

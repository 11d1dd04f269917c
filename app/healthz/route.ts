import { healthAnswer } from "@/lib/loaders/self-watch";

export const dynamic = "force-dynamic";

export const GET = () => healthAnswer();

import { metricsAnswer } from "@/lib/loaders/self-watch";

export const GET = (request: Request) => metricsAnswer(request);

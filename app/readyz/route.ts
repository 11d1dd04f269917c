import { readyAnswer } from "@/lib/loaders/self-watch";

export const GET = (request: Request) => readyAnswer(request);

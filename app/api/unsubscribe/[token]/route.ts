import { endMails, lookFirst } from "@/lib/loaders/unsubscribe";

interface Asked {
  params: Promise<{ token: string }>;
}

export const GET = async (_request: Request, { params }: Asked) => lookFirst((await params).token);
export const POST = async (request: Request, { params }: Asked) => endMails(request, (await params).token);

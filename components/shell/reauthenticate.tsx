"use client";
import { useEffect, useState } from "react";
import { late } from "@/lib/client/late";
import { answerProofs, type ProofRequest } from "@/lib/client/prove-again";

const ProofDialog = late(() => import("./proof-dialog").then((part) => part.ProofDialog));

interface Asked {
  request: ProofRequest;
  answer: (proven: boolean) => void;
}

/** Mounted once by the shell: asks who one is where an action needs to know once more. Several that wait at once are one question. */
export function Reauthenticate() {
  const [asked, setAsked] = useState<Asked[]>([]);
  useEffect(() => answerProofs((request) => new Promise((answer) => setAsked((before) => [...before, { request, answer }]))), []);
  const [first] = asked;
  if (!first) return null;
  const end = (proven: boolean) => {
    for (const { answer } of asked) answer(proven);
    setAsked([]);
  };
  return <ProofDialog request={first.request} onEnd={end} />;
}

"use server";
import { removeSecretInput, writeSecretInput } from "@/lib/ops/inputs";
import { removeSecret } from "@/lib/ops/remove-secret";
import { writeSecret } from "@/lib/ops/write-secret";
import { serverAction } from "./action";

export const writeSecretAction = serverAction(writeSecretInput, writeSecret);
export const removeSecretAction = serverAction(removeSecretInput, removeSecret);

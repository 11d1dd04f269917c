"use server";
import { changeEnvironment } from "@/lib/ops/change-environment";
import { createEnvironment } from "@/lib/ops/create-environment";
import { approveRequest, declineRequest, withdrawRequest } from "@/lib/ops/decide-request";
import {
  changeEnvironmentInput,
  createEnvironmentInput,
  declineInput,
  removeEnvironmentInput,
  requestInput,
  testEngineInput,
} from "@/lib/ops/environment-input";
import { removeEnvironment } from "@/lib/ops/remove-environment";
import { testEngine } from "@/lib/ops/test-engine";
import { serverAction } from "./action";

export const createEnvironmentAction = serverAction(createEnvironmentInput, createEnvironment);
export const changeEnvironmentAction = serverAction(changeEnvironmentInput, changeEnvironment);
export const removeEnvironmentAction = serverAction(removeEnvironmentInput, removeEnvironment);
export const testEngineAction = serverAction(testEngineInput, testEngine);
export const approveRequestAction = serverAction(requestInput, approveRequest);
export const declineRequestAction = serverAction(declineInput, declineRequest);
export const withdrawRequestAction = serverAction(requestInput, withdrawRequest);

"use server";
import { confirmUpgrade } from "@/lib/ops/confirm-upgrade";
import { createStack } from "@/lib/ops/create-stack";
import { deployStack } from "@/lib/ops/deploy-stack";
import {
  confirmInput,
  createStackInput,
  deployInput,
  mergeInput,
  redeployInput,
  removeInput,
  reviewInput,
  scaleInput,
  stackActionInput,
  upgradeInput,
} from "@/lib/ops/inputs";
import { mergeCompose } from "@/lib/ops/merge-compose";
import { pauseUpgrade, resumeUpgrade } from "@/lib/ops/pause-upgrade";
import { redeployService } from "@/lib/ops/redeploy-service";
import { removeStack } from "@/lib/ops/remove-stack";
import { reviewStack } from "@/lib/ops/review-stack";
import { rollBack } from "@/lib/ops/roll-back";
import { restartService, startService, stopService } from "@/lib/ops/run-service";
import { scaleService } from "@/lib/ops/scale-service";
import { upgradeStack } from "@/lib/ops/upgrade-stack";
import { serverAction } from "./action";

export const reviewAction = serverAction(reviewInput, reviewStack);
export const mergeAction = serverAction(mergeInput, mergeCompose);
export const deployAction = serverAction(deployInput, deployStack);
export const createStackAction = serverAction(createStackInput, createStack);
export const upgradeAction = serverAction(upgradeInput, upgradeStack);
export const confirmAction = serverAction(confirmInput, confirmUpgrade);
export const rollBackAction = serverAction(stackActionInput, rollBack);
export const pauseAction = serverAction(stackActionInput, pauseUpgrade);
export const resumeAction = serverAction(stackActionInput, resumeUpgrade);
export const startAction = serverAction(stackActionInput, startService);
export const stopAction = serverAction(stackActionInput, stopService);
export const restartAction = serverAction(stackActionInput, restartService);
export const scaleAction = serverAction(scaleInput, scaleService);
export const redeployAction = serverAction(redeployInput, redeployService);
export const removeAction = serverAction(removeInput, removeStack);

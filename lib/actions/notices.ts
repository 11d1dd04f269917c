"use server";
import { changeNoticeSettings, testMail } from "@/lib/ops/change-notice-settings";
import { setUsualNotices, watchStack } from "@/lib/ops/choose-notices";
import { markNotices } from "@/lib/ops/list-notices";
import {
  addAddressInput,
  addressInput,
  confirmAddressInput,
  markNoticesInput,
  noticeSettingsInput,
  testMailInput,
  usualNoticesInput,
  watchInput,
} from "@/lib/ops/notice-inputs";
import { addAddress, confirmAddress, removeAddress, testAddress } from "@/lib/ops/own-addresses";
import { serverAction } from "./action";

export const markNoticesAction = serverAction(markNoticesInput, markNotices);
export const watchStackAction = serverAction(watchInput, watchStack);
export const setUsualNoticesAction = serverAction(usualNoticesInput, setUsualNotices);
export const addAddressAction = serverAction(addAddressInput, addAddress);
export const confirmAddressAction = serverAction(confirmAddressInput, confirmAddress);
export const testAddressAction = serverAction(addressInput, testAddress);
export const removeAddressAction = serverAction(addressInput, removeAddress);
export const changeNoticeSettingsAction = serverAction(noticeSettingsInput, changeNoticeSettings);
export const testMailAction = serverAction(testMailInput, testMail);

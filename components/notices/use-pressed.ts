"use client";
import { useState } from "react";

/** What was pressed last shows at once and until the server has it; what the server refused is as it was. */
export function usePressed<Value>(stored: Value, save: (value: Value) => Promise<unknown>): [shown: Value, press: (value: Value) => void] {
  const [pressed, setPressed] = useState<{ value: Value } | null>(null);
  const press = (value: Value) => {
    const mine = { value };
    setPressed(mine);
    const over = () => setPressed((now) => (now === mine ? null : now));
    void save(value).then(over, over);
  };
  return [pressed ? pressed.value : stored, press];
}

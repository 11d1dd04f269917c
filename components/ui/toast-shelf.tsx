"use client";
import { Toast } from "@base-ui/react/toast";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { buttonClass } from "./button";
import { Icon } from "./icon";
import { Prose } from "./prose";
import type { ToastInput } from "./toast";

function Toasts({ first, subscribe }: { first: ToastInput; subscribe: (listener: (toast: ToastInput) => void) => () => void }) {
  const { toasts, add } = Toast.useToastManager<ToastInput>();
  const shown = useRef(false);
  useEffect(() => {
    const show = (toast: ToastInput) => add({ data: toast, title: toast.title, priority: toast.tone === "broken" ? "high" : "low" });
    if (!shown.current) {
      shown.current = true;
      show(first);
    }
    return subscribe(show);
  }, [add, first, subscribe]);
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Icon name={toast.data?.tone === "broken" ? "octagon" : "check-circle"} className={toast.data?.tone} />
      <Toast.Content render={<p />}>
        <Prose>{toast.data?.title ?? ""}</Prose>
        {toast.data?.text && (
          <small>
            <Prose>{toast.data.text}</Prose>
          </small>
        )}
      </Toast.Content>
      {toast.data?.action && (
        <Link href={toast.data.action.href} className={buttonClass({ variant: "ghost", size: "sm" })}>
          {toast.data.action.label}
        </Link>
      )}
      <Toast.Close aria-label="Dismiss" className={buttonClass({ variant: "ghost", size: "sm" }, true)}>
        <Icon name="close" />
      </Toast.Close>
    </Toast.Root>
  ));
}

export function ToastShelf(props: { first: ToastInput; subscribe: (listener: (toast: ToastInput) => void) => () => void }) {
  return (
    <Toast.Provider timeout={8_000}>
      <Toast.Portal>
        <Toast.Viewport className="toast-viewport">
          <Toasts {...props} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

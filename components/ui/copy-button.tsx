"use client";
import { useEffect, useState } from "react";
import { IconButton } from "./button";

/** Copies `text`; says so for two seconds. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton size="sm" icon={copied ? "check" : "copy"} label={copied ? "Copied" : label} onClick={() => void copyText(text).then(() => setCopied(true))} />
  );
}

/** The clipboard needs a secure page; on plain HTTP the old way still works. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** One line of code with its copy button. */
export function CodeLine({ children, label }: { children: string; label?: string }) {
  return (
    <div className="code">
      {children}
      <CopyButton text={children} label={label} />
    </div>
  );
}

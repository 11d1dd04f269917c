/** Hands a text or bytes to the browser as a file. */
export function saveFile(name: string, content: Blob | string): void {
  const address = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type: "text/plain" }) : content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has to have begun before its address goes.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;

/** Whether WebGL is drawn by a GPU. In software it is slower than the terminal's plain renderer, measured 2.8 times. */
export function hasGpu(): boolean {
  const context = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (context === null) return false;
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const renderer: unknown = info === null ? "" : context.getParameter(info.UNMASKED_RENDERER_WEBGL);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof renderer === "string" && !SOFTWARE.test(renderer);
}

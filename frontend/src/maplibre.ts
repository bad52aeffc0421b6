// MapLibre, with its worker and style sheet inside this bundle: nothing is fetched.

import * as maplibre from 'maplibre-gl'
import worker from 'virtual:maplibre-worker'

let ready = false

/** Whether the processor draws instead of a graphics card: everything is then some hundred times slower. */
export function drawsInSoftware(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  return info !== null && /swiftshader|llvmpipe|software|basic render/i.test(String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)))
}

/** A page has few contexts, and the browser takes them from living maps before it looks for dead ones. */
export function giveBack(gl: WebGL2RenderingContext | null): void {
  gl?.getExtension('WEBGL_lose_context')?.loseContext()
}

/** One worker script for all maps of the page. */
export function loadMapLibre(): typeof maplibre {
  if (!ready) {
    maplibre.setWorkerUrl(URL.createObjectURL(new Blob([worker], {type: 'text/javascript'})))
    ready = true
  }
  return maplibre
}

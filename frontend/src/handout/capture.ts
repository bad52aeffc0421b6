// The map as pixels, at another size and resolution than on the screen.

import type {Map as MapLibre} from 'maplibre-gl'

export interface Shot {
  /** CSS pixels. */
  width: number
  height: number
  /** Pixels of the picture per CSS pixel. */
  ratio: number
}

export interface CaptureHost {
  map: MapLibre
  stage: HTMLElement
  /** Pixels of the stage under panels. */
  covered: () => {left: number; right: number}
  /** Canvases over the map, bottom to top. */
  above: () => HTMLCanvasElement[]
  /** Draw what lies over the map, now. */
  draw: () => void
  /** Resolves when everything has been loaded and drawn. */
  settled: () => Promise<void>
}

/** Have the map at a size, run `work`, and put everything back; the stage is covered meanwhile. */
export async function atSize<Result>(host: CaptureHost, {width, height, ratio}: Shot, work: () => Promise<Result>): Promise<Result> {
  const {map, stage} = host
  const before = {zoom: map.getZoom(), ratio: map.getPixelRatio(), center: map.getCenter()}
  // what panels cover was not meant to be handed out
  const {left, right} = host.covered()
  const seen = Math.max(100, stage.clientWidth - left - right)
  const grown = Math.min(width / seen, height / stage.clientHeight)
  const center = map.unproject([left + seen / 2, stage.clientHeight / 2])
  stage.style.setProperty('--shot-width', `${width}px`)
  stage.style.setProperty('--shot-height', `${height}px`)
  stage.classList.add('capturing')
  try {
    map.setPixelRatio(ratio)
    map.resize()
    map.jumpTo({zoom: before.zoom + Math.log2(grown), center})
    map.redraw() // until then the map does not know what it will need
    await host.settled()
    return await work()
  } finally {
    stage.classList.remove('capturing')
    map.setPixelRatio(before.ratio)
    map.resize()
    map.jumpTo({zoom: before.zoom, center: before.center})
  }
}

/** The map and what lies over it as they are now. The browser keeps a WebGL picture for this task only. */
export function copyMap({map, above, draw}: CaptureHost, onto: CanvasRenderingContext2D, x: number, y: number): void {
  map.redraw()
  draw()
  const {width, height} = map.getCanvas()
  for (const canvas of [map.getCanvas(), ...above()]) {
    if (canvas.width > 0 && canvas.height > 0) onto.drawImage(canvas, x, y, width, height)
  }
}

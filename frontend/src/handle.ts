// What tests and measurements may use: `root.lagemap`, and `window.__lagemaps` for maps inside shadow roots.

import type {LageMap} from './component'
import {mercatorX, mercatorY, WORLD} from './mercator'

export interface Stats {
  /** Fixes of all track layers, and segments drawn last. */
  vertices: number
  drawn: number
  /** From the page's start to the first whole picture; from a measured seek to the pixels. */
  firstPictureMs: number | null
  lastStepMs: number | null
  resourceBytes: number
}

export interface Handle {
  map: LageMap['map']
  component: LageMap
  ready: Promise<void>
  /** Resolves after everything was really drawn; fails where the map is closed before. */
  idle: () => Promise<void>
  /** Resolves when large layers have arrived as finely as this view shows them, and are drawn. */
  detailed: () => Promise<void>
  /** Go to a moment and give the milliseconds until its pixels stood. */
  step: (time: number) => Promise<number>
  /** Pixels of a place of a height (m), or on the ground; null before the first picture. */
  project: (longitude: number, latitude: number, height?: number) => [px: number, py: number] | null
  readonly stats: Stats
}

export function exposeHandle(component: LageMap): void {
  const marks: {first: number | null; step: number | null} = {first: null, step: null}
  const {map, root} = component
  const idle = () => settled(component)
  const handle: Handle = {
    map, component, idle,
    detailed: async () => {
      // what has arrived is drawn, and the picture may then ask for something finer still
      do {
        do {
          await idle()
          await new Promise(resolve => setTimeout(resolve, 20))
        } while (refining(component))
        await idle()
      } while (refining(component))
    },
    ready: idle().then(() => {
      marks.first = performance.now()
    }, () => {}), // closed before there was a picture
    step: async time => {
      const begin = performance.now()
      component.clock.seek(time)
      await new Promise(resolve => requestAnimationFrame(resolve)) // the tick asked for this frame before
      while (!map.loaded()) await new Promise(resolve => setTimeout(resolve, 1)) // where airspaces changed, the map is drawn as well
      finish(component)
      return (marks.step = performance.now() - begin)
    },
    project: (longitude, latitude, height) => component.camera.screen?.project(mercatorX(longitude) * WORLD, mercatorY(latitude) * WORLD, height) ?? null,
    get stats() {
      return statsOf(component, marks)
    },
  }
  ;(root as HTMLElement & {lagemap?: Handle}).lagemap = handle
  const page = window as unknown as {__lagemaps?: Handle[]}
  page.__lagemaps = [...(page.__lagemaps ?? []).filter(({component: other}) => other.root.isConnected), handle]
}

function statsOf({layers, transport}: LageMap, {first, step}: {first: number | null; step: number | null}): Stats {
  const tracks = layers.items.flatMap(item => item.tracks ?? [])
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  return {
    vertices: sum(tracks.map(({data}) => data.fixCount)), drawn: sum(tracks.map(layer => layer.drawn)),
    firstPictureMs: first, lastStepMs: step, resourceBytes: transport.bytes,
  }
}

/** One more picture, with its pixels. */
function drawn(component: LageMap): Promise<void> {
  return new Promise((resolve, reject) => {
    component.map.once('render', () => {
      finish(component)
      resolve()
    })
    component.map.once('remove', () => reject(closed()))
    component.map.triggerRepaint()
  })
}

/** Wait for the pixels: without reading one back, software rendering is still at work. */
function finish({map, trails}: LageMap): void {
  const gl = map.getCanvas().getContext('webgl2')
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
  trails.finish()
}

const refining = ({layers}: LageMap) => layers.items.some(({tracks}) => tracks?.levels?.busy)

/** A source that has not begun to load has no tiles missing yet: the sources have to be asked as well. */
function loaded(map: LageMap['map']): boolean {
  return map.areTilesLoaded() && Object.keys(map.getStyle().sources).every(id => map.isSourceLoaded(id))
}

const closed = () => new Error('the map was closed before it was drawn')

/** Resolves after everything was loaded and drawn; fails where the map is closed before. */
export async function settled(component: LageMap): Promise<void> {
  const {map, root} = component
  await component.started
  await component.loading
  // waiting without drawing: pictures made only for looking would slow down what is waited for
  for (;;) {
    if (component.closed) throw closed()
    if (loaded(map) && !map.isMoving() && !component.layers.items.some(({state}) => state === 'loading')) break
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  await drawn(component)
  root.dataset.state = 'ready'
}

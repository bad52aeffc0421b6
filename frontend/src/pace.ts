// Fewer pictures while layers arrive: where the processor draws, each takes as much of it as decoding a layer does.

import type {Map as MapLibre} from 'maplibre-gl'

/** ms between two pictures nobody waits for. */
const PAUSE = 350

/** Draw at most every now and then as long as `loading` says so; the first picture comes at once. */
export function pace(map: Pick<MapLibre, 'triggerRepaint'>, loading: () => boolean): void {
  const draw = map.triggerRepaint.bind(map)
  let waiting = false
  let last = -Infinity
  map.triggerRepaint = () => {
    const now = performance.now()
    if (!loading() || now - last >= PAUSE) {
      last = now
      draw()
    } else if (!waiting) {
      waiting = true
      setTimeout(() => {
        waiting = false
        last = performance.now()
        draw()
      }, last + PAUSE - now)
    }
  }
}

// Where the map's own names stand: cities, countries, airspaces. Labels of flights go where none is.

import type {Map as MapLibre} from 'maplibre-gl'
import type {Rect} from './declutter'

/** What MapLibre keeps of the symbols it has placed, with a frame around the screen. It is not part of its interface: it may be missing. */
interface Placed {
  grid?: {hitTest?: (left: number, top: number, right: number, bottom: number, mode: 'never') => boolean}
}
const FRAME = 100

/** Whether a name stands in a part of the screen, as of when names were placed last. */
export function namesOn(map: MapLibre): (rect: Rect) => boolean {
  const {collisionIndex} = (map.style as unknown as {placement?: {collisionIndex?: Placed}} | undefined)?.placement ?? {}
  const grid = collisionIndex?.grid
  if (!grid?.hitTest) return () => false
  return ({left, top, right, bottom}) => grid.hitTest!(left + FRAME, top + FRAME, right + FRAME, bottom + FRAME, 'never')
}

// The map's projection as MapLibre really draws it: its matrix, caught by a layer that draws nothing.

import type {CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre} from 'maplibre-gl'
import {FLAT, Screen, type Depth} from './screen'

export class Camera implements CustomLayerInterface {
  readonly id = 'lagebild-camera'
  readonly type = 'custom'
  readonly renderingMode = '2d'
  /** null before the first picture. */
  matrix: ArrayLike<number> | null = null
  map: MapLibre | null = null
  /** What the third dimension looks like now. */
  depth: () => Depth = () => FLAT

  onAdd(map: MapLibre): void {
    this.map = map
  }

  render(_: WebGL2RenderingContext, {defaultProjectionData}: CustomRenderMethodInput): void {
    this.matrix = defaultProjectionData.mainMatrix as unknown as ArrayLike<number>
  }

  /** null before the first picture. */
  get screen(): Screen | null {
    const {map, matrix} = this
    if (!map || !matrix) return null
    const {clientWidth, clientHeight} = map.getCanvas()
    return new Screen(matrix, clientWidth, clientHeight, this.depth())
  }
}

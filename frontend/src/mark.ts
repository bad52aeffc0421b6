// A place that was searched for, marked on the map.

import type {Position} from './coordinates'
import {mercatorX, mercatorY, unwrap, WORLD} from './mercator'
import {strokeOutlined} from './outlined'
import type {Drawn} from './overlay'
import type {Theme} from './ramps'
import type {Screen} from './screen'

export class Mark implements Drawn {
  position: Position | null = null

  /** A cross-hair that leaves the place itself free. */
  paint(context: CanvasRenderingContext2D, screen: Screen, theme: Theme): void {
    if (!this.position) return
    const {longitude, latitude} = this.position
    const {west, east} = screen.view(0)
    const [px, py] = screen.project(unwrap(mercatorX(longitude) * WORLD, (west + east) / 2), mercatorY(latitude) * WORLD)
    strokeOutlined(context, theme, () => {
      context.arc(px, py, 9, 0, 2 * Math.PI)
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(px + 5 * dx, py + 5 * dy)
        context.lineTo(px + 15 * dx, py + 15 * dy)
      }
    })
  }
}

// Python asks for a place on the map: the next point that is set answers.

import type {Position} from './coordinates'
import type {Model} from './model'
import type {Tool} from './tools'

export class Placing implements Tool {
  constructor(private readonly model: Model, private readonly changed: () => void) {}

  get active(): boolean {
    return this.model.get('placing') === true
  }

  start(): void {
    this.set(true)
  }

  stop(): void {
    this.set(false)
  }

  add({longitude, latitude}: Position): void {
    this.model.set('placed', {longitude: Number(longitude.toFixed(6)), latitude: Number(latitude.toFixed(6))})
    this.stop()
  }

  private set(placing: boolean): void {
    if (this.active !== placing) this.model.set('placing', placing)
    this.changed()
  }
}

// The ground under the pointer: at once from the tiles at hand, then exactly from Python.

import type {Layers} from './layers'
import type {Transport} from './transport'
import type {GroundText} from './ui/statusbar'

const PAUSE = 120

export class GroundReader {
  private timer: ReturnType<typeof setTimeout> | undefined
  private asked = 0

  constructor(private readonly layers: Layers, private readonly transport: Transport, private readonly show: (ground: GroundText) => void) {}

  move(longitude: number, latitude: number): void {
    const terrains = this.layers.items.flatMap(({terrain}) => terrain ?? []).reverse()
    clearTimeout(this.timer)
    const question = ++this.asked
    if (terrains.length === 0) return this.show({elevation: undefined, accuracy: null})
    const quick = terrains.map(terrain => ({elevation: terrain.heightAt(longitude, latitude), accuracy: terrain.spec.accuracy}))
    this.show(quick.find(({elevation}) => typeof elevation === 'number') ?? quick.find(({elevation}) => elevation === null) ?? {elevation: undefined, accuracy: null})
    this.timer = setTimeout(() => void this.ask(question, longitude, latitude), PAUSE)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.asked++
  }

  /** Without an answer the quick height stays: it is right to within its tile's resolution. */
  private async ask(question: number, longitude: number, latitude: number): Promise<void> {
    const ground = await this.transport.ground(longitude, latitude).catch(() => null)
    if (ground && question === this.asked) this.show(ground)
  }
}

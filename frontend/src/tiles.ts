// Tiles that Python gives as resources, for MapLibre's sources: a protocol of their own, and failures as sentences.

import type {Container} from './columns'
import {loadMapLibre} from './maplibre'
import type {Sentence} from './scene'

export interface TilesHost {
  load: (name: string) => Promise<Container>
  /** Hears why a tile did not come; the map goes on without it. */
  failed: (sentence: Sentence) => void
  /** Hears that one came. */
  arrived?: () => void
}

let protocols = 0

export class Tiles {
  private readonly protocol = `lagebild-tiles-${++protocols}`

  private version = 0

  /** `prefix`: the resources' common name. */
  constructor(private prefix: string, private readonly form: 'raster' | 'vector', private readonly host: TilesHost) {
    loadMapLibre().addProtocol(this.protocol, ({url}) => this.answer(url.slice(this.protocol.length + 3).replace(/\?.*/, '')))
  }

  /** For a source's `tiles`. */
  get url(): string {
    return `${this.protocol}://{z}/{x}/{y}${this.version ? `?${this.version}` : ''}`
  }

  /** Give other tiles from now on; the source takes the new `url`. */
  rename(prefix: string): void {
    this.prefix = prefix
    this.version++
  }

  close(): void {
    loadMapLibre().removeProtocol(this.protocol)
  }

  /** What fails is a hole in the map. */
  private async answer(name: string): Promise<{data: ImageBitmap | ArrayBuffer}> {
    try {
      const bytes = tileBytes(await this.host.load(`${this.prefix}/${name}`))
      const data = this.form === 'vector' ? (bytes ?? new Uint8Array(0)).slice().buffer : await picture(bytes)
      this.host.arrived?.()
      return {data}
    } catch (error) {
      this.host.failed(error instanceof TileFailure ? error.sentence : {template: 'A tile cannot be drawn: {reason}', values: {reason: String((error as Error)?.message ?? error)}})
      return {data: this.form === 'vector' ? new ArrayBuffer(0) : await picture(null)}
    }
  }
}

export class TileFailure extends Error {
  constructor(readonly sentence: Sentence) {
    super(sentence.template)
  }
}

/** null: there is no tile at this place. */
export function tileBytes(container: Container): Uint8Array | null {
  const {error, empty} = container.meta as {error?: Sentence; empty?: boolean}
  if (error) throw new TileFailure(error)
  return empty || !container.has('tile') ? null : (container.column('tile') as Uint8Array)
}

async function picture(bytes: Uint8Array | null): Promise<ImageBitmap> {
  return createImageBitmap(bytes ? new Blob([bytes as Uint8Array<ArrayBuffer>]) : new ImageData(1, 1))
}

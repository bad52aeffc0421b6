// Finer levels of large layers: asks for the tiles a view needs, joins them into one piece, and forgets the oldest.

import type {Container} from '../columns'
import {covering} from '../covering'
import {unwrap} from '../mercator'
import {readTracks, STRIDE, type Level, type TrackData, type TracksMeta} from './data'
import {merge, readStretches, type Stretches} from './merging'
import {Recent} from './recent'
import {holds, type Box} from './window'

/** One piece has at most so many fixes: 16 MB each on the graphics card and in memory. More would be a blot. */
export const MOST_SHOWN = 1_000_000
/** Tiles are kept until they hold so many fixes together, about 20 bytes each. */
const MOST_KEPT = 1_500_000
/** Whole tracks kept, for the selection. */
const MOST_TRACKS = 8
/** More tiles than any flat view needs: one tilted to the horizon. */
const MOST_TILES = 40
/** The loaded surroundings of the view, in view sizes. */
const MARGIN = 0.15
/** A view this much smaller than the one for which a level was too much is asked about anew. */
const SHRUNK = 0.6
/** ms without a new wish before it is fulfilled. */
const PAUSE = 150

export interface Tile {
  level: number
  x: number
  y: number
}

interface Detail {
  data: TrackData
  level: number
  /** In the copy of the world in which it was asked for. */
  box: Box
}

/** The level for a map at `zoom`; null where the first piece is fine enough. */
export function levelFor(zoom: number, {zoom: first, finest}: Level): number | null {
  const level = Math.min(finest, Math.ceil(zoom - 1e-6))
  return level > first ? level : null
}

/** The tiles of a level that meet a box, as the server cuts them: a level's tiles are twice as wide as those of its zoom. */
export function tilesOf(box: Box, level: number): Tile[] {
  return covering(box, level - 1).map(([x, y]) => ({level, x, y}))
}

const areaOf = ({west, north, east, south}: Box) => (east - west) * (south - north)

/** About how many fixes the next finer level has in a box; 0 where nothing is known of it. */
export function expectedIn({west, north, east, south}: Box, {level, fixes, fixCount}: TrackData): number {
  if (!level?.finer) return 0
  const middle = (west + east) / 2
  let within = 0
  for (let at = 0; at < STRIDE * fixCount; at += STRIDE) {
    if (fixes[at + 1] < north || fixes[at + 1] > south) continue
    const x = unwrap(fixes[at], middle)
    if (x >= west && x <= east) within++
  }
  return (level.finer * within) / fixCount
}

export interface LevelsHost {
  /** The layer's resource, under whose name the levels lie. */
  resource: string
  load: (name: string) => Promise<Container<TracksMeta & {too_many?: number}>>
  /** Something finer is there. */
  changed: () => void
  failed: (error: Error) => void
}

export class Levels {
  private detail: Detail | null = null
  private readonly tiles = new Recent<Stretches | 'too many'>(MOST_KEPT)
  private readonly tracks = new Recent<TrackData>(MOST_TRACKS)
  private readonly asked = new Set<string>()
  private timer: ReturnType<typeof setTimeout> | undefined
  /** What is waited for or was found to be too much; nothing is asked twice. */
  private wish: {level: number; box: Box} | null = null
  private generation = 0
  private working = false

  constructor(private readonly first: TrackData, private readonly host: LevelsHost) {}

  /** Whether anything finer is on its way. */
  get busy(): boolean {
    return this.working || this.asked.size > 0
  }

  /** The finest piece at hand which holds all that the view shows. Asks for what is missing. */
  shown(view: Box, zoom: number): TrackData {
    const level = levelFor(zoom, this.first.level!)
    const {detail} = this
    const fits = detail !== null && level !== null && detail.level <= level && holds(detail.box, view)
    if (level === null) this.rest()
    else if (!fits || detail.level < level) this.want(view, level)
    return fits ? detail.data : this.first
  }

  /** All fixes of one track, as a piece of a single track; null as long as they are on their way. */
  whole(track: number): TrackData | null {
    const key = `track/${track}`
    const found = this.tracks.get(key)
    if (!found && !this.asked.has(key)) void this.fetchTrack(key)
    return found ?? null
  }

  close(): void {
    this.rest()
    this.generation++
  }

  /** The first piece does: whatever was still waited for is not needed any more. */
  private rest(): void {
    clearTimeout(this.timer)
    if (this.working || this.wish) this.generation++
    this.working = false
    this.wish = null
    this.detail = null
  }

  private want(view: Box, level: number): void {
    const [dx, dy] = [MARGIN * (view.east - view.west), MARGIN * (view.south - view.north)]
    const box = {west: view.west - dx, east: view.east + dx, north: view.north - dy, south: view.south + dy}
    // what was too much for a wide view may not be for a part of it
    if (this.wish?.level === level && holds(this.wish.box, view) && (this.working || areaOf(box) > SHRUNK * areaOf(this.wish.box))) return
    this.wish = {level, box}
    const generation = ++this.generation
    clearTimeout(this.timer)
    this.working = expectedIn(box, this.first) <= MOST_SHOWN
    if (!this.working) return // even the next level would be too much
    this.timer = setTimeout(() => void this.fulfil(box, level, generation), PAUSE)
  }

  /** The level itself or, where it is too much, the finest one that is not. */
  private async fulfil(box: Box, level: number, generation: number): Promise<void> {
    try {
      for (let tried = level; tried > this.first.level!.zoom; tried--) {
        const stretches = await this.collect(tilesOf(box, tried), generation)
        if (generation !== this.generation) return
        if (!stretches) continue
        this.detail = {data: merge(stretches, this.first), level: tried, box}
        this.host.changed()
        break
      }
    } catch (error) {
      if (generation === this.generation) this.host.failed(error instanceof Error ? error : new Error(String(error)))
    } finally {
      if (generation === this.generation) this.working = false
    }
  }

  /** null: more than one piece should hold. */
  private async collect(tiles: Tile[], generation: number): Promise<Stretches[] | null> {
    if (tiles.length > MOST_TILES) return null
    const found: Stretches[] = []
    let fixes = 0
    for (const tile of tiles) {
      const stretches = await this.tile(tile)
      if (generation !== this.generation) return null
      if (stretches === 'too many' || (fixes += stretches.fix.length) > MOST_SHOWN) return null
      found.push(stretches)
    }
    return found
  }

  private async tile({level, x, y}: Tile): Promise<Stretches | 'too many'> {
    const key = `level/${level}/${x}/${y}`
    const known = this.tiles.get(key)
    if (known) return known
    const container = await this.host.load(`${this.host.resource}/${key}`)
    const stretches = container.meta.too_many ? 'too many' : readStretches(key, container, this.first)
    this.tiles.set(key, stretches, stretches === 'too many' ? 1 : 1 + stretches.fix.length)
    return stretches
  }

  private async fetchTrack(key: string): Promise<void> {
    this.asked.add(key)
    try {
      const container = await this.host.load(`${this.host.resource}/${key}`)
      const numbers = Uint32Array.from(container.column('fix'))
      this.tracks.set(key, {...readTracks(container, this.first.height), numbers, parts: [{name: key, fix: numbers}]}, 1)
      this.asked.delete(key)
      this.host.changed()
    } catch (error) {
      this.host.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

// The look of a layer on one of its finer pieces: colours, filters and heights are worked out on the piece's own fixes.

import {speedsOf} from './motion'
import {UNKNOWN_VALUE, type Paint} from './paint'
import type {TrackData} from './data'
import {NO_FILTER, resolve, type TrackFilter} from './filtering'
import {drawnHeights} from './lifting'
import type {Look} from './look'

interface Worked {
  paintOf: Paint | null
  paint: Paint | null
  filter: TrackFilter
  /** Under which ground `drawn` was worked out; undefined: not yet. */
  ground: Look['ground'] | undefined
  drawn: Float32Array<ArrayBuffer> | null
}

export class Pieces {
  private readonly worked = new WeakMap<TrackData, Worked>()

  constructor(private readonly first: TrackData) {}

  /** `only`: the piece is that one track, with all its fixes. */
  lookOn(piece: TrackData, look: Look, only: number | null = null): Look {
    if (piece === this.first) return look
    let worked = this.worked.get(piece)
    if (!worked) this.worked.set(piece, (worked = {paintOf: null, paint: null, filter: NO_FILTER, ground: undefined, drawn: null}))
    if (worked.paintOf !== look.paint) Object.assign(worked, {paintOf: look.paint, paint: paintOn(piece, look.paint, this.first, only)})
    worked.filter = this.filterOn(piece, look, worked.filter, only)
    if (look.space && worked.ground !== look.ground) Object.assign(worked, {ground: look.ground, drawn: drawnHeights(piece, look.ground ?? (() => 0))})
    return {...look, paint: worked.paint!, filter: worked.filter, drawn: look.space ? worked.drawn : null}
  }

  private filterOn(piece: TrackData, {filters, filter}: Look, former: TrackFilter, only: number | null): TrackFilter {
    const found = resolve(piece, filters, filter.range, former)
    // which tracks are shown does not depend on the piece
    const tracks = only === null || !filter.tracks ? filter.tracks : filter.tracks.subarray(only, only + 1)
    return {...found, tracks}
  }
}

/** Values of the piece's fixes; those of a column are known for the first piece only. */
function paintOn(piece: TrackData, paint: Paint, first: TrackData, only: number | null): Paint {
  if (!paint.values) return paint
  if (paint.by === 'speed') return {...paint, values: Float32Array.from(speedsOf(piece), speed => (Number.isFinite(speed) ? speed : UNKNOWN_VALUE))}
  if (paint.varies) return {...paint, values: null}
  const values = new Float32Array(piece.fixCount)
  for (let track = 0; track < piece.count; track++) {
    const from = first.start[only ?? track]
    values.fill(from < first.start[(only ?? track) + 1] ? paint.values[from] : UNKNOWN_VALUE, piece.start[track], piece.start[track + 1])
  }
  return {...paint, values}
}

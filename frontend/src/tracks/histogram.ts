// When tracks are in flight, for the time axis, and how many, for the background of the time bar.

import type {Span, TimeAxis} from '../axis'
import {STRIDE, timeOf, type TrackData} from './data'

/** From first to last fix of every track, ms since 1970. */
export function flightSpans(layers: TrackData[]): Span[] {
  return layers.flatMap(data => {
    const spans: Span[] = []
    for (let track = 0; track < data.count; track++) {
      const from = data.start[track]
      const to = data.start[track + 1] - 1
      if (to >= from) spans.push({start: timeOf(data, data.fixes[STRIDE * from + 2]), end: timeOf(data, data.fixes[STRIDE * to + 2])})
    }
    return spans
  })
}

/** Flights in each of `bins` equal parts of the axis: a flight counts once in every part that one of its spans touches. */
export function flightsInFlight(flights: Span[][], axis: TimeAxis, bins: number): Float64Array {
  const changes = new Float64Array(bins + 1)
  const bin = (time: number) => Math.min(bins - 1, Math.floor(axis.positionOf(time) * bins))
  for (const spans of flights) {
    let next = 0 // the first part in which this flight has not been counted
    for (const {start, end} of spans) {
      if (end < axis.start || start > axis.end) continue
      const [from, to] = [Math.max(next, bin(start)), bin(end)]
      if (from > to) continue
      changes[from]++
      changes[to + 1]--
      next = to + 1
    }
  }
  let flying = 0
  return changes.slice(0, bins).map(change => (flying += change))
}

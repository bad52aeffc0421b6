// What the flights of all layers say together: when somebody flies, how many are shown, and by what they can be filtered.

import type {Span, TimeAxis} from './axis'
import type {Layers} from './layers'
import {countNames} from './tracks/colouring'
import {ticksOf, type TrackData} from './tracks/data'
import {inFlight} from './tracks/heads'
import {flightsInFlight} from './tracks/histogram'
import type {TracksLayer} from './tracks/layer'
import {ShownFlights} from './tracks/shown'

export class Flights {
  private readonly spans = new ShownFlights()

  constructor(private readonly layers: Layers) {}

  /** The fixes of all layers, hidden ones included. */
  get data(): TrackData[] {
    return this.layers.items.flatMap(({tracks}) => tracks?.data ?? [])
  }

  /** How many flights the filters show, of how many. */
  get count(): {shown: number; all: number} {
    const spans = this.layers.items.flatMap(({tracks}) => (tracks ? this.spansOf(tracks) : []))
    return {shown: spans.filter(one => one.length > 0).length, all: spans.length}
  }

  histogram(axis: TimeAxis, bins: number): Float64Array {
    return flightsInFlight(this.visible.flatMap(layer => this.spansOf(layer)), axis, bins)
  }

  /** How many are in the air at a moment (ms since 1970). */
  inFlight(time: number): number {
    return this.visible.reduce((sum, {data, look}) => sum + inFlight(data, ticksOf(data, time), look.filter), 0)
  }

  /** Whether the filters hide the whole of a flight. */
  hides(layer: TracksLayer, track: number): boolean {
    return this.spansOf(layer)[track]?.length === 0
  }

  get types(): Map<string, number> {
    return countNames(this.data.flatMap(({meta}) => meta.platforms ?? []))
  }

  get sources(): Map<string, number> {
    return countNames(this.data.flatMap(({meta}) => meta.sources ?? []))
  }

  private get visible(): TracksLayer[] {
    return this.layers.items.flatMap(({tracks, visible}) => (tracks && visible ? [tracks] : []))
  }

  private spansOf({data, look}: TracksLayer): Span[][] {
    return this.spans.spansOf(data, look.filter)
  }
}

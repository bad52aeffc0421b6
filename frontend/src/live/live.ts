// A picture that is received now: its stream, what the map shows of it, and how the feeds are doing.

import type {Clock} from '../clock'
import type {Layers} from '../layers'
import type {Model} from '../model'
import type {Settings} from '../settings'
import {LiveBar} from '../ui/live-bar'
import {AlertSignal} from './alert-signal'
import {LiveFeed, type Answer, type FeedState, type LiveMeta} from './feed'
import {LiveStore} from './store'

export interface LiveHost {
  model: Model
  layers: Layers
  clock: Clock
  settings: Settings
  /** Resolves when the map's layers are there. */
  ready: () => Promise<unknown>
  /** Something else is to be seen. */
  changed: () => void
}

/** ms that the feeds' clock may seem to differ from ours, by the way answers take, before ours is corrected. */
const SLACK = 250

export class Live {
  readonly bar: LiveBar
  private readonly store = new LiveStore()
  private readonly feed: LiveFeed
  private readonly signal: AlertSignal
  private told: LiveMeta | null = null
  /** The feeds' clock at a moment of ours. */
  private clockAt: {theirs: number; ours: number; rate: number} | null = null
  private lost: number | null = null
  private ready = false

  constructor(stream: string, private readonly host: LiveHost) {
    const {model, settings, clock} = host
    this.signal = new AlertSignal(() => document.title, title => { document.title = title })
    this.bar = new LiveBar(settings, {
      state: () => this.state, following: () => clock.following, follow: () => clock.follow(),
      ask: () => model.set('alerts_asked', (model.get('alerts_asked') ?? 0) + 1), signal: this.signal,
    })
    this.feed = new LiveFeed({address: stream, take: answer => this.take(answer), reached: reached => this.reach(reached)})
    clock.onChange(() => this.bar.update())
    void host.ready().then(() => { this.ready = true; this.show() })
  }

  close(): void {
    this.feed.close()
    this.signal.close()
  }

  /** Their clock now, ms since 1970. */
  now(): number {
    if (!this.clockAt) return Date.now()
    const {theirs, ours, rate} = this.clockAt
    return theirs + (performance.now() - ours) * rate
  }

  private get state() {
    const since = this.clockAt ? (performance.now() - this.clockAt.ours) / 1000 : 0
    const feeds: FeedState[] = (this.told?.feeds ?? []).map(feed => ({...feed, age: feed.age === null ? null : feed.age + since}))
    return {feeds, replay: this.told?.replay ?? false, lost: this.lost === null ? null : (performance.now() - this.lost) / 1000, unseen: this.told?.alerts.unseen ?? 0, log: this.told?.log ?? null}
  }

  private take(answer: Answer): void {
    const first = this.told === null
    const {meta} = answer
    this.told = meta
    this.setClock(meta)
    this.store.take(answer)
    this.signal.tell(meta.alerts)
    if (first) this.host.clock.setLive({now: () => this.now(), window: () => meta.window})
    this.show()
    this.bar.update()
  }

  /** Answers take different times: the clock goes on evenly unless it is clearly wrong. */
  private setClock({now, rate}: LiveMeta): void {
    const ours = performance.now()
    const drift = now - this.now()
    if (this.clockAt?.rate === rate && drift > -SLACK * rate && drift < SLACK * rate) this.clockAt = {theirs: this.now(), ours, rate}
    else this.clockAt = {theirs: now, ours, rate}
  }

  private show(): void {
    if (!this.ready || !this.told) return
    this.host.layers.showLive(this.store.data(this.now()))
    this.host.clock.moveOn()
    this.host.changed()
  }

  private reach(reached: boolean): void {
    this.lost = reached ? null : performance.now()
    this.bar.update()
  }
}

// The picture's time: runs in the browser while playing, and tells Python about twice a second.

import {TimeAxis, type Span} from './axis'
import type {Model} from './model'

const SYNC = 500
/** The same while other maps follow what the user's hand does. */
const FOLLOWED = 120
/** ms between two moments of a clock that follows what is received, as shown and as told. */
const LIVE_STEP = 40
const LIVE_SYNC = 2000

/** What time it is by the feeds' clock, ms since 1970; and how many ms before it are shown. */
export interface LiveTime {
  now: () => number
  window: () => number
}

export class Clock {
  time: number | null
  /** The time in which somebody flies; null without times. */
  axis: TimeAxis | null = null
  playing = false
  /** Whether the time is that of what is received now. */
  following = false
  private live: LiveTime | null = null
  speed: number
  private frame = 0
  private pending: ReturnType<typeof setTimeout> | undefined
  private last = 0
  private synced = 0
  private sent: number | null = null
  private readonly listeners = new Set<() => void>()

  constructor(private readonly model: Model, private range: Span | null) {
    this.time = null
    this.speed = model.get('speed') || 1
    model.watch('time_ms', () => this.timeFromPython())
    model.watch('speed', () => this.speedFromPython())
    model.watch('playing', () => this.playingFromPython())
    model.watch('following', () => this.followFromPython())
    model.watch('past', () => this.pastFromPython())
    this.setRange(range)
  }

  /** The picture is received now: its time is that of the feeds, until somebody stops it or looks back. */
  setLive(live: LiveTime): void {
    this.live = live
    this.moveRange()
    if (this.model.get('following') === false || this.model.get('past')) this.time = this.clamp(this.model.get('time_ms') ?? this.range!.start)
    else this.follow()
    this.notify()
  }

  /** Go on with what is received now. */
  follow(): void {
    if (!this.live || this.following) return
    this.pause()
    if (this.model.get('past')) this.model.set('past', null)
    this.following = true
    if (this.model.get('following') !== true) this.model.set('following', true)
    this.last = -Infinity
    this.frame = requestAnimationFrame(now => this.goOn(now))
  }

  /** The window of what is received has moved on. */
  moveOn(): void {
    if (!this.live || this.following) return
    this.moveRange()
    this.notify()
  }

  setRange(range: Span | null): void {
    if (this.live) return // what is received now has a time of its own
    this.range = range
    this.axis = range && new TimeAxis(range)
    this.time = range ? this.clamp(this.model.get('time_ms') ?? range.end) : null
    this.notify()
    if (!range) this.pause()
    else this.playingFromPython()
  }

  /** When somebody flies, once that is known: playback and steps leave out long pauses. */
  setFlights(flights: Span[]): void {
    if (!this.range || this.live) return
    this.axis = new TimeAxis(this.range, flights)
    this.notify()
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener)
  }

  /** Set by the user. */
  seek(time: number): void {
    if (!this.range) return
    this.leave()
    this.time = this.clamp(time)
    this.sync(false)
    // dragging comes to rest between two turns: the last place has to be told as well
    clearTimeout(this.pending)
    this.pending = setTimeout(() => this.sync(true), SYNC)
    this.notify()
  }

  /** By so many ms of flying. */
  step(milliseconds: number): void {
    if (this.axis && this.time !== null) this.seek(this.axis.advance(this.time, milliseconds))
  }

  toggle(): void {
    if (this.following) this.leave()
    else if (this.playing) this.pause()
    else this.play()
  }

  play(): void {
    if (!this.range || this.playing || this.following || this.time === null) return
    if (this.live && this.time >= this.range.end && !this.model.get('past')) return this.follow()
    if (this.time >= this.range.end) this.time = this.range.start
    this.playing = true
    this.last = performance.now()
    this.frame = requestAnimationFrame(now => this.advance(now))
    if (this.model.get('playing') !== true) this.model.set('playing', true)
    this.notify()
  }

  pause(): void {
    if (!this.playing) return
    this.playing = false
    cancelAnimationFrame(this.frame)
    this.sync(true)
    if (this.model.get('playing') !== false) this.model.set('playing', false)
    this.notify()
  }

  /** Stand still without telling anyone: whoever takes over goes on playing from here. */
  hold(): void {
    cancelAnimationFrame(this.frame)
    this.sync(true)
  }

  setSpeed(speed: number): void {
    this.speed = speed
    this.model.set('speed', speed)
    this.notify()
  }

  close(): void {
    cancelAnimationFrame(this.frame)
    clearTimeout(this.pending)
    this.listeners.clear()
  }

  /** By the time that really passed, so that a slow page leaves out pictures and does not fall behind. */
  private advance(now: number): void {
    if (!this.playing || !this.range || !this.axis || this.time === null) return
    this.time = this.axis.advance(this.time, Math.max(0, now - this.last) * this.speed)
    this.last = now
    this.sync(false)
    this.notify()
    if (this.live && this.time >= this.range.end && !this.model.get('past')) this.follow()
    else if (this.time >= this.range.end) this.pause()
    else this.frame = requestAnimationFrame(next => this.advance(next))
  }

  private goOn(now: number): void {
    if (!this.following || !this.live) return
    this.frame = requestAnimationFrame(next => this.goOn(next))
    if (now - this.last < LIVE_STEP) return
    this.last = now
    this.moveRange()
    this.time = this.range!.end
    if (performance.now() - this.synced >= LIVE_SYNC) this.sync(true)
    this.notify()
  }

  /** Stay at the moment which has been reached. */
  private leave(): void {
    if (!this.following) return
    this.stop()
    this.sync(true)
    this.notify()
  }

  /** No longer follow, and say nothing of the moment: whoever asked for this knows it. */
  private stop(): void {
    if (!this.following) return
    this.following = false
    cancelAnimationFrame(this.frame)
    if (this.model.get('following') !== false) this.model.set('following', false)
  }

  private moveRange(): void {
    const now = this.live!.now()
    const past = this.model.get('past')
    this.range = past ? {start: past[0], end: past[1]} : {start: now - this.live!.window(), end: now}
    this.axis = new TimeAxis(this.range)
  }

  /** A time that is past was loaded: the axis is of that time, until the present is wanted again. */
  private pastFromPython(): void {
    if (!this.live) return
    if (this.model.get('past')) this.stop()
    this.moveRange()
    if (!this.following && this.time !== null) this.time = this.clamp(this.time)
    this.notify()
  }

  private followFromPython(): void {
    const wanted = this.model.get('following')
    if (!this.live || wanted === this.following) return
    if (wanted) this.follow()
    else {
      this.stop()
      this.time = this.clamp(this.model.get('time_ms') ?? this.time!)
      this.notify()
    }
  }

  private sync(now: boolean): void {
    const {time} = this
    if (time === null || (!now && performance.now() - this.synced < (this.model.get('linked') && !this.playing ? FOLLOWED : SYNC))) return
    this.synced = performance.now()
    const whole = Math.round(time)
    if (whole === this.sent && this.model.get('time_ms') === whole) return
    this.sent = whole
    this.model.set('time_ms', whole)
  }

  private timeFromPython(): void {
    const time = this.model.get('time_ms')
    if (time === null || time === this.sent || !this.range) return
    this.stop()
    this.sent = time
    this.time = this.clamp(time)
    this.notify()
  }

  private speedFromPython(): void {
    const speed = this.model.get('speed')
    if (!(speed > 0) || speed === this.speed) return
    this.speed = speed
    this.notify()
  }

  private playingFromPython(): void {
    const wanted = this.model.get('playing')
    if (wanted === this.playing) return
    if (wanted) this.play()
    else this.pause()
  }

  private clamp(time: number): number {
    const {start, end} = this.range!
    return Math.max(start, Math.min(end, time))
  }

  private notify(): void {
    for (const listener of this.listeners) listener()
  }
}

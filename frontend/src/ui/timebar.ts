// The bar below the map: playback, speed, trail, and the time slider over a histogram of aircraft in flight.

import type {TimeAxis} from '../axis'
import type {Clock} from '../clock'
import {utc} from '../format'
import type {Settings} from '../settings'
import {Choice} from './choice'
import {h, icon, iconButton, keepingFocus} from './dom'
import {breakName, breakTitle, timeLabels} from './time-labels'

const SPEEDS = [1, 10, 30, 60, 120, 300, 600, 1800]
const TRAILS = [0, 60, 300, 600, 1800, 3600, 7200]

/** So many aircraft fill at least the height of the histogram: one alone is not a wall. */
const FULL = 3
/** Keys of the slider, in steps of the bar. */
const SLIDER_KEYS: Record<string, number> = {ArrowDown: -1, ArrowUp: 1, PageDown: -10, PageUp: 10}

/** The time is said when it has stood still for so many ms. */
const SPEAKING_PAUSE = 800

export interface TimebarHost {
  trail: () => number
  setTrail: (seconds: number) => void
  /** Aircraft in flight, in so many equal parts of the axis. */
  histogram: (axis: TimeAxis, bins: number) => Float64Array
  inFlight: () => number
  /** What stands before the clock, of a picture that is received now. */
  live?: () => HTMLElement | null
}

export class Timebar {
  readonly element = h('div', {class: 'timebar', role: 'group'})
  private readonly canvas = h('canvas', {class: 'histogram', 'aria-hidden': 'true'})
  private readonly slider = h('input', {type: 'range', class: 'time-slider', min: 0, max: 1, step: 'any'})
  private readonly breaks = h('div', {class: 'breaks'})
  private readonly labels = h('div', {class: 'time-labels'})
  private readonly utc = h('div', {class: 'utc'})
  private readonly local = h('div', {class: 'local'})
  /** The time in words, for who hears it: not while it runs. */
  private readonly spoken = h('div', {class: 'unseen', role: 'status'})
  private speaking: ReturnType<typeof setTimeout> | undefined
  private readonly flying = h('div', {class: 'flying'})
  private play = h('button')
  private readonly speeds: Choice
  private readonly trails: Choice
  private marked = -1

  constructor(private readonly clock: Clock, private readonly settings: Settings, private readonly host: TimebarHost) {
    this.speeds = new Choice(SPEEDS, speed => clock.setSpeed(speed))
    this.trails = new Choice(TRAILS, trail => host.setTrail(trail))
    this.slider.addEventListener('input', () => this.slide(Number(this.slider.value)))
    // the slider's own steps are a hundredth; the bar's are what the user sees on the buttons
    this.slider.addEventListener('keydown', event => {
      const steps = SLIDER_KEYS[event.key]
      if (steps || event.key === 'ArrowLeft' || event.key === 'ArrowRight') event.preventDefault()
      if (steps) this.step(steps)
    })
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    const {axis} = this.clock
    this.element.setAttribute('aria-label', t('Time of the picture'))
    if (!axis) {
      this.element.replaceChildren(h('div', {class: 'no-time'}, t('No times in this picture')))
      return
    }
    this.play = iconButton('play', t('Play'), () => this.clock.toggle())
    this.play.classList.add('play')
    this.slider.setAttribute('aria-label', t('Time of the picture'))
    this.element.replaceChildren(
      h('div', {class: 'transport'},
        iconButton('back', t('Step back'), () => this.step(-1)), this.play, iconButton('forward', t('Step forward'), () => this.step(1)),
        this.speeds.render(t('Speed'), this.clock.speed, speed => this.speedName(speed)),
        this.trails.render(t('Trail'), this.host.trail(), trail => this.trailName(trail))),
      ...[this.host.live?.() ?? []].flat(),
      h('div', {class: 'slider'}, this.canvas, this.breaks, this.slider, this.labels),
      h('div', {class: 'clock'}, this.utc, h('div', {class: 'clock-more'}, this.local, this.flying), this.spoken))
    this.marked = -1
    this.breaks.replaceChildren(...axis.breaks.map(pause => {
      const mark = h('div', {class: 'break', title: breakTitle(pause, this.settings)})
      Object.assign(mark.style, {left: `${100 * pause.from}%`, width: `${100 * (pause.to - pause.from)}%`})
      return mark
    }))
    this.update()
    this.draw()
  }

  /** A step is about a two-hundredth of the time on the axis, a round number of seconds. */
  step(direction: number): void {
    const {axis} = this.clock
    if (!axis) return
    const wanted = axis.active / 200_000
    const seconds = [1, 5, 10, 30, 60, 300, 600, 1800, 3600].find(step => step >= wanted) ?? 7200
    this.clock.step(direction * seconds * 1000)
  }

  update(): void {
    const {time, axis} = this.clock
    const playing = this.clock.playing || this.clock.following
    if (time === null || !axis) return
    this.speeds.show(this.clock.speed)
    this.trails.show(this.host.trail())
    const pause = axis.pauseAt(time)
    this.slider.value = String(axis.positionOf(time))
    this.slider.setAttribute('aria-valuetext', [utc(time), pause ? breakName(pause, this.settings) : ''].filter(Boolean).join(' · '))
    this.utc.textContent = utc(time)
    this.local.textContent = `${this.settings.t('local')} ${this.settings.format.localTime(time)}`
    clearTimeout(this.speaking)
    if (!playing) this.speaking = setTimeout(() => this.spoken.replaceChildren(utc(time)), SPEAKING_PAUSE)
    const flying = this.host.inFlight()
    if (flying !== this.marked) {
      this.flying.textContent = this.settings.t('{count} in flight', {count: this.settings.format.number(flying)})
      this.marked = flying
    }
    const label = this.settings.t(playing ? 'Pause' : 'Play')
    if (this.play.getAttribute('aria-label') !== label || !this.play.querySelector(playing ? '.icon-pause' : '.icon-play')) {
      this.play.setAttribute('aria-label', label)
      this.play.title = label
      this.play.replaceChildren(icon(playing ? 'pause' : 'play'))
    }
  }

  /** What depends on the bar's width. */
  draw(): void {
    const {axis} = this.clock
    const {clientWidth: width, clientHeight: height} = this.canvas
    if (!width || !height || !axis) return
    this.labels.replaceChildren(...timeLabels(axis, width, this.settings).map(({text, middle}) => {
      const label = h('span', {}, text)
      label.style.left = `${middle}px`
      return label
    }))
    this.drawHistogram(axis, width, height)
  }

  private drawHistogram(axis: TimeAxis, width: number, height: number): void {
    const ratio = window.devicePixelRatio || 1
    this.canvas.width = width * ratio
    this.canvas.height = height * ratio
    const bins = this.host.histogram(axis, Math.max(20, Math.floor(width / 3)))
    const most = Math.max(FULL, ...bins)
    const context = this.canvas.getContext('2d')!
    context.scale(ratio, ratio)
    context.fillStyle = getComputedStyle(this.element).getPropertyValue('--histogram')
    bins.forEach((flying, i) => {
      const bar = (flying / most) * (height - 2)
      context.fillRect((i * width) / bins.length, height - bar, width / bins.length + 0.5, bar)
    })
    // the parts touched by a flight reach a little into the breaks beside them
    for (const {from, to} of axis.breaks) context.clearRect(from * width, 0, (to - from) * width, height)
  }

  /** A pixel of the slider is many seconds: whole ones are as good. */
  private slide(position: number): void {
    const {axis} = this.clock
    if (!axis) return
    const time = axis.snappedAt(position)
    const whole = Math.round(time / 1000) * 1000
    this.clock.seek(axis.pauseAt(whole) ? time : whole)
  }

  private speedName(speed: number): string {
    return speed === 1 ? this.settings.t('real time') : `× ${this.settings.format.number(speed)}`
  }

  private trailName(seconds: number): string {
    const {t, format} = {t: this.settings.t.bind(this.settings), format: this.settings.format}
    if (seconds === 0) return t('Whole flight paths')
    if (seconds < 60) return t('{count} s', {count: format.number(seconds)})
    return seconds < 3600 ? t('{count} min', {count: format.number(seconds / 60)}) : t('{count} h', {count: format.number(seconds / 3600)})
  }
}

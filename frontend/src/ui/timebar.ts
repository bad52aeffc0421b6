// The bar below the map: playback, speed, trail, and the time slider over a histogram of aircraft in flight.

import type {Clock} from '../clock'
import {utc, utcClock} from '../format'
import type {Settings} from '../settings'
import {Choice} from './choice'
import {h, icon, iconButton} from './dom'

const SPEEDS = [1, 10, 30, 60, 120, 300, 600, 1800]
const TRAILS = [0, 60, 300, 600, 1800, 3600, 7200]

export interface TimebarHost {
  trail: () => number
  setTrail: (seconds: number) => void
  /** Aircraft in flight, in so many equal parts of the picture's time. */
  histogram: (bins: number) => Float64Array
  inFlight: () => number
}

export class Timebar {
  readonly element = h('div', {class: 'timebar', role: 'group'})
  private readonly canvas = h('canvas', {class: 'histogram', 'aria-hidden': 'true'})
  private readonly slider = h('input', {type: 'range', class: 'time-slider'})
  private readonly utc = h('div', {class: 'utc'})
  private readonly local = h('div', {class: 'local'})
  private readonly flying = h('div', {class: 'flying'})
  private play = h('button')
  private readonly speeds: Choice
  private readonly trails: Choice
  private marked = -1

  constructor(private readonly clock: Clock, private readonly settings: Settings, private readonly host: TimebarHost) {
    this.speeds = new Choice(SPEEDS, speed => clock.setSpeed(speed))
    this.trails = new Choice(TRAILS, trail => host.setTrail(trail))
    this.slider.addEventListener('input', () => clock.seek(Number(this.slider.value)))
    // the slider's own steps are a second; the bar's are what the user sees on the buttons
    this.slider.addEventListener('keydown', event => {
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') event.preventDefault()
    })
    this.render()
  }

  render(): void {
    const t = this.settings.t.bind(this.settings)
    const {bounds} = this.clock
    this.element.setAttribute('aria-label', t('Time of the picture'))
    if (!bounds) {
      this.element.replaceChildren(h('div', {class: 'no-time'}, t('No times in this picture')))
      return
    }
    this.play = iconButton('play', t('Play'), () => this.clock.toggle())
    this.play.classList.add('play')
    Object.assign(this.slider, {min: String(bounds.start), max: String(bounds.end), step: '1000'})
    this.slider.setAttribute('aria-label', t('Time of the picture'))
    this.element.replaceChildren(
      h('div', {class: 'transport'},
        iconButton('back', t('Step back'), () => this.step(-1)), this.play, iconButton('forward', t('Step forward'), () => this.step(1)),
        this.speeds.render(t('Speed'), this.clock.speed, speed => this.speedName(speed)),
        this.trails.render(t('Trail'), this.host.trail(), trail => this.trailName(trail))),
      h('div', {class: 'slider'}, this.canvas, this.slider,
        h('div', {class: 'ends'}, h('span', {}, utcClock(bounds.start)), h('span', {}, utcClock(bounds.end)))),
      h('div', {class: 'clock'}, this.utc, h('div', {class: 'clock-more'}, this.local, this.flying)))
    this.marked = -1
    this.update()
    this.drawHistogram()
  }

  /** A step is about a two-hundredth of the picture's time, on a round number of seconds. */
  step(direction: number): void {
    const {bounds, time} = this.clock
    if (!bounds || time === null) return
    const wanted = (bounds.end - bounds.start) / 200_000
    const seconds = [1, 5, 10, 30, 60, 300, 600, 1800, 3600].find(step => step >= wanted) ?? 7200
    this.clock.seek(time + direction * seconds * 1000)
  }

  update(): void {
    const {time, playing} = this.clock
    if (time === null) return
    this.speeds.show(this.clock.speed)
    this.trails.show(this.host.trail())
    this.slider.value = String(time)
    this.slider.setAttribute('aria-valuetext', utc(time))
    this.utc.textContent = utc(time)
    this.local.textContent = `${this.settings.t('local')} ${this.settings.format.localTime(time)}`
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

  drawHistogram(): void {
    const {clientWidth: width, clientHeight: height} = this.canvas
    if (!width || !height || !this.clock.bounds) return
    const ratio = window.devicePixelRatio || 1
    this.canvas.width = width * ratio
    this.canvas.height = height * ratio
    const bins = this.host.histogram(Math.max(20, Math.floor(width / 3)))
    const most = Math.max(1, ...bins)
    const context = this.canvas.getContext('2d')!
    context.scale(ratio, ratio)
    context.fillStyle = getComputedStyle(this.element).getPropertyValue('--histogram')
    bins.forEach((flying, i) => {
      const bar = (flying / most) * (height - 2)
      context.fillRect((i * width) / bins.length, height - bar, width / bins.length + 0.5, bar)
    })
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

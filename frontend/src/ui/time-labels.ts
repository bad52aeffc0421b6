// What is written below the time slider: its ends, and where a long pause is left out, when it ends and begins again.

import type {Break, TimeAxis} from '../axis'
import {utcClock, utcDay} from '../format'
import type {Settings} from '../settings'

export interface TimeLabel {
  text: string
  /** Middle of the label, pixels from the left. */
  middle: number
  width: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Pixels of a letter, roughly: digits are what there is most of. */
const LETTER = 5.9
const GAP = 10
/** Stands for the break. */
const CUT = ' | '

/** The longest pause comes first where there is no room for all; what finds none is still in the break's tooltip. */
export function timeLabels(axis: TimeAxis, width: number, settings: Settings): TimeLabel[] {
  const placed: TimeLabel[] = []
  const put = (text: string, middle: number): boolean => {
    const label = {text, middle, width: text.length * LETTER}
    if (placed.some(other => Math.abs(other.middle - middle) < (other.width + label.width) / 2 + GAP)) return false
    placed.push(label)
    return true
  }
  for (const [time, side] of [[axis.start, 0], [axis.end, 1]] as const) {
    const text = endText(axis, time)
    const half = (text.length * LETTER) / 2
    put(text, side === 0 ? half : width - half)
  }
  const longestFirst = [...axis.breaks].sort((a, b) => b.end - b.start - (a.end - a.start))
  for (const pause of longestFirst) {
    const middle = ((pause.from + pause.to) / 2) * width
    breakTexts(axis, pause, settings).some(text => put(text, middle))
  }
  return placed
}

/** `Pause 279 Tage · 21.01.2010 05:55 – 28.10.2010 01:14 UTC`. */
export function breakTitle(pause: Break, settings: Settings): string {
  const moment = (time: number) => `${utcDay(time, true)} ${shortClock(time)}`
  return `${breakName(pause, settings)} · ${moment(pause.start)} – ${moment(pause.end)} UTC`
}

export function breakName({start, end}: Break, settings: Settings): string {
  return settings.t('Break of {duration}', {duration: durationText(end - start, settings)})
}

export function durationText(milliseconds: number, settings: Settings): string {
  const counted = (unit: number) => ({count: settings.format.number(Math.floor(milliseconds / unit))})
  // from two on, so that no unit needs a singular
  if (milliseconds >= 2 * DAY) return settings.t('{count} days', counted(DAY))
  return milliseconds >= 2 * HOUR ? settings.t('{count} h', counted(HOUR)) : settings.t('{count} min', counted(MINUTE))
}

/** From the fullest to the shortest. */
function breakTexts(axis: TimeAxis, pause: Break, settings: Settings): string[] {
  const name = breakName(pause, settings)
  if (!axis.severalDays) return [`${shortClock(pause.start)}${CUT}${name}${CUT}${shortClock(pause.end)}`, `${shortClock(pause.start)}${CUT}${shortClock(pause.end)}`]
  const [landing, takeOff] = [pause.start, pause.end].map(time => utcDay(time, severalYears(axis)))
  const moments = [`${landing} ${shortClock(pause.start)}`, `${takeOff} ${shortClock(pause.end)}`]
  return [moments.join(`${CUT}${name}${CUT}`), moments.join(CUT), [landing, takeOff].join(CUT), takeOff]
}

function endText(axis: TimeAxis, time: number): string {
  return axis.severalDays ? `${utcDay(time, true)} ${shortClock(time)}` : utcClock(time)
}

function severalYears({start, end}: TimeAxis): boolean {
  return new Date(start).getUTCFullYear() !== new Date(end).getUTCFullYear()
}

const shortClock = (time: number) => utcClock(time).slice(0, 5)

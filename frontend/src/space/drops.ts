// Lines from aircraft down to the ground: without them nobody can tell where over the ground something flies.

import {strokeOutlined} from '../outlined'
import {css, type Theme} from '../ramps'
import type {Screen} from '../screen'
import {STRIDE, type TrackData} from '../tracks/data'
import type {Seen} from '../tracks/frame'
import type {Head} from '../tracks/heads'

const COLOUR: Record<Theme, string> = {light: css([20, 30, 42], 0.55), dark: css([225, 235, 245], 0.55)}
/** Fixes of a selected flight that are drawn on the ground, about; and every how many of them has an upright line. */
const MOST = 480
const UPRIGHT_EVERY = 8

/** A thin line and a mark on the ground under each aircraft. */
export function drawDrops(context: CanvasRenderingContext2D, heads: Head[], theme: Theme): void {
  context.strokeStyle = context.fillStyle = COLOUR[theme]
  context.lineWidth = 1
  context.beginPath()
  const feet = heads.filter((head): head is Head & {foot: [number, number]} => head.foot !== undefined && !Number.isNaN(head.foot[0]))
  for (const {px, py, foot: [x, y]} of feet) {
    context.moveTo(px, py)
    context.lineTo(x, y)
  }
  context.stroke()
  context.beginPath()
  for (const {foot: [x, y]} of feet) {
    context.moveTo(x + 3, y)
    context.ellipse(x, y, 3, 1.5, 0, 0, 2 * Math.PI)
  }
  context.fill()
}

/** The selected flight's way over the ground, and how high it was above it. */
export function drawCurtain(context: CanvasRenderingContext2D, {data, track, look: {drawn, theme}}: Seen & {track: number}, screen: Screen): void {
  const {fixes, floats} = data
  const heightOf = (fix: number) => (drawn ? drawn[fix] : floats[STRIDE * fix + 3])
  const project = (fix: number, height?: number) => screen.project(fixes[STRIDE * fix], fixes[STRIDE * fix + 1], height)
  const runs = runsOf(data, track).map(run => run.map(fix => ({fix, foot: project(fix)})).filter(({foot}) => !Number.isNaN(foot[0])))
  context.strokeStyle = COLOUR[theme]
  context.lineWidth = 1
  context.beginPath()
  for (const run of runs) {
    for (let i = 0; i < run.length; i += UPRIGHT_EVERY) {
      const head = project(run[i].fix, heightOf(run[i].fix))
      if (Number.isNaN(head[0])) continue
      context.moveTo(...run[i].foot)
      context.lineTo(...head)
    }
  }
  context.stroke()
  strokeOutlined(context, theme, () => {
    for (const run of runs) run.forEach(({foot}, i) => (i === 0 ? context.moveTo(...foot) : context.lineTo(...foot)))
  })
}

/** A few hundred of a track's fixes between one gap and the next. */
export function runsOf({start, gaps}: TrackData, track: number): number[][] {
  const [from, to] = [start[track], start[track + 1]]
  const every = Math.max(1, Math.ceil((to - from) / MOST))
  const runs: number[][] = []
  for (let fix = from; fix < to; fix++) {
    const begins = fix === from || gaps[fix - 1] === 1
    const ends = fix + 1 === to || gaps[fix] === 1
    if (begins) runs.push([])
    if (begins || ends || (fix - from) % every === 0) runs[runs.length - 1].push(fix)
  }
  return runs
}

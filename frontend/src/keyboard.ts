// Keys of the whole component: space plays unless a control has the focus, arrows step through time, with shift they move the map, slash searches, M measures, R sets range rings,
// B and L select by box and lasso, P hands out, Escape leaves. 3 and 2 go to three dimensions and back; there Q and E turn, page up and down tilt.

import type {Shape} from './gathering'

export interface Keys {
  toggle: () => void
  step: (direction: number) => void
  pan: (dx: number, dy: number) => void
  zoom: (levels: number) => void
  search: () => void
  measure: () => void
  rings: () => void
  shape: (shape: Shape) => void
  /** Enter: a point in the middle of the map. */
  setPoint: () => void
  takeBack: () => void
  handOut: () => void
  space: (on: boolean) => void
  turn: (pitch: number, bearing: number) => void
  leave: () => void
}

const PAN = 120
const TURN = 10
const TURNS: Record<string, [pitch: number, bearing: number]> = {q: [0, -TURN], e: [0, TURN], PageUp: [-TURN, 0], PageDown: [TURN, 0]}
const ARROWS: Record<string, [dx: number, dy: number]> = {ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN]}

export function onKey(event: KeyboardEvent, keys: Keys): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const target = event.composedPath()[0] as HTMLElement
  if (event.key === 'Escape') return keys.leave()
  if (typing(target)) return
  if (event.key === ' ' && !usesSpace(target)) handle(event, keys.toggle)
  else if (event.shiftKey && ARROWS[event.key]) handle(event, () => keys.pan(...ARROWS[event.key]))
  else if (event.key === 'ArrowLeft' && !slides(target)) handle(event, () => keys.step(-1))
  else if (event.key === 'ArrowRight' && !slides(target)) handle(event, () => keys.step(1))
  else if (event.key === '/') handle(event, keys.search)
  else if (event.key === 'm') handle(event, keys.measure)
  else if (event.key === 'p') handle(event, keys.handOut)
  else if (event.key === 'r') handle(event, keys.rings)
  else if (event.key === 'b') handle(event, () => keys.shape('box'))
  else if (event.key === 'l') handle(event, () => keys.shape('lasso'))
  else if (event.key === 'Enter' && !usesSpace(target)) handle(event, keys.setPoint)
  else if (event.key === 'Backspace') handle(event, keys.takeBack)
  else if (event.key === '3' || event.key === '2') handle(event, () => keys.space(event.key === '3'))
  else if (TURNS[event.key]) handle(event, () => keys.turn(...TURNS[event.key]))
  else if (event.key === '+') handle(event, () => keys.zoom(1))
  else if (event.key === '-') handle(event, () => keys.zoom(-1))
}

function handle(event: KeyboardEvent, action: () => void): void {
  event.preventDefault()
  action()
}

const typing = (target: HTMLElement) => target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
  || (target instanceof HTMLInputElement && !['range', 'checkbox'].includes(target.type))
/** Whoever presses space on a control means the control, even one that does nothing with it, such as a slider. */
const usesSpace = (target: HTMLElement) => target instanceof HTMLButtonElement || target instanceof HTMLInputElement
/** Sliders other than the time's use the arrow keys themselves. */
const slides = (target: HTMLElement) => target instanceof HTMLInputElement && target.type === 'range' && !target.classList.contains('time-slider')

// The table of keys: what each does, and how it is said. The first row that fits is taken.

import type {Shape} from './gathering'
import type {Text} from './texts'

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
  help: () => void
  leave: () => void
}

export interface Binding {
  /** As the browser names them. */
  keys: string[]
  shift?: true
  /** Also while something is typed. */
  always?: true
  /** Left to this control, which uses the key itself. */
  leaves?: (target: HTMLElement) => boolean
  says: Text
  act: (keys: Keys, key: string) => void
}

const PAN = 120
const TURN = 10
const TURNS: Record<string, [pitch: number, bearing: number]> = {q: [0, -TURN], e: [0, TURN], PageUp: [-TURN, 0], PageDown: [TURN, 0]}
const ARROWS: Record<string, [dx: number, dy: number]> = {ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN]}

/** Whoever presses space on a control means the control, even one that does nothing with it, such as a slider. */
const pressed = (target: HTMLElement) => target instanceof HTMLButtonElement || target instanceof HTMLInputElement
const slides = (target: HTMLElement) => target instanceof HTMLInputElement && target.type === 'range'
/** Sliders other than the time's use the arrow keys themselves. */
const slidesElse = (target: HTMLElement) => slides(target) && !target.classList.contains('time-slider')

export const BINDINGS: readonly Binding[] = [
  {keys: [' '], leaves: pressed, says: 'Play or pause', act: keys => keys.toggle()},
  {keys: Object.keys(ARROWS), shift: true, says: 'Move the map', act: (keys, key) => keys.pan(...ARROWS[key])},
  {keys: ['ArrowLeft', 'ArrowRight'], leaves: slidesElse, says: 'Step through time', act: (keys, key) => keys.step(key === 'ArrowLeft' ? -1 : 1)},
  {keys: ['+', '-'], says: 'Zoom', act: (keys, key) => keys.zoom(key === '+' ? 1 : -1)},
  {keys: ['3', '2'], says: 'Three dimensions, flat map', act: (keys, key) => keys.space(key === '3')},
  {keys: ['q', 'e'], says: 'Turn (three dimensions)', act: (keys, key) => keys.turn(...TURNS[key])},
  {keys: ['PageUp', 'PageDown'], leaves: slides, says: 'Tilt (three dimensions)', act: (keys, key) => keys.turn(...TURNS[key])},
  {keys: ['/'], says: 'Search', act: keys => keys.search()},
  {keys: ['m'], says: 'Measure', act: keys => keys.measure()},
  {keys: ['r'], says: 'Range rings', act: keys => keys.rings()},
  {keys: ['Enter'], leaves: pressed, says: 'Point at the middle of the map', act: keys => keys.setPoint()},
  {keys: ['Backspace'], says: 'Take back the last point', act: keys => keys.takeBack()},
  {keys: ['b'], says: 'Select by box', act: keys => keys.shape('box')},
  {keys: ['l'], says: 'Select by lasso', act: keys => keys.shape('lasso')},
  {keys: ['p'], says: 'Hand out', act: keys => keys.handOut()},
  {keys: ['?'], says: 'Keyboard', act: keys => keys.help()},
  {keys: ['F1'], always: true, says: 'Keyboard', act: keys => keys.help()},
  {keys: ['Escape'], always: true, says: 'Close the tool, then the details', act: keys => keys.leave()},
]

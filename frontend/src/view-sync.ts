// The map's view, told to Python and taken from there, without either hearing itself.

import type {Map as MapLibre} from 'maplibre-gl'
import type {Model} from './model'
import type {ViewState} from './scene'

/** So often (ms) a map that others follow tells where it is while it moves. */
const FOLLOWED = 120

const same = (a: ViewState, b: Partial<ViewState>) => (Object.keys(a) as (keyof ViewState)[]).every(name => a[name] === b[name])
const round = (value: number, digits: number) => Number(value.toFixed(digits))

export class ViewSync {
  /** What MapLibre begins with is nobody's choice: nothing is told before the first framing. */
  framed = false
  private view: Partial<ViewState> | null = null
  /** When Python was told last, and whether the view is Python's own. */
  private told = 0
  private jumping = false

  constructor(private readonly map: MapLibre, private readonly model: Model) {}

  get fromPython(): Partial<ViewState> {
    return this.model.get('view_state') ?? {}
  }

  /** Python set another view. */
  follow(): void {
    const view = this.model.get('view_state')
    if (view && this.framed && view !== this.view) this.jump(view)
  }

  /** Python may name a part only. */
  jump({longitude, latitude, zoom, bearing, pitch}: Partial<ViewState>): void {
    const {lng, lat} = this.map.getCenter()
    this.jumping = true
    this.map.jumpTo({
      center: [longitude ?? lng, latitude ?? lat], ...(zoom === undefined ? {} : {zoom}), ...(bearing === undefined ? {} : {bearing}), ...(pitch === undefined ? {} : {pitch}),
    })
    this.jumping = false
    if (!this.model.get('linked')) this.tell()
  }

  /** The map moves: only maps that others follow tell of it while it lasts. */
  moving(): void {
    if (this.model.get('linked') && performance.now() - this.told > FOLLOWED) this.tell()
  }

  tell(): void {
    if (!this.framed || this.jumping) return
    const {map} = this
    const {lng, lat} = map.getCenter()
    const view = {longitude: round(lng, 7), latitude: round(lat, 7), zoom: round(map.getZoom(), 3), bearing: round(map.getBearing(), 2), pitch: round(map.getPitch(), 2)}
    this.told = performance.now()
    if (same(view, this.fromPython)) return
    this.view = view
    this.model.set('view_state', view)
  }
}

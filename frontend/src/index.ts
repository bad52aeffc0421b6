// What Panel's JSComponent loads.

import {LageMap} from './component'
import {withoutEchoes, type BokehDocument} from './echoes'
import {exposeHandle} from './handle'
import {applyView, viewIn} from './handout/link'
import {drawsInSoftware} from './maplibre'
import {Model, type PanelModel} from './model'
import {failure, Losses, message} from './recovery'
import css from './styles.css'
import {translator, type Text} from './texts'
import {h} from './ui/dom'

/** By Panel's model proxy, one for each view: Panel renders anew without saying that the old one is gone. */
const open = new WeakMap<object, LageMap>()
const losses = new WeakMap<object, Losses>()
/** After so many ms the browser has put the graphics context's remains away. */
const PAUSE = 600

export function render({model: panel, view}: {model: PanelModel; view?: {model: {document: BokehDocument | null}}}): HTMLElement {
  withoutEchoes(view?.model.document)
  open.get(panel)?.close()
  open.delete(panel)
  const model = new Model(panel)
  const t = translator(model.get('texts') ?? {})
  const failed = (text: string): HTMLElement => {
    console.error('lagemap', text)
    model.send({type: 'error', text})
    const root = failure(text, t, model.get('theme') === 'dark', () => replace(root, panel))
    root.prepend(h('style', {}, css))
    return root
  }
  const probe = document.createElement('canvas').getContext('webgl2')
  if (!probe) return failed(t('This browser offers no WebGL 2; the map cannot be drawn without it.'))
  try {
    openLink(model)
    const software = drawsInSoftware(probe)
    const component: LageMap = new LageMap(model, software, () => lost(component, panel))
    open.set(panel, component)
    exposeHandle(component)
    model.onRemove(() => {
      if (open.get(panel) === component) open.delete(panel)
      component.close()
    })
    return component.root
  } catch (error) {
    return failed(t('The map could not be drawn: {reason}', {reason: error instanceof Error ? error.message : String(error)}))
  }
}

let linkOpened = false

/** A page's address may say what to look at; whatever the user did since is not undone by it. */
function openLink(model: Model): void {
  const view = linkOpened || !model.get('resource_base') ? null : viewIn(location.href)
  linkOpened = true
  if (view) applyView(model, view)
}

/** Everything that matters is in the model, so that another component goes on where this one was. */
function lost(component: LageMap, panel: PanelModel): void {
  if (open.get(panel) !== component) return
  open.delete(panel) // the second canvas reports its loss as well
  const counted = losses.get(panel) ?? new Losses()
  losses.set(panel, counted)
  const {root, settings, model} = component
  const say = (text: Text, button: HTMLElement | null) => (root.querySelector('.stage') ?? root).append(message(settings.t(text), button)) // the banner stays in sight
  root.dataset.state = 'error'
  model.send({type: 'error', text: 'the graphics context was lost'})
  const again = () => {
    replace(root, panel)
    component.close()
  }
  if (counted.count(performance.now())) {
    say('The graphics card has dropped the map; it is being drawn anew.', null)
    whenSeen(root, () => setTimeout(() => root.isConnected && again(), PAUSE))
  } else {
    say('The graphics card keeps dropping the map.', h('button', {type: 'button', onclick: () => { counted.forget(); again() }}, settings.t('Reload the map')))
  }
}

/** Browsers take contexts from maps of long pages: one nobody looks at must not take it back from one that is looked at. */
function whenSeen(root: HTMLElement, then: () => void): void {
  const observer = new IntersectionObserver(entries => {
    if (!entries.some(({isIntersecting}) => isIntersecting)) return
    observer.disconnect()
    then()
  })
  observer.observe(root)
}

function replace(root: HTMLElement, panel: PanelModel): void {
  const place = document.createComment('')
  root.replaceWith(place)
  place.replaceWith(render({model: panel}))
}

export default {render}

// What Panel's JSComponent loads.

import {LageMap} from './component'
import {exposeHandle} from './handle'
import {drawsInSoftware} from './maplibre'
import {Model, type PanelModel} from './model'
import {translator} from './texts'
import {h} from './ui/dom'

/** By Panel's model proxy, one for each view: Panel renders anew without saying that the old one is gone. */
const open = new WeakMap<object, LageMap>()

export function render({model: panel}: {model: PanelModel; el: HTMLElement}): HTMLElement {
  open.get(panel)?.close()
  open.delete(panel)
  const model = new Model(panel)
  const t = translator(model.get('texts') ?? {})
  const probe = document.createElement('canvas').getContext('webgl2')
  if (!probe) {
    return failure(t('This browser offers no WebGL 2; the map cannot be drawn without it.'), model)
  }
  try {
    const component = new LageMap(model, drawsInSoftware(probe))
    open.set(panel, component)
    exposeHandle(component)
    model.onRemove(() => {
      if (open.get(panel) === component) open.delete(panel)
      component.close()
    })
    return component.root
  } catch (error) {
    return failure(t('The map could not be drawn: {reason}', {reason: error instanceof Error ? error.message : String(error)}), model)
  }
}

function failure(text: string, model: Model): HTMLElement {
  console.error('lagemap', text)
  model.send({type: 'error', text})
  const root = h('div', {'data-state': 'error', role: 'alert'}, text)
  root.style.cssText = 'display:grid;place-items:center;height:100%;min-height:420px;padding:40px;font:15px system-ui,sans-serif;text-align:center'
  return root
}

export default {render}

// What tests of the panels share.

import {Model, type PanelModel} from '../src/model'
import {Settings} from '../src/settings'

export const HOSTILE = '<img src=x onerror="window.hacked = true">'

/** Panel's model as JavaScript sees it: own writes call back as well. */
export function panel(values: Record<string, unknown> = {}) {
  const watchers = new Map<string, ((argument?: unknown) => void)[]>()
  const sent: Record<string, unknown>[] = []
  const methods = {
    sent,
    on: (name: string, callback: () => void) => void watchers.set(name, [...(watchers.get(name) ?? []), callback]),
    off: (name: string, callback: () => void) => void watchers.set(name, (watchers.get(name) ?? []).filter(other => other !== callback)),
    send_msg: (message: Record<string, unknown>) => void sent.push(message),
    fire: (name: string, argument?: unknown) => (watchers.get(name) ?? []).forEach(callback => callback(argument)),
  }
  return new Proxy(methods as typeof methods & PanelModel, {
    get: (target, name: string) => (name in target ? target[name as keyof typeof target] : values[name]),
    set: (_, name: string, value) => {
      values[name] = value
      methods.fire(name)
      return true
    },
  })
}

export const settings = (texts: Record<string, string> = {}) => new Settings(new Model(panel({texts, language: 'de', units: 'aviation'})))

// Beside the clock of a picture that is received now: whether it is followed, how old what is shown is, and new alerts.

import type {FeedState, LiveMeta} from '../live/feed'
import type {AlertSignal} from '../live/alert-signal'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import {h, icon} from './dom'

const PHASES: Record<FeedState['phase'], Text> = {connecting: 'connecting', live: 'received', silent: 'nothing comes', dead: 'dead', ended: 'told to its end'}
/** Differ without colour, too. */
const MARKS: Record<FeedState['phase'], string> = {connecting: '…', live: '●', silent: '○', dead: '✕', ended: '■'}
/** s by which a feed's clock may be wrong before that is said. */
const WRONG_CLOCK = 2

export interface LiveBarHost {
  /** `lost`: s for which the server has not answered; null: it does. */
  state: () => {feeds: FeedState[]; replay: boolean; lost: number | null; unseen: number; log: LiveMeta['log']}
  following: () => boolean
  follow: () => void
  /** The alerts are to be shown. */
  ask: () => void
  signal: Pick<AlertSignal, 'sound' | 'setSound'>
}

export class LiveBar {
  readonly element = h('div', {class: 'live-bar', role: 'group'})
  private readonly badge = h('button', {class: 'live-badge', onclick: () => this.host.follow()})
  private readonly feeds = h('div', {class: 'live-feeds'})
  /** Why alerts and what people do cannot be entered: nobody may believe that it is kept. */
  private readonly log = h('div', {class: 'live-log', role: 'alert'})
  private readonly alerts = h('button', {class: 'live-alerts', onclick: () => this.host.ask()})
  private readonly sound = h('button', {class: 'icon-button', onclick: () => this.toggleSound()})
  /** The number of alerts in words, for who hears it: ages change every second. */
  private readonly spoken = h('div', {class: 'unseen', role: 'status'})
  private shown = ''

  constructor(private readonly settings: Settings, private readonly host: LiveBarHost) {
    this.element.append(this.badge, this.feeds, this.log, this.alerts, this.sound, this.spoken)
    this.render()
  }

  render(): void {
    this.shown = ''
    this.update()
  }

  /** Called at every step of the clock: touches the page only if something reads differently. */
  update(): void {
    const {settings, host} = this
    const t = settings.t.bind(settings)
    const {feeds, replay, lost, unseen, log} = host.state()
    const following = host.following()
    const said = lost !== null ? [t('No connection to the server for {age}', {age: this.age(lost)})] : feeds.map(feed => this.say(feed))
    const summary = lost !== null ? `✕ ${said[0]}` : this.summary(feeds)
    const key = JSON.stringify([said, summary, replay, following, unseen, log, host.signal.sound, settings.language])
    if (key === this.shown) return
    this.shown = key
    this.element.setAttribute('aria-label', t('Received now'))
    this.badge.textContent = t(replay ? 'Replay' : 'Live')
    this.badge.setAttribute('aria-pressed', String(following))
    this.badge.title = t('Go on with what is received now')
    this.badge.classList.toggle('lost', lost !== null)
    this.feeds.textContent = summary
    this.feeds.title = said.join('\n')
    this.feeds.classList.toggle('bad', lost !== null || feeds.some(({phase}) => phase === 'dead'))
    this.log.textContent = log ? `⚠ ${t('Log fault')}` : ''
    this.log.title = log ? [log.reason[settings.language], t('{count} entries wait', {count: settings.format.number(log.waiting)})].join('\n') : ''
    this.log.hidden = !log
    const counted = unseen === 0 ? t('No new alerts') : unseen === 1 ? t('1 new alert') : t('{count} new alerts', {count: settings.format.number(unseen)})
    this.alerts.textContent = unseen > 0 ? `⚠ ${settings.format.number(unseen)}` : '✓'
    this.alerts.setAttribute('aria-label', `${counted}. ${t('Show the alerts')}`)
    this.alerts.classList.toggle('some', unseen > 0)
    if (this.spoken.textContent !== counted) this.spoken.textContent = counted
    this.alerts.title = `${counted}. ${t('Show the alerts')}`
    this.sound.replaceChildren(icon(host.signal.sound ? 'bell' : 'silent'))
    this.sound.setAttribute('aria-label', t(host.signal.sound ? 'Sound on' : 'Sound off'))
    this.sound.setAttribute('aria-pressed', String(host.signal.sound))
    this.sound.title = t(host.signal.sound ? 'Sound on' : 'Sound off')
  }

  private toggleSound(): void {
    this.host.signal.setSound(!this.host.signal.sound)
    this.update()
  }

  /** One feed in full; of several how many are received, and the worst age. */
  private summary(feeds: FeedState[]): string {
    const {t, format} = {t: this.settings.t.bind(this.settings), format: this.settings.format}
    if (feeds.length === 1) return `${MARKS[feeds[0].phase]} ${this.tell(feeds[0])}`
    const received = feeds.filter(({phase}) => phase === 'live').length
    const mark = feeds.some(({phase}) => phase === 'dead') ? MARKS.dead : received === feeds.length ? MARKS.live : MARKS.silent
    return `${mark} ${t('{count} of {all} feeds', {count: format.number(received), all: format.number(feeds.length)})}`
  }

  private say(feed: FeedState): string {
    return `${feed.name}: ${this.tell(feed)}`
  }

  private tell({phase, reason, age, offset}: FeedState): string {
    const t = this.settings.t.bind(this.settings)
    const state = t(PHASES[phase])
    const heard = age === null || phase === 'ended' ? '' : t('heard {age} ago', {age: this.age(age)})
    const skew = offset !== null && Math.abs(offset) >= WRONG_CLOCK ? t('clock wrong by {count} s', {count: this.settings.format.number(Math.round(offset))}) : ''
    return [phase === 'live' && heard ? heard : [state, heard].filter(Boolean).join(', '), skew, reason?.[this.settings.language]].filter(Boolean).join(' · ')
  }

  private age(seconds: number): string {
    const {t, format} = {t: this.settings.t.bind(this.settings), format: this.settings.format}
    if (seconds < 120) return t('{count} s', {count: format.number(Math.floor(seconds))})
    return seconds < 7200 ? t('{count} min', {count: format.number(Math.floor(seconds / 60))}) : t('{count} h', {count: format.number(Math.floor(seconds / 3600))})
  }
}

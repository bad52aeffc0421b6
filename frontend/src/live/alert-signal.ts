// New alerts are told beyond the page: in the title of its tab, and by a sound, if that is wanted.

const BADGE = /^\(\d+\) /
const SOUND_KEY = 'lagebild-alert-sound'

export interface Alerts {
  unseen: number
  /** How many were ever raised. */
  raised: number
}

export class AlertSignal {
  private raised: number | null = null
  private audio: AudioContext | null = null
  private sounding: boolean

  constructor(private readonly title: () => string, private readonly setTitle: (title: string) => void, private readonly play?: () => void) {
    this.sounding = remembered() !== 'off'
  }

  get sound(): boolean {
    return this.sounding
  }

  setSound(on: boolean): void {
    this.sounding = on
    try {
      localStorage.setItem(SOUND_KEY, on ? 'on' : 'off')
    } catch {} // a browser that keeps nothing
    if (on) this.ring() // so that one knows it, and the browser that it was wanted
  }

  tell({unseen, raised}: Alerts): void {
    const plain = this.title().replace(BADGE, '')
    const titled = unseen > 0 ? `(${unseen}) ${plain}` : plain
    if (titled !== this.title()) this.setTitle(titled)
    // those that were there when the page was opened have been heard
    if (this.raised !== null && raised > this.raised && unseen > 0 && this.sounding) this.ring()
    this.raised = raised
  }

  close(): void {
    this.setTitle(this.title().replace(BADGE, ''))
    void this.audio?.close()
  }

  /** Two tones, the second one higher. */
  private ring(): void {
    if (this.play) return this.play()
    if (typeof AudioContext === 'undefined') return
    this.audio ??= new AudioContext()
    const {audio} = this
    void audio.resume().catch(() => {}) // not before somebody has touched the page
    for (const [begin, pitch] of [[0, 660], [0.18, 880]]) {
      const tone = audio.createOscillator()
      const volume = audio.createGain()
      const at = audio.currentTime + begin
      tone.frequency.value = pitch
      volume.gain.setValueAtTime(0.0001, at)
      volume.gain.exponentialRampToValueAtTime(0.2, at + 0.02)
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.16)
      tone.connect(volume).connect(audio.destination)
      tone.start(at)
      tone.stop(at + 0.17)
    }
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(SOUND_KEY)
  } catch {
    return null
  }
}

import { onAppEvent } from '../client/events.ts'
import { useStudio } from '../client/studio.ts'
import { windowId } from '../client/windowId.ts'
import { attempt, dismissToasts, say } from './toasts.ts'

/** All toasts about the history replace each other: none may offer to undo what has been undone since. */
const HISTORY = 'history'

/** What the latest toast about the history offers. */
let offered: 'undo' | 'redo' | undefined

function sayOffering(text: string, offer: 'undo' | 'redo'): void {
  const action = offer === 'undo' ? { title: 'Undo', run: undo } : { title: 'Redo', run: redo }
  offered = offer
  say(text, { title: action.title, run: () => void action.run() }, HISTORY)
}

const isOfAnother = (window: string | undefined) => window !== undefined && window !== windowId()
/** All windows share one history: whose an edit was is said where it was another window's. */
const byWhom = (madeBy: string | undefined) => (isOfAnother(madeBy) ? ' (made in another window)' : '')

/** Undoes the latest edit, whichever view or window made it, and names it in a toast. */
export async function undo(): Promise<void> {
  const answer = await attempt(useStudio().app.undo())
  if (!answer) return
  if (answer.undone) sayOffering(`Undone: ${answer.undone}${byWhom(answer.madeBy)}`, 'redo')
  else say('There is nothing to undo.')
}

/** Redoes the edit that was undone last, and names it in a toast. */
export async function redo(): Promise<void> {
  const answer = await attempt(useStudio().app.redo())
  if (!answer) return
  if (answer.redone) sayOffering(`Redone: ${answer.redone}${byWhom(answer.madeBy)}`, 'undo')
  else say('There is nothing to redo.')
}

/** Shows a toast about what has just been done, with a button that undoes it. */
export function sayDone(text: string): void {
  sayOffering(text, 'undo')
}

/** Names in a toast what another window undoes or redoes, and takes back an offer that another edit has overtaken. */
export function followHistory(): void {
  onAppEvent('history-step', ({ edit: { name, madeBy }, undone, by }) => {
    if (!isOfAnother(by)) return
    const whose = madeBy !== undefined && !isOfAnother(madeBy) ? ' (made in this one)' : ''
    sayOffering(
      `${undone ? 'Undone' : 'Redone'} in another window: ${name}${whose}`,
      undone ? 'redo' : 'undo',
    )
  })
  onAppEvent('history', ({ history }) => {
    const overtaken = offered === 'undo' ? isOfAnother(history.undo?.madeBy) : !history.redo
    if (overtaken) dismissToasts(HISTORY)
  })
}

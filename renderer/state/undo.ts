import { useStudio } from '../client/studio.ts'
import { attempt, say } from './toasts.ts'

/** All toasts about the history replace each other: none may offer to undo what has been undone since. */
const HISTORY = 'history'

/** Undoes the latest edit, whichever view made it, and names it in a toast. */
export async function undo(): Promise<void> {
  const answer = await attempt(useStudio().app.undo())
  if (!answer) return
  if (answer.undone) say(`Undone: ${answer.undone}`, { title: 'Redo', run: () => void redo() }, HISTORY)
  else say('There is nothing to undo.')
}

/** Redoes the edit that was undone last, and names it in a toast. */
export async function redo(): Promise<void> {
  const answer = await attempt(useStudio().app.redo())
  if (!answer) return
  if (answer.redone) say(`Redone: ${answer.redone}`, { title: 'Undo', run: () => void undo() }, HISTORY)
  else say('There is nothing to redo.')
}

/** Shows a toast about what has just been done, with a button that undoes it. */
export function sayDone(text: string): void {
  say(text, { title: 'Undo', run: () => void undo() }, HISTORY)
}

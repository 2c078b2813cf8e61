// A process that edits a workspace until it is killed, for kill.slow.test.ts. It prints each edit once it is done.
import { createEvents } from '../services/events.ts'
import { EditHistory } from '../services/history/history.ts'
import { editedTables } from '../services/history/tables.ts'
import { openWorkspace } from './open.ts'

const { db, backUp } = openWorkspace(process.argv[2])
const history = new EditHistory(db, createEvents(), editedTables)
db.exec("INSERT OR IGNORE INTO sets (id, name, kind, added) VALUES (1, '0', 'files', 0)")
void backUp()
edit()

/** The set's name counts the edits. */
function edit(): void {
  const { name } = db.prepare('SELECT name FROM sets WHERE id = 1').get() as { name: string }
  const after = String(Number(name) + 1)
  const label = { name: `Count to ${after}`, code: 'library.rename-set', scope: 'library' } as const
  history.edit(label, [{ table: 'sets', id: 1, before: { name }, after: { name: after } }])
  // As with any answer of the app, nothing happens between the edit and its acknowledgement.
  process.stdout.write(`${after}\n`)
  setImmediate(edit)
}

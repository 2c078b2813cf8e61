// A process that owns a workspace until it is killed, for the tests. Arguments: its folder and the page's address.
import { own } from './owner.ts'

const [folder, address] = process.argv.slice(2)
const mine = own(folder)
if (address) mine.setAddress(address)
process.send!('owns')
setInterval(() => {}, 1000)

import './ui/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { keepAddress } from './app/placeAddress.ts'
import { router } from './app/router.ts'
import { connect } from './client/connection.ts'
import { followEvents } from './client/events.ts'
import { openLink } from './client/links.ts'
import { provideConnection } from './client/studio.ts'
import { keepSelected } from './state/keepSelected.ts'
import { loadSettings, sendWhenHidden } from './state/settings.ts'
import { followTheme } from './state/theme.ts'

const connection = connect(openLink)
provideConnection(connection)
followEvents(connection)
const app = createApp(App).use(createPinia())
await Promise.all([loadSettings(), keepSelected()])
keepAddress(router)
sendWhenHidden()
followTheme()
app.use(router).mount('#app')

import './ui/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router.ts'
import { followTheme } from './app/theme.ts'
import { connect } from './client/connection.ts'
import { followEvents } from './client/events.ts'
import { keepSelected } from './client/keepSelected.ts'
import { openLink } from './client/links.ts'
import { loadSettings, sendWhenHidden } from './client/settings.ts'
import { provideConnection } from './client/studio.ts'

const connection = connect(openLink)
provideConnection(connection)
followEvents(connection)
const app = createApp(App).use(createPinia())
await Promise.all([loadSettings(), keepSelected()])
sendWhenHidden()
followTheme()
app.use(router).mount('#app')

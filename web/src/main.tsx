import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { AppContext } from './ui/context';
import { Shell } from './ui/shell';
import './ui/base.css';
import './ui/top.css';
import './ui/map.css';
import './ui/panels.css';
import './ui/rail.css';
import './ui/actions.css';
import './ui/backlog.css';
import './ui/figures.css';
import './ui/narrow.css';
import './ui/print.css';

const app = new App();
app.start();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <AppContext value={app}>
      <Shell />
    </AppContext>
  </StrictMode>,
);

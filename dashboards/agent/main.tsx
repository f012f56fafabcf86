import { render } from 'preact';
import { enter, findToken } from '../shared/access.ts';
import { applyTheme } from '../shared/theme.ts';
import { tellLater } from './report.ts';
import { open } from './run.ts';
import * as state from './state.ts';
import { AgentPage } from './view.tsx';
import '../shared/base.css';
import './agent.css';

enter();
applyTheme();
state.startLanguage();

const place = document.getElementById('app');
if (place) render(<AgentPage />, place);

void (async () => {
  if (findToken() === null) state.phase.value = 'no-link';
  else if (await open()) state.phase.value = 'idle';
  await tellLater();
})();
addEventListener('online', () => void tellLater());

/** Asks for a token where the server wants one. */
import { useState } from 'preact/hooks';
import { keepToken } from './access.ts';

export function TokenForm({ why, onToken }: { why: string; onToken: () => void }) {
  const [token, setToken] = useState('');
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() === '') return;
        keepToken(token.trim());
        onToken();
      }}
    >
      <h2>A token is needed</h2>
      <p>{why}</p>
      <p class="row">
        <label>Token <input type="password" autocomplete="off" value={token} onInput={(event) => setToken(event.currentTarget.value)} /></label>
        <button>Use it</button>
      </p>
      <p class="faint">It is kept for this tab only. <code>linecheck token create NAME --role operator</code> makes one.</p>
    </form>
  );
}

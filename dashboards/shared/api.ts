/** Requests to `/api/v1`: with the tab's token, a deadline, and errors in words. */
import { findToken } from './access.ts';
import type { ProblemDetails } from './types.ts';

/** A request that failed; `status` 0 where nothing answered. */
export class ApiError extends Error {
  readonly status: number;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, text: string, retryAfterSeconds: number | null = null) {
    super(text);
    this.name = 'ApiError';
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function authorization(): Record<string, string> {
  const token = findToken();
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

/** Pure: what to tell a person about an answer that is not 2xx. */
export function problemText(status: number, body: unknown): string {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<ProblemDetails>;
  const said = [problem.title, problem.detail].filter((text) => typeof text === 'string' && text !== '').join(': ');
  if (said !== '') return said;
  switch (status) {
    case 401: return 'This needs a token: open the address you were given, or enter a token.';
    case 403: return 'This token may not do that: it needs the role operator.';
    case 404: return 'There is nothing of that name.';
    case 429: return 'Asked too often: wait a moment and try again.';
    default: return `The server answered ${status}.`;
  }
}

export async function get<T>(path: string, deadlineMillis = 15_000): Promise<T> {
  return request<T>('GET', path, undefined, deadlineMillis);
}

export async function post<T>(path: string, body: unknown = {}, deadlineMillis = 30_000): Promise<T> {
  return request<T>('POST', path, body, deadlineMillis);
}

export async function remove(path: string): Promise<void> {
  await request<unknown>('DELETE', path, undefined, 15_000);
}

/** The answer as text, for reports that are saved as a file. */
export async function getText(path: string, accept: string): Promise<string> {
  const answer = await send('GET', path, undefined, 30_000, accept);
  return answer.text();
}

async function request<T>(method: string, path: string, body: unknown, deadlineMillis: number): Promise<T> {
  const answer = await send(method, path, body, deadlineMillis, 'application/json');
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function send(method: string, path: string, body: unknown, deadlineMillis: number, accept: string) {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: {
        Accept: `${accept}, application/problem+json`,
        ...authorization(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(deadlineMillis),
      cache: 'no-store',
    });
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new ApiError(0, late
      ? `Linecheck did not answer within ${Math.round(deadlineMillis / 1000)} s.`
      : 'Linecheck cannot be reached from this browser.');
  }
  if (!answer.ok) {
    const retry = Number(answer.headers.get('Retry-After'));
    const said: unknown = await answer.json().catch(() => null);
    throw new ApiError(answer.status, problemText(answer.status, said), retry > 0 ? retry : null);
  }
  return answer;
}

// The one transport between a panel and its host: plain messages. A panel that is shown anew says `ready` and gets everything.

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Rpc<ToHost, FromHost> {
  send(message: ToHost): void;
  onMessage(listener: (message: FromHost) => void): void;
  /** Survives hiding and reloading the panel. */
  readonly saved: { get(): unknown; set(state: unknown): void };
}

export function connect<ToHost, FromHost>(): Rpc<ToHost, FromHost> {
  const api = acquireVsCodeApi();
  return {
    send: message => api.postMessage(message),
    onMessage(listener) {
      window.addEventListener('message', event => listener(event.data as FromHost));
    },
    saved: { get: () => api.getState(), set: state => api.setState(state) },
  };
}

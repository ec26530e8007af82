// The channel that the conversation with the server is written to. The client writes only where the channel's log level is
// `Trace`, which one would have to set by hand, in another place: here the setting `workos.trace.server` is enough.
import { EventEmitter, LogLevel, workspace, type Disposable, type LogOutputChannel } from 'vscode';

export class Trace implements Disposable {
  readonly channel: LogOutputChannel;
  readonly #changed = new EventEmitter<LogLevel>();
  readonly #following: Disposable[];

  constructor(channel: LogOutputChannel) {
    const level = (): LogLevel => (isWanted() ? LogLevel.Trace : channel.logLevel);
    const instead = new Map<PropertyKey, () => unknown>([
      ['logLevel', level],
      ['onDidChangeLogLevel', () => this.#changed.event],
      ['trace', () => (isWanted() ? channel.info : channel.trace)],
    ]);
    this.channel = new Proxy({} as LogOutputChannel, {
      get: (_, key) => (instead.get(key) ?? (() => Reflect.get(channel, key)))() as unknown,
    });
    const tell = (): void => this.#changed.fire(level());
    this.#following = [
      channel,
      channel.onDidChangeLogLevel(tell),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('workos.trace')) tell();
      }),
    ];
  }

  dispose(): void {
    for (const one of this.#following) one.dispose();
    this.#changed.dispose();
  }
}

function isWanted(): boolean {
  return workspace.getConfiguration('workos').get('trace.server', 'off') !== 'off';
}

// The token service that big registries put in front of themselves: anonymous callers get no scope, the one user gets
// what was asked for. Tokens are signed with a key made for this run, whose certificate the registry is given.
import { execFileSync } from 'node:child_process';
import { createSign, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

export interface TokenServer {
  /** For the `auth` key of the registry's configuration. */
  readonly auth: string;
  stop(): Promise<void>;
}

export interface TokenOptions {
  /** Where key and certificate are kept. */
  readonly folder: string;
  readonly username: string;
  readonly password: string;
}

const service = 'test registry';
const issuer = 'test issuer';

export async function startTokenServer({ folder, username, password }: TokenOptions): Promise<TokenServer> {
  const [key, certificate] = [join(folder, 'token.key'), join(folder, 'token.crt')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test'];
  execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const chain = readFileSync(certificate, 'utf8').replace(/-----[^-]+-----|\s/g, '');
  const known = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const sign = (access: unknown) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: service,
      sub: '',
      iat: now,
      nbf: now - 5,
      exp: now + 300,
      jti: randomUUID(),
      access,
    };
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${encode({ typ: 'JWT', alg: 'RS256', x5c: [chain] })}.${encode(claims)}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(readFileSync(key, 'utf8')).toString('base64url')}`;
  };
  const server = createServer((incoming, reply) => {
    const given = incoming.headers.authorization;
    if (given !== undefined && given !== known) {
      reply.writeHead(401).end('{"details":"incorrect username or password"}');
      return;
    }
    const [type, name, actions] =
      new URL(incoming.url ?? '', 'http://x').searchParams.get('scope')?.split(':') ?? [];
    const access = given ? [{ type, name, actions: actions?.split(',') }] : [];
    reply
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ token: sign(access), expires_in: 300 }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    auth: `{token: {realm: "http://127.0.0.1:${port}/token", service: "${service}", issuer: "${issuer}", rootcertbundle: ${certificate}}}`,
    stop: () => new Promise(resolve => server.close(() => resolve())),
  };
}

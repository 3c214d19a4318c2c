// An OpenID provider of others' making (npm oidc-provider, certified) for the tests: whoever is known to it, on loopback.
//
// Its own pages would fetch fonts from elsewhere; ours fetch nothing.
// Told by OPENID_TEST_CONFIG (JSON): port, clients, people {name: claims}, acr_values. Its sign-in page asks who one is and which
// electronic identity one has; POST /test/rotate gives it new keys, as a national service does now and then.
import http from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const config = JSON.parse(process.env.OPENID_TEST_CONFIG);
const { default: Provider } = await import(pathToFileURL(config.module).href);
const issuer = `http://127.0.0.1:${config.port}`;
const identities = {
  MinID: { acr: 'idporten-loa-substantial', amr: ['Minid-OTC'] },
  BankID: { acr: 'idporten-loa-high', amr: ['BankID'] },
  Buypass: { acr: 'idporten-loa-high', amr: ['BuyPass'] },
};

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(6).toString('hex'), use: 'sig', alg: 'RS256' };
}

function provider(keys) {
  const made = new Provider(issuer, {
    jwks: { keys },
    clients: config.clients,
    acrValues: config.acr_values,
    claims: { openid: ['sub', 'oid', 'pid', 'groups', 'acr', 'amr', 'auth_time'], profile: ['name'], sid: null },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    subjectTypes: ['public'],
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options), // ours lie on loopback, which it guards against
    cookies: { keys: ['of no consequence'] },
    ttl: { Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 600, IdToken: 600 },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        postLogoutSuccessSource: (context) => { context.body = page('Signed out at the provider', ''); },
        logoutSource: (context, form) => {
          context.body = page('Sign out', `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`);
        },
      },
    },
    renderError: (context, out) => { context.type = 'html'; context.body = page('Error', out.error); },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, ...config.people[sub] }) }),
    loadExistingGrant: async (context) => {
      const { Grant } = context.oidc.provider;
      const known = context.oidc.session.grantIdFor(context.oidc.client.clientId);
      if (known) return Grant.find(known);
      const grant = new Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  made.on('server_error', (_context, error) => console.error(error));
  made.on('backchannel.error', (_context, error) => console.error(error));
  return made;
}

function page(title, content) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title></head><body><main><h1>${title}</h1>${content}</main></body></html>`;
}

function signInPage(uid) {
  const people = Object.keys(config.people).map((name) => `<option>${name}</option>`).join('');
  const ways = Object.keys(identities).map((way) => `<button name="way" value="${way}">${way}</button>`).join(' ');
  const cancel = '<button name="way" value="cancel">Cancel</button>';
  return page('Sign in at the provider', `<form method="post" action="/interaction/${uid}"><label>Who <select name="who">${people}</select></label> ${ways} ${cancel}</form>`);
}

let keys = [signingKey()];
let current = provider(keys);

async function interaction(request, response) {
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    return response.end(signInPage(request.url.split('/')[2]));
  }
  let body = '';
  for await (const part of request) body += part;
  const chosen = new URLSearchParams(body);
  const way = identities[chosen.get('way')];
  const result = way
    ? { login: { accountId: chosen.get('who'), remember: true, ...way } }
    : { error: 'access_denied', error_description: 'cancelled' };
  return current.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const server = http.createServer(async (request, response) => {
  try {
    if (request.url.startsWith('/interaction/')) return await interaction(request, response);
    if (request.url === '/test/rotate' && request.method === 'POST') {
      keys = [signingKey()];
      current = provider(keys);
      return response.end('rotated');
    }
    return current.callback()(request, response);
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
    return response.end('error');
  }
});
server.listen(config.port, '127.0.0.1', () => console.log('listening'));

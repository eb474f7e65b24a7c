import { describe, expect, it } from 'vitest';
import { refuseSender, type Sender } from '../../../../electron/host/check-request.ts';

const page: Sender = { method: 'GET', pathname: '/', host: '127.0.0.1:7316', origin: null, site: 'none' };
const call: Sender = {
  method: 'POST',
  pathname: '/api/call/start',
  host: '127.0.0.1:7316',
  origin: 'http://127.0.0.1:7316',
  site: 'same-origin',
};

describe('who may ask the browser host', () => {
  it.each<[string, Sender]>([
    ['the address in the browser’s bar', page],
    ['the same by its name', { ...page, host: 'localhost:7316' }],
    ['a link in another page', { ...page, site: 'cross-site' }],
    ['a program that sends no Sec-Fetch-Site', { ...page, pathname: '/api/events', site: null }],
    ['the page itself', call],
    ['the page by its name', { ...call, host: 'localhost:7316', origin: 'http://localhost:7316' }],
    ['an old browser that sends Origin alone', { ...call, site: null }],
  ])('lets %s in', (_, sender) => {
    expect(refuseSender(sender, 7316)).toBeNull();
  });

  it.each<[string, Sender]>([
    ['a name that was rebound to this machine', { ...page, host: 'evil.example:7316' }],
    ['another port’s address', { ...page, host: '127.0.0.1:7317' }],
    ['no address', { ...page, host: null }],
    ['another page’s call', { ...call, origin: 'https://evil.example', site: 'cross-site' }],
    ['another port’s call', { ...call, origin: 'http://127.0.0.1:3000', site: 'same-site' }],
    ['a call from localhost to the address', { ...call, origin: 'http://localhost:7316', site: 'same-site' }],
    ['an old browser’s page elsewhere that reads', { ...page, origin: 'https://evil.example', site: null }],
    ['a sandboxed frame’s call', { ...call, origin: 'null', site: 'cross-site' }],
    ['a call that says nothing of where it comes from', { ...call, origin: null, site: null }],
    ['another page that loads our pixels', { ...page, pathname: '/api/jobs/1/thumbnail', site: 'cross-site' }],
    ['another port that loads our script', { ...page, pathname: '/assets/index.js', site: 'same-site' }],
    ['a delete without an origin', { ...page, method: 'DELETE', site: null }],
  ])('keeps %s out', (_, sender) => {
    expect(refuseSender(sender, 7316)).toMatch(/\w/);
  });
});

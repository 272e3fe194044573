import { fileKindOf } from './file-kind.js';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe('what a file is', () => {
  it.each([
    ['a.png', 'application/json', png, 'image/png', 'image'],
    ['a.jpg', 'image/png', Buffer.from('ffd8ffe000104a464946', 'hex'), 'image/jpeg', 'image'],
    ['a.gif', '', Buffer.from('GIF89a\u0001\u0000'), 'image/gif', 'image'],
    ['a.webp', '', Buffer.from('RIFF\u0001\u0002\u0003\u0004WEBPVP8 '), 'image/webp', 'image'],
    ['a.png', 'image/png', Buffer.from('<svg onload="alert(1)">'), 'image/png', 'text'],
    ['a.svg', 'image/svg+xml', Buffer.from('<svg onload="alert(1)">'), 'image/svg+xml', 'text'],
    ['a.png', 'image/png', Buffer.from([1, 2, 3, 0]), 'application/octet-stream', 'none'],
    ['a.csv', 'application/vnd.ms-excel', Buffer.from('a,b\r\n1,é\r\n'), 'application/vnd.ms-excel', 'csv'],
    ['data', 'text/csv', Buffer.from('a,b'), 'text/csv', 'csv'],
    ['a.csv', 'text/csv', Buffer.from([0x61, 0x2c, 0xff]), 'text/csv', 'none'],
    ['a.txt', 'text/plain', Buffer.from('half é').subarray(0, 6), 'text/plain', 'none'],
    ['a.txt', 'text/plain', Buffer.from('nul \u0000'), 'text/plain', 'none'],
    ['empty', 'text/plain', Buffer.alloc(0), 'text/plain', 'text'],
    ['a.html', 'text/html', Buffer.from('<script>'), 'text/html', 'text'],
  ])('%s sent as %s is told from its bytes', (name, mediaType, bytes, ...[type, shown]) => {
    expect(fileKindOf({ name, mediaType }, bytes)).toEqual({ mediaType: type, shown });
  });
});

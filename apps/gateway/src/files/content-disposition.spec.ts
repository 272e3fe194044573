import { downloadDisposition } from './content-disposition.js';

describe('downloadDisposition', () => {
  it.each([
    ['report.csv', `attachment; filename="report.csv"; filename*=UTF-8''report.csv`],
    [
      'Bericht für “uns”.csv',
      `attachment; filename="Bericht f_r _uns_.csv"; filename*=UTF-8''Bericht%20f%C3%BCr%20%E2%80%9Cuns%E2%80%9D.csv`,
    ],
    ['a";x="b(1)*\'.txt', `attachment; filename="a_;x=_b(1)*'.txt"; filename*=UTF-8''a%22%3Bx%3D%22b%281%29%2A%27.txt`],
    ['\ud800.txt', `attachment; filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`],
  ])('names %j and nothing besides', (name, header) => {
    expect(downloadDisposition(name)).toBe(header);
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { operationalError } from '@cloakroom/platform';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import express from 'express';

const YEAR_S = 365 * 24 * 60 * 60;
const SERVER_PATHS = ['/api/', '/health/', '/metrics', '/socket.io/', '/assets/'];

/** Throws an operational `AppError` when there is no built page in `folder`. */
export function assertPage(folder: string): void {
  if (existsSync(join(folder, 'index.html'))) return;
  throw operationalError('no-page', 'WEB_DIST_DIR holds no index.html. Build the page first: npm run build.');
}

/**
 * Serves the built page from `folder`. Files under `assets/` carry a hash in their name and are kept for a year; every
 * other address that a browser opens gets the page, which finds its own way.
 */
export function serveWeb(app: NestExpressApplication, folder: string): void {
  const page = join(folder, 'index.html');
  const immutable = `public, max-age=${YEAR_S}, immutable`;
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), { index: false, fallthrough: false, setHeaders: cached(immutable) }),
  );
  app.use(express.static(folder, { index: false, dotfiles: 'ignore', setHeaders: cached('no-cache') }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!isPageRequest(request)) {
      next();
      return;
    }
    response.setHeader('cache-control', 'no-cache');
    response.sendFile(page);
  });
}

function cached(value: string): (response: { setHeader(name: string, value: string): unknown }) => void {
  return (response) => response.setHeader('cache-control', value);
}

function isPageRequest(request: Request): boolean {
  const { method, path } = request;
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (SERVER_PATHS.some((start) => path === start.replace(/\/$/, '') || path.startsWith(start))) return false;
  return request.accepts('html') !== false;
}

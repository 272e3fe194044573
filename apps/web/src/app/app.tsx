import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { loadConversationPage } from '../chat/thread/lazy-parts.js';
import { NewConversationPage } from '../chat/thread/new-conversation-page.js';
import { createQueryClient } from '../platform/query-client.js';
import { LoadingState } from '../ui/states.js';
import { AppShell } from './app-shell.js';
import { CrashGuard } from './crash-guard.js';
import { RequireSession } from './require-session.js';

const SignInPage = lazy(async () => ({ default: (await import('../auth/auth-page.js')).SignInPage }));
const SignUpPage = lazy(async () => ({ default: (await import('../auth/auth-page.js')).SignUpPage }));
const ConversationPage = lazy(loadConversationPage);
const SecretsPage = lazy(() => import('../secrets/secrets-page.js'));
const NotFoundPage = lazy(() => import('./not-found-page.js'));
const ArchivePage = lazy(() => import('../chat/conversations/archive-page.js'));
const TemporaryPage = lazy(() => import('../chat/temporary/temporary-page.js'));
const AdminPage = lazy(() => import('../admin/admin-page.js'));
const SettingsPage = lazy(() => import('../settings/settings-page.js'));

export function App(): ReactNode {
  const [client] = useState(createQueryClient);
  return (
    <CrashGuard>
      <QueryClientProvider client={client}>
        <BrowserRouter>
          <Suspense fallback={<LoadingState label="Opening…" />}>
            <Routes>
              <Route path="/sign-in" element={<SignInPage />} />
              <Route path="/sign-up" element={<SignUpPage />} />
              <Route element={<RequireSession />}>
                <Route element={<AppShell />}>
                  <Route index element={<NewConversationPage />} />
                  <Route path="/c/:conversationId" element={<ConversationPage />} />
                  <Route path="/c" element={<Navigate to="/" replace />} />
                  <Route path="/temporary" element={<TemporaryPage />} />
                  <Route path="/archive" element={<ArchivePage />} />
                  <Route path="/secrets" element={<SecretsPage />} />
                  <Route path="/admin" element={<AdminPage />} />
                  <Route path="/settings" element={<SettingsPage />} />
                  <Route path="*" element={<NotFoundPage />} />
                </Route>
              </Route>
            </Routes>
          </Suspense>
        </BrowserRouter>
      </QueryClientProvider>
    </CrashGuard>
  );
}

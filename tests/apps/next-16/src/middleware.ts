import { authkit, handleAuthkitProxy } from '@workos-inc/authkit-nextjs';
import type { NextRequest } from 'next/server';

export async function middleware(request: NextRequest) {
  const { headers } = await authkit(request);
  return handleAuthkitProxy(request, headers);
}

export const config = { matcher: ['/account/:path*'] };

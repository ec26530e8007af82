/** As much of an HTTP framework as this app needs. */
export interface Request {
  body: Record<string, string>;
  cookies: Record<string, string | undefined>;
}

export interface Response {
  redirect(to: string): void;
  cookie(name: string, value: string): void;
}

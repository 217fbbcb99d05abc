/** Permissions that only a session gives: no password that a program keeps changes the account itself, and users have none. */
export const needsSession = (permission: string): boolean =>
  /^(profile\/(?!read$)|user-profile\/)/.test(permission);

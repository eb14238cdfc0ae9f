/**
 * Who may do what at the embedded server: accounts, users and their permissions, as {@code nats-server} has them.
 * {@link io.edgesync.mesh.account.AccountsOptions} is the configuration; {@link io.edgesync.mesh.account.Authenticator} turns what a
 * client presents into a {@link io.edgesync.mesh.account.User}; {@link io.edgesync.mesh.account.Permissions} answers for that user.
 *
 * <pre>
 *   CONNECT → Credentials ┐
 *   nonce, certificate → Challenge ┴→ Authenticator → User(account, Permissions, limits) → the connection
 * </pre>
 *
 * An account is a name here; the broker gives each name a subject space of its own. Everything is immutable and thread-safe but
 * {@link io.edgesync.mesh.account.ReplyGrants}, which is locked. A login may cost a tenth of a second of processor time (bcrypt), so it
 * is not made on an event loop.
 *
 * <p>Secrets show in no text form of any type here. Accounts export and import nothing: a JWT with imports is refused. Sources: {@code nats-server}
 * ({@code server/auth.go}), the NATS documentation on authorization.
 */
@NullMarked
package io.edgesync.mesh.account;

import org.jspecify.annotations.NullMarked;

/**
 * The users of a repository and what they may do: {@link io.edgesync.repository.user.Users} reads and writes the {@code user} table,
 * {@link io.edgesync.repository.user.Capabilities} says what letters mean for synchronisation. Passwords are stored as Fossil's hash over
 * project code, login and password.
 *
 * <p>Who is asking, and whether the signature holds, is decided elsewhere ({@code xfer.login}, {@code sync}). Callable from any thread.
 * Source: {@code src/login.c}, {@code src/user.c}.
 */
@NullMarked
package io.edgesync.repository.user;

import org.jspecify.annotations.NullMarked;

/**
 * Fossil logins: the shared secret that stands for a password, and the signature of a body made with it.
 * Source: {@code src/xfer.c, check_login()} and {@code src/sha1.c, sha1_shared_secret()}.
 */
@NullMarked
package io.edgesync.xfer.login;

import org.jspecify.annotations.NullMarked;

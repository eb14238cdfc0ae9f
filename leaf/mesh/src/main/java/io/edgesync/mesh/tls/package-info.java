/**
 * TLS for listeners, and for links that are dialled ({@link io.edgesync.mesh.tls.DialTls},
 * {@link io.edgesync.mesh.tls.TlsDialer}): {@link io.edgesync.mesh.tls.TlsOptions} says which certificate and how much is asked of clients,
 * {@link io.edgesync.mesh.tls.TlsListener} makes the handlers that a channel gets, and
 * {@link io.edgesync.mesh.tls.ClientCertificate} finds the user that a client's certificate names.
 *
 * <pre>
 *   PEM files → TlsListener → SslHandler ahead of the connection; ahead of that TlsSniffer where plain text may come, too
 * </pre>
 *
 * The protocol is the JDK's. Files are read once, when a listener opens. Handlers belong to their channel's event loop; the rest is
 * immutable. Nothing is downloaded (no OCSP, no revocation lists).
 */
@NullMarked
package io.edgesync.mesh.tls;

import org.jspecify.annotations.NullMarked;

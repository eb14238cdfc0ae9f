package io.edgesync.cli.sync;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.MeshLogin;
import io.edgesync.agent.configuration.MeshSettings;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --nats-creds} and its like: how we come in at NATS servers. What is secret stands in files. */
public final class NatsLogin {

  @Option(names = "--nats-creds", paramLabel = "FILE", description = "Log in at NATS servers by a credentials file, as nsc writes it.")
  private @Nullable Path credentials;

  @Option(names = "--nats-nkey", paramLabel = "FILE", description = "Log in there by the nkey whose seed (SU…) the file holds.")
  private @Nullable Path nkey;

  @Option(names = "--nats-tlsca", paramLabel = "FILE", description = "PEM: the authorities whose certificates they may show; TLS is required then.")
  private @Nullable Path authorities;

  @Option(names = "--nats-tlscert", paramLabel = "FILE", description = "PEM: the certificate to show them, with --nats-tlskey.")
  private @Nullable Path certificate;

  @Option(names = "--nats-tlskey", paramLabel = "FILE", description = "PEM: its private key.")
  private @Nullable Path certificateKey;

  /**
   * Reads the files.
   *
   * @throws AgentException.BadOption when one of them cannot be used; the message names it
   */
  MeshLogin read(Terminal terminal) throws AgentException.BadOption {
    return given(terminal).toLogin();
  }

  /** What was given, with absolute paths. */
  MeshSettings given(Terminal terminal) {
    if (credentials != null && nkey != null) {
      throw new WrongUsage("--nats-creds and --nats-nkey: one login at a time, leave one out");
    }
    if ((certificate == null) != (certificateKey == null)) {
      throw new WrongUsage("--nats-tlscert and --nats-tlskey go together, give both");
    }
    return new MeshSettings(List.of(), List.of(), null, resolved(terminal, credentials), resolved(terminal, nkey),
        resolved(terminal, authorities), resolved(terminal, certificate), resolved(terminal, certificateKey));
  }

  private static @Nullable Path resolved(Terminal terminal, @Nullable Path file) {
    return file == null ? null : terminal.resolve(file);
  }

  /** @throws WrongUsage when something is given that a peer without NATS would never see */
  void refuseBeside(PeerUrl peer) {
    if (peer instanceof PeerUrl.Http http
        && Stream.of(credentials, nkey, authorities, certificate, certificateKey).anyMatch(Objects::nonNull)) {
      throw new WrongUsage(http.url() + ": --nats-… options are for NATS servers; over HTTP log in with --user");
    }
  }
}

package io.edgesync.cli.sync;

import io.edgesync.agent.configuration.HttpSettings;
import io.edgesync.agent.configuration.ListenAddress;
import io.edgesync.cli.console.Arguments;
import io.edgesync.cli.console.Terminal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code --serve-http} and its like: where and how stock clients are served. */
public final class HttpFlags {

  @Option(names = "--serve-http", paramLabel = "[HOST]:PORT", converter = SyncStartCommand.ToListen.class, description = "Serve Fossil's HTTP there, for stock fossil clients. One repository answers at /, several, and those of --repo-dir, at /NAME.")
  private @Nullable ListenAddress listen;

  @Option(names = "--http-tlscert", paramLabel = "FILE", description = "PEM: serve HTTPS there with this certificate, and those between it and the root. Read anew when it changes.")
  private @Nullable Path certificate;

  @Option(names = "--http-tlskey", paramLabel = "FILE", description = "PEM: its private key, not encrypted.")
  private @Nullable Path certificateKey;

  @Option(names = "--http-tlsca", paramLabel = "FILE", description = "PEM: the authorities of whom clients have to show a certificate (fossil --ssl-identity). Default: they need none.")
  private @Nullable Path authorities;

  @Option(names = "--http-connections", paramLabel = "N", converter = ToConnections.class, description = "HTTP connections open at once. Default: 256.")
  private @Nullable Integer connections;

  @Option(names = "--http-connections-per-address", paramLabel = "N", converter = ToConnections.class, description = "Of them, those from one address. Default: a quarter.")
  private @Nullable Integer perAddress;

  /** Reads a number of connections. */
  static final class ToConnections implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return Arguments.convert(text, HttpSettings::connections);
    }
  }

  /** What was given, with absolute paths. */
  HttpSettings given(Terminal terminal) {
    return new HttpSettings(listen, resolved(terminal, certificate), resolved(terminal, certificateKey),
        resolved(terminal, authorities), connections, perAddress);
  }

  private static @Nullable Path resolved(Terminal terminal, @Nullable Path file) {
    return file == null ? null : terminal.resolve(file);
  }
}

package io.edgesync.mesh.config;

import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.tls.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code leafnodes { listen: "127.0.0.1:7422", tls {…}, remotes: [ {url: "nats-leaf://hub:7422"} ] }}. */
final class LeafnodesSection {
  private final Path directory;
  private final Problems problems;
  private final Listening listening = new Listening();
  private final List<LinkOptions> remotes = new ArrayList<>();
  private @Nullable TlsOptions tls;

  LeafnodesSection(Path directory, Problems problems) {
    this.directory = directory;
    this.problems = problems;
  }

  void read(Value value) throws ConfigException {
    Section.read(Read.block(value), problems, this::take);
  }

  private boolean take(String name, Value value) throws ConfigException {
    if (listening.take(name, value)) {
      return true;
    }
    switch (name) {
      case "tls" -> tls = TlsSection.read(value, directory, problems);
      case "remotes" -> {
        for (Value remote : Read.items(value)) {
          problems.attempt(remote.at(), () -> remotes.add(RemoteSection.read(remote, directory, problems)));
        }
      }
      case "authorization" -> throw new ConfigException(value.at(), "field \"" + name
          + "\" is not supported in leafnodes: links log in as the users of authorization and accounts");
      default -> {
        return false;
      }
    }
    return true;
  }

  BrokerOptions applyTo(BrokerOptions broker) throws ConfigException {
    BrokerOptions options = broker.withLinks(remotes)
        .withSecurity(broker.security().withLeafTls(tls));
    return listening.isAsked() ? options.withLeafListen(listening.address(LeafRemote.DEFAULT_PORT)) : options;
  }
}

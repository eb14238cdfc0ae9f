package io.edgesync.mesh.config;

import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.tls.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code leafnodes { listen: "127.0.0.1:7422", tls {…}, remotes: [ {url: "nats-leaf://hub:7422"} ] }}. */
final class LeafnodesSection {
  private final Path directory;
  private final Problems problems;
  private final Listening listening = new Listening();
  private final List<LinkOptions> remotes = new ArrayList<>();
  private @Nullable TlsOptions tls;
  private @Nullable Position remotesAt;

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
        remotesAt = value.at();
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

  /** @param accounts that there are */
  BrokerOptions applyTo(BrokerOptions broker, Set<String> accounts) throws ConfigException {
    for (LinkOptions remote : remotes) {
      Position where = remotesAt;
      if (where != null && !accounts.contains(remote.account())) {
        throw new ConfigException(where, "cannot find local account \"" + remote.account()
            + "\" specified in leafnode remote");
      }
    }
    BrokerOptions options = broker.withLinks(remotes)
        .withSecurity(broker.security().withLeafTls(tls));
    return listening.isAsked() ? options.withLeafListen(listening.address(LeafRemote.DEFAULT_PORT)) : options;
  }
}

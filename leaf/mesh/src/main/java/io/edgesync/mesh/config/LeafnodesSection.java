package io.edgesync.mesh.config;

import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.leafnode.LeafAuthorization;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.tls.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code leafnodes { listen: "127.0.0.1:7422", tls {…}, authorization {…}, remotes: [ {url: "nats-leaf://hub:7422"} ] }}. */
final class LeafnodesSection {
  private final Path directory;
  private final Problems problems;
  private final Listening listening = new Listening();
  private final List<LinkOptions> remotes = new ArrayList<>();
  private @Nullable TlsOptions tls;
  private @Nullable Position remotesAt;
  private LeafAuthorization authorization = LeafAuthorization.NONE;
  private @Nullable Position authorizationAt;

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
      case "authorization" -> {
        authorizationAt = value.at();
        authorization = LeafAuthorizationSection.read(value, problems);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** @param accounts that there are */
  BrokerOptions applyTo(BrokerOptions broker, Set<String> accounts) throws ConfigException {
    for (LinkOptions remote : remotes) {
      requireAccount(remote.account(), accounts, remotesAt, "remote");
    }
    for (UserOptions user : authorization.users()) {
      requireAccount(user.account(), accounts, authorizationAt, "authorization");
    }
    BrokerOptions options = broker.withLinks(remotes)
        .withSecurity(broker.security().withLeafTls(tls).withLeafAuthorization(authorization));
    return listening.isAsked() ? options.withLeafListen(listening.address(LeafRemote.DEFAULT_PORT)) : options;
  }

  private static void requireAccount(String account, Set<String> accounts, @Nullable Position where, String what)
      throws ConfigException {
    if (where != null && !accounts.contains(account)) {
      throw new ConfigException(where, "cannot find local account \"" + account + "\" specified in leafnode " + what);
    }
  }
}

package io.edgesync.cli.doctor;

import io.edgesync.agent.foreign.ForeignServer;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.PortProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What answers at an upstream's address, and whether a leafnode link to it, or a client's connection, can come up. */
record PortCheck(String url, Duration patience) implements Check {

  static final int PAYLOAD_LOW = 64 << 10;

  @Override
  public List<Finding> run() {
    LeafRemote remote;
    try {
      remote = address();
    } catch (IllegalArgumentException e) {
      return List.of(Finding.fail("nats port", String.valueOf(e.getMessage())));
    }
    PortProbe found = PortProbe.probe(remote.host(), remote.port(), patience);
    // A token is not tried: as a leafnode's login it would be taken for a user.
    boolean isTried = found.kind() == PortProbe.Kind.LEAFNODE
        || (found.kind() == PortProbe.Kind.CLIENT && (remote.user() == null || remote.password() != null));
    boolean refused = isTried && found.authRequired() && !found.tlsRequired() && !PortProbe.letsIn(remote, patience);
    return judge(remote, found, refused);
  }

  private LeafRemote address() {
    if (!ForeignServer.isOne(url)) {
      return LeafRemote.parse(url);
    }
    ForeignServer server = ForeignServer.parse(url);
    return new LeafRemote(server.host(), server.port(), server.user(), server.password(), server.tls());
  }

  static List<Finding> judge(LeafRemote remote, PortProbe found, boolean refused) {
    String why = found.whyNoLeafnode();
    return switch (found.kind()) {
      case LEAFNODE -> server(remote, "nats-leaf://", "leafnode", "links are", found, refused);
      case CLIENT -> server(remote, "nats://", "client", "connections are", found, refused);
      case UNREACHABLE -> List.of(Finding.warn("nats port", why + "; a daemon dials it until it is there"));
      case OTHER_NATS, NOT_NATS -> List.of(Finding.fail("nats port", remote.address() + ": " + why));
    };
  }

  private static List<Finding> server(LeafRemote at, String scheme, String kind, String what, PortProbe found,
      boolean refused) {
    String remote = scheme + at.address();
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("nats port", remote + " is a " + kind + " port of " + found.serverName() + ", NATS "
        + found.version()));
    findings.add(found.maxPayloadBytes() < PAYLOAD_LOW
        ? Finding.warn("max_payload",
            found.maxPayloadBytes() + " bytes at " + remote + ": every body travels in many small parts;"
                + " raise it in that server's configuration, 1 MiB is usual")
        : Finding.ok("max_payload", found.maxPayloadBytes() + " bytes"));
    if (found.tlsRequired()) {
      findings.add(Finding.ok("tls", remote + " speaks TLS only, by which " + what + " made"));
    }
    if (refused && at.user() != null) {
      findings.add(Finding.fail("authentication",
          remote + " refuses " + at.user() + "; check user and password in the URL"));
    } else if (refused) {
      findings.add(Finding.fail("authentication", remote + " asks for a login; write it into the URL,"
          + " " + scheme
          + "USER:PASSWORD@HOST:PORT, or let that server accept this node's key (edgesync status prints it)"));
    } else if (!found.tlsRequired()) {
      findings.add(Finding.ok("authentication",
          remote + (at.user() == null ? " asks for no login" : " takes the login that is given")));
    }
    return findings;
  }
}

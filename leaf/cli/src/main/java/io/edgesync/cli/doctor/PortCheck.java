package io.edgesync.cli.doctor;

import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.PortProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What answers at an upstream's address, and whether a leafnode link to it can come up. */
record PortCheck(String url, Duration patience) implements Check {

  static final int PAYLOAD_LOW = 64 << 10;

  @Override
  public List<Finding> run() {
    LeafRemote remote;
    try {
      remote = LeafRemote.parse(url);
    } catch (IllegalArgumentException e) {
      return List.of(Finding.fail("nats port", String.valueOf(e.getMessage())));
    }
    PortProbe found = PortProbe.probe(remote.host(), remote.port(), patience);
    boolean refused = found.kind() == PortProbe.Kind.LEAFNODE && found.authRequired() && !found.tlsRequired()
        && !PortProbe.letsIn(remote, patience);
    return judge(remote, found, refused);
  }

  static List<Finding> judge(LeafRemote remote, PortProbe found, boolean refused) {
    String why = found.whyNoLeafnode();
    return switch (found.kind()) {
      case LEAFNODE -> leafnode(remote, found, refused);
      case UNREACHABLE -> List.of(Finding.warn("nats port", remote + ": " + why));
      case CLIENT, OTHER_NATS, NOT_NATS -> List.of(Finding.fail("nats port", remote + ": " + why));
    };
  }

  private static List<Finding> leafnode(LeafRemote remote, PortProbe found, boolean refused) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("nats port", remote + " is a leafnode port of " + found.serverName() + ", NATS "
        + found.version()));
    findings.add(found.maxPayloadBytes() < PAYLOAD_LOW
        ? Finding.warn("max_payload",
            found.maxPayloadBytes() + " bytes at " + remote + ": every body travels in many small parts;"
                + " raise it in that server's configuration, 1 MiB is usual")
        : Finding.ok("max_payload", found.maxPayloadBytes() + " bytes"));
    if (found.tlsRequired()) {
      findings.add(Finding.ok("tls", remote + " takes links over TLS only, by which they are made"));
    }
    if (refused && remote.user() != null) {
      findings.add(Finding.fail("authentication",
          remote + " refuses " + remote.user() + "; check user and password in the URL"));
    } else if (refused) {
      findings.add(Finding.fail("authentication", remote + " asks for a login; write it into the URL,"
          + " nats-leaf://USER:PASSWORD@HOST:PORT, or let that server accept this node's key (edgesync status prints it)"));
    } else if (!found.tlsRequired()) {
      findings.add(Finding.ok("authentication",
          remote + (remote.user() == null ? " asks for no login" : " takes the login that is given")));
    }
    return findings;
  }
}

package io.edgesync.agent.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.mesh.leafnode.LinkStatus.Direction;
import io.edgesync.mesh.leafnode.LinkStatus.Standing;
import io.edgesync.xfer.round.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkDomainsTest {

  private final List<LinkStatus> known = new ArrayList<>();
  private final LinkDomains domains = new LinkDomains(() -> known);
  private final LinkStatus hub = link(1, Direction.SOLICITED, Standing.HUB, "nats-leaf://hub:7422");
  private final LinkStatus otherHub = link(2, Direction.SOLICITED, Standing.HUB, "nats-leaf://other:7422");
  private final LinkStatus leaf = link(3, Direction.ACCEPTED, Standing.LEAF, "10.0.0.3:5000");
  private final LinkStatus otherLeaf = link(4, Direction.ACCEPTED, Standing.LEAF, "10.0.0.4:5000");
  private final LinkStatus peer = link(5, Direction.SOLICITED, Standing.PEER, "nats-leaf://peer:7422");

  private static LinkStatus link(int number, Direction direction, Standing standing, String address) {
    return new LinkStatus(direction, standing, address, LinkStatus.State.UP, Instant.EPOCH, null, new LinkId(number),
        null, null, null, 0);
  }

  @Test
  void whoHangsOffUsIsOneDomainAndEveryOtherLinkIsItsOwn() {
    assertThat(List.of(domains.up(hub), domains.up(otherHub), domains.up(leaf), domains.up(peer)))
        .doesNotHaveDuplicates();
    assertThat(domains.up(otherLeaf)).isEqualTo(domains.up(leaf));
    assertThat(domains.size(domains.of(new LinkId(3)))).isEqualTo(2);
    assertThat(domains.size(domains.of(new LinkId(1)))).isEqualTo(1);
  }

  @Test
  void newsGoWhereTheServerDidNotPassThemOn() {
    for (LinkStatus link : List.of(hub, otherHub, leaf, otherLeaf, peer)) {
      domains.up(link);
    }

    assertThat(domains.unreachedBy(domains.of(new LinkId(3)))).as("from a leaf").isEqualTo(ids(5));
    assertThat(domains.unreachedBy(domains.of(new LinkId(1)))).as("from a hub").isEqualTo(ids(2, 5));
    assertThat(domains.unreachedBy(domains.of(new LinkId(5)))).as("from a peer").isEqualTo(ids(1, 2, 3, 4));
    assertThat(domains.unreachedBy("server away")).as("from elsewhere").isEqualTo(ids(1, 2, 3, 4, 5));
  }

  @Test
  void onlyAHubThatWeLogInToIsInTheAccountOfOurCredentials() {
    LinkDomains trusting = new LinkDomains(() -> known, "AFLEET");
    known.addAll(List.of(hub, leaf, peer));

    assertThat(trusting.origin(from(1))).isEqualTo(new Principal.Mesh("leafnode nats-leaf://hub:7422", "AFLEET"));
    assertThat(trusting.origin(from(3))).isEqualTo(new Principal.Mesh("leafnode 10.0.0.3:5000", null));
    assertThat(trusting.origin(from(5)).account()).isNull();
    assertThat(trusting.origin(from(77)).account()).isNull();
    assertThat(trusting.origin(new Delivery(new Message("a", new byte[0]), null, null)).account()).isNull();
  }

  @Test
  void aNodeIsTheEndOfALinkThatItProvedOrThatWeDialledWhileItIsUp() {
    LinkStatus dialled = ended(7, Direction.SOLICITED, "UNAMED", null);
    LinkStatus proven = ended(8, Direction.ACCEPTED, "USTATED", "UPROVEN");
    domains.up(dialled);
    domains.up(ended(9, Direction.ACCEPTED, "UCLAIMED", null));
    assertThat(domains.isEnd("UPROVEN")).isFalse();
    domains.up(proven);

    assertThat(List.of("UNAMED", "UPROVEN")).allMatch(domains::isEnd);
    assertThat(List.of("UCLAIMED", "USTATED")).noneMatch(domains::isEnd);
    domains.down(dialled);
    assertThat(domains.isEnd("UNAMED")).isFalse();

    known.add(ended(10, Direction.SOLICITED, "UMET", null));
    domains.origin(from(10));
    assertThat(domains.isEnd("UMET")).as("heard before we were told that it is up").isTrue();
  }

  private static LinkStatus ended(int number, Direction direction, String peerName, @Nullable String peerKey) {
    return new LinkStatus(direction, Standing.PEER, "10.0.0.1:" + number, LinkStatus.State.UP, Instant.EPOCH, null,
        new LinkId(number), peerName, peerKey, null, 0);
  }

  private static Delivery from(int link) {
    return new Delivery(new Message("a", new byte[0]), new LinkId(link), null);
  }

  @Test
  void aDomainKeepsItsNameWhenItsLinkIsDialledAgain() {
    String name = domains.up(hub);

    assertThat(domains.down(hub)).isEqualTo(name);
    assertThat(domains.size(name)).isZero();
    assertThat(domains.up(link(9, Direction.SOLICITED, Standing.HUB, hub.address()))).isEqualTo(name);
  }

  @Test
  void whatComesByALinkThatWeWereNotToldOfYetIsPlaced() {
    known.add(leaf);

    assertThat(domains.of(new LinkId(3))).isEqualTo(LinkDomains.LEAVES);
    assertThat(domains.of(new LinkId(77))).isNotEqualTo(LinkDomains.LEAVES);
  }

  private static Set<LinkId> ids(int... numbers) {
    return Set.copyOf(Arrays.stream(numbers).mapToObj(LinkId::new).toList());
  }
}

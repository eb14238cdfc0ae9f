package io.edgesync.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.leafnode.LinkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopiedKeysTest {

  private final CopiedKeys keys = new CopiedKeys();
  private final List<String> said = new ArrayList<>();
  private long now = -5;

  private static LinkStatus link(String address, String error) {
    return new LinkStatus(LinkStatus.Direction.ACCEPTED, LinkStatus.Standing.LEAF, address, LinkStatus.State.DOWN,
        Instant.EPOCH, error, null, "UKEY", "UKEY", "2", 0);
  }

  private void taken(String address, Duration after) {
    now += after.toNanos();
    keys.down(link(address, "-ERR 'Duplicate Remote LeafNode Connection'"), now).ifPresent(said::add);
  }

  @Test
  void twoThatTakeEachOthersPlaceAreNamedOnceWithKeyAddressesAndRemedy() {
    for (int i = 0; i < 50; i++) {
      taken(i % 2 == 0 ? "10.0.0.1:4000" : "10.0.0.2:5000", Duration.ofSeconds(6));
    }

    assertThat(said).singleElement().asString().contains("UKEY", "10.0.0.1:4000", "10.0.0.2:5000", "remove node.key");
    assertThat(keys.of(link("10.0.0.2:5001", ""), now)).contains("UKEY");

    now += Duration.ofMinutes(11).toNanos();
    assertThat(keys.of(link("10.0.0.2:5001", ""), now)).isNull();
    for (int i = 0; i < 3; i++) {
      taken("10.0.0.1:4000", Duration.ofSeconds(6));
    }
    assertThat(said).hasSize(2);
  }

  @Test
  void oneThatDialsAgainAfterItsConnectionDiedIsNoCopy() {
    for (int i = 0; i < 20; i++) {
      taken("10.0.0.1:400" + i, Duration.ofSeconds(70));
    }
    keys.down(link("10.0.0.1:1", "read timed out"), now).ifPresent(said::add);

    assertThat(said).isEmpty();
    assertThat(keys.of(link("10.0.0.1:1", ""), now)).isNull();
  }
}

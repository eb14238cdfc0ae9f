package io.edgesync.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.leafnode.LeafRemote;
import java.net.URISyntaxException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;

class UrlLoginTest {

  private static final List<String> SECRETS = List.of("http://bob:p@secret@host/x", "http:/bob:secret@host/x",
      "bob:secret@host/x", "nats://bob:secret@host/abc", "nats-leaf://bob:12/secret@host", "nats://bob/secret@host",
      "nats-leaf://bob:p/secret@host", "nats-leaf://bob:p secret@host", "ws://bob:12/secret@host/x");

  @Test
  void aUrlIsShownWithoutItsLoginWhateverIsWrongWithIt() {
    assertThat(UrlLogin.without("http://bob:secret@host:80/x")).isEqualTo("http://host:80/x");
    assertThat(UrlLogin.without("http://bob:p@secret@host/x")).isEqualTo("http://host/x");
    assertThat(UrlLogin.without("nats-leaf://bob:sec/ret@host")).isEqualTo("nats-leaf://host");
    assertThat(UrlLogin.without("http:/bob:secret@host/x")).isEqualTo("http:/host/x");
    assertThat(UrlLogin.without("bob:secret@host/x")).isEqualTo("host/x");
    assertThat(UrlLogin.without("//token@host")).isEqualTo("host");
    assertThat(UrlLogin.without("@host")).isEqualTo("host");
    for (String harmless : List.of("http://host/x", "host:80", "nats://[::1]:5", "")) {
      assertThat(UrlLogin.without(harmless)).isEqualTo(harmless);
    }
  }

  @Test
  void theUserStaysWhereOnlyThePasswordIsASecret() {
    assertThat(UrlLogin.withoutPassword("http://bob:sec:ret@host:80/x")).isEqualTo("http://bob@host:80/x");
    for (String harmless : List.of("http://bob@host:80/x", "http://host:80/x", "http://[::1]:5/")) {
      assertThat(UrlLogin.withoutPassword(harmless)).isEqualTo(harmless);
    }
  }

  @Test
  void noWrongLinkIsShownWithItsLogin() {
    for (String wrong : SECRETS) {
      List<ThrowingCallable> readers = List.of(() -> LeafRemote.parse(wrong), () -> LeafRemote.configured(wrong));
      for (ThrowingCallable reader : readers) {
        assertThatThrownBy(reader).as(wrong).isInstanceOf(IllegalArgumentException.class)
            .satisfies(refused -> assertThat(Throwables.getStackTrace(refused)).doesNotContain("bob", "secret"));
      }
    }
    assertThatThrownBy(() -> UrlLogin.read("ws://bob:12/secret@host/x")).isInstanceOf(URISyntaxException.class)
        .hasMessageContaining("%2F").hasMessageNotContainingAny("bob", "secret");
  }
}

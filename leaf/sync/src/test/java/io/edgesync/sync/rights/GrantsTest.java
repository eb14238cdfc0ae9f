package io.edgesync.sync.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.user.Capabilities;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrantsTest {

  private static final String NODE = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

  @Test
  void lettersOfTwoSourcesComeTogether() {
    Grants both = Grants.ofNode(NODE, "go").and(Grants.ofNode(NODE, "io"));

    assertThat(both.of(NODE)).isEqualTo(new Capabilities("goi"));
    assertThat(both.rewardsProof()).isTrue();
    assertThat(Grants.NONE.rewardsProof()).isFalse();
  }

  @Test
  void aLetterCountsOnce() {
    assertThat(Grants.letters("oio")).isEqualTo(new Capabilities("oi"));
  }

  @Test
  void whatIsNoGrantIsRefusedByName() {
    assertThatThrownBy(() -> Grants.letters("")).hasMessageContaining("gio");
    assertThatThrownBy(() -> Grants.letters("g i")).hasMessageContaining("\"g i\"");
    for (String unknown : "B 0 1 8 9 Z".split(" ")) {
      assertThatThrownBy(() -> Grants.letters("o" + unknown)).hasMessageContaining("\"o" + unknown + "\"");
    }
    assertThatThrownBy(() -> Grants.letters("gv")).hasMessageContaining("reader");
    assertThatThrownBy(() -> new Grants(Map.of("UABC", Capabilities.NONE), null, Capabilities.NONE))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("UABC");
    assertThatThrownBy(() -> new Grants.TrustedAccount(" ", Capabilities.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

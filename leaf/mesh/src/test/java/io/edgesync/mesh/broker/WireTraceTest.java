package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTraceTest {
  @Test
  void secretsAreLeftOut() {
    assertThat(WireTrace.withoutSecrets(
        "CONNECT {\"user\":\"a\",\"pass\":\"p\\\"q\",\"auth_token\" : \"t\",\"jwt\":\"x.y.z\",\"sig\":\"s\",\"name\":\"n\"}"))
        .isEqualTo("CONNECT {\"user\":\"a\",\"pass\":\"[REDACTED]\",\"auth_token\" : \"[REDACTED]\","
            + "\"jwt\":\"[REDACTED]\",\"sig\":\"[REDACTED]\",\"name\":\"n\"}");
    assertThat(WireTrace.withoutSecrets("connect {\"pass\":\"cut in the midd"))
        .isEqualTo("connect {\"pass\":\"[REDACTED]\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"PASS\":", "\"Pass\" \t:\t ", "\"p\\u0061ss\":", "\"\\u0050\\u0041\\u0053\\u0053\" : ",
      "\"pa\u017f\\u017F\":", "\"a\":\"\\\"\",\"Auth_Token\":", "\"x\":{\"y\":[\"pass\",1]},\"JWT\"\f:", "\"Sig\":"})
  void whateverIsReadAsASecretIsLeftOut(String name) {
    String connect = "CONNECT {\"user\":\"pass\"," + name + "\"s3cr\\\"et\",\"name\":\"n\"}";

    assertThat(WireTrace.withoutSecrets(connect))
        .isEqualTo("CONNECT {\"user\":\"pass\"," + name + "\"[REDACTED]\",\"name\":\"n\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "[\"s3cret\", \"s3cret\"]", "{\"a\":\"s3cret\"}", "[[\"s3cret", "\"s3cret\\",
      "\"s3cret\\u00",
      "\"s3cret\\\"s3cret"})
  void whatIsNoTextOrIsCutOffIsLeftOutToo(String value) {
    assertThat(WireTrace.withoutSecrets("CONNECT {\"pass\":" + value)).doesNotContain("s3cret")
        .startsWith("CONNECT {\"pass\":\"[REDACTED]\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CONNECT", "CONNECT {", "CONNECT {\"", "CONNECT {\"pass", "CONNECT {\"pass\"",
      "CONNECT {\"p\\u00",
      "CONNECT {\"p\\", "PUB \"pass\":\"x\" 1"})
  void whatHoldsNoSecretIsShownAsItIs(String line) {
    assertThat(WireTrace.withoutSecrets(line)).isEqualTo(line);
  }

  @Test
  void aLongSecretCostsNoDepth() {
    String jwt = "x\\n".repeat(500_000);

    assertThat(WireTrace.withoutSecrets("CONNECT {\"jwt\":\"" + jwt + "\"}"))
        .isEqualTo("CONNECT {\"jwt\":\"[REDACTED]\"}");
  }
}

package io.edgesync.mesh.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}

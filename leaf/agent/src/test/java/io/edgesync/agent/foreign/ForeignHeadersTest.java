package io.edgesync.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.mesh.Headers;
import io.nats.client.impl.NatsMessage;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ForeignHeadersTest {

  @Test
  void ofVeryManyOnlyTheFirstAreTaken() {
    var theirs = new io.nats.client.impl.Headers().add("a", Collections.nCopies(20_000, ""));

    Headers ours = ForeignHeaders.of(NatsMessage.builder().subject("s").headers(theirs).build());

    assertThat(ours.fields()).hasSize(1024).containsOnly(new Headers.Field("a", ""));
  }
}

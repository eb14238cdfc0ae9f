package io.edgesync.agent.goedgesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitAnnouncementTest {

  private static final String NAME = "3a".repeat(32);

  @Test
  void oursHasTheFieldsOfGosInTheirOrder() {
    byte[] ours = new CommitAnnouncement(new Hash(NAME), "UNODE").encode();

    assertThat(new String(ours, StandardCharsets.UTF_8))
        .isEqualTo("{\"rid\":0,\"uuid\":\"" + NAME + "\",\"peer_id\":\"UNODE\"}");
    assertThat(CommitAnnouncement.parse(ours)).contains(new CommitAnnouncement(new Hash(NAME), "UNODE"));
  }

  @Test
  void keysThatAreNotKnownArePassedOver() {
    assertThat(parse("{\"branch\":\"trunk\",\"peer_id\":\"office-hub\",\"uuid\":\"" + NAME + "\",\"rid\":12}"))
        .contains(new CommitAnnouncement(new Hash(NAME), "office-hub"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "17", "{}", "{\"uuid\":\"NAME\"}",
      "{\"uuid\":\"NAME\",\"peer_id\":\"\"}",
      "{\"uuid\":\"NAME\",\"peer_id\":7}", "{\"uuid\":\"NAME\",\"peer_id\":null}",
      "{\"uuid\":\"NAME\",\"peer_id\":[\"a\"]}",
      "{\"uuid\":\"xyz\",\"peer_id\":\"a\"}", "{\"uuid\":{\"a\":1},\"peer_id\":\"a\"}",
      "{\"uuid\":\"NAME\",\"peer_id\":\"a.b\"}", "{\"uuid\":\"NAME\",\"peer_id\":\">\"}",
      "{\"uuid\":\"NAME\",\"peer_id\":\"*\"}", "{\"uuid\":\"NAME\",\"peer_id\":\"a b\"}",
      "{\"uuid\":\"NAME\",\"peer_id\":\"a\\nb\"}", "{\"uuid\":\"NAME\",\"peer_id\":\"\\u0000\"}",
      "{\"uuid\":\"NAME\",\"peer_id\":\"a\"} trailing"})
  void whatIsNoAnnouncementIsNone(String text) {
    assertThat(parse(text.replace("NAME", NAME))).isEmpty();
  }

  @Test
  void longNamesLongMessagesAndDeepOnesAreRefused() {
    assertThat(parse("{\"uuid\":\"" + NAME + "\",\"peer_id\":\"" + "a".repeat(129) + "\"}")).isEmpty();
    assertThat(parse("{\"uuid\":\"" + NAME + "\",\"peer_id\":\"a\"" + " ".repeat(CommitAnnouncement.BYTES_MAX) + "}"))
        .isEmpty();
    assertThat(parse("[".repeat(CommitAnnouncement.BYTES_MAX))).isEmpty();
    assertThat(parse("{\"a\":".repeat(CommitAnnouncement.BYTES_MAX / 5))).isEmpty();
  }

  private static Optional<CommitAnnouncement> parse(String text) {
    return CommitAnnouncement.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}

package io.edgesync.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadersTest {

  @Test
  void writesAndReadsTheBlock() {
    Headers headers = Headers.of("traceparent", "00-ab-cd-01").with("Part", "3").with("Part", "4");

    byte[] block = headers.encode();

    assertThat(new String(block, StandardCharsets.UTF_8))
        .isEqualTo("NATS/1.0\r\ntraceparent: 00-ab-cd-01\r\nPart: 3\r\nPart: 4\r\n\r\n");
    assertThat(Headers.parse(block, 0, block.length)).isEqualTo(headers);
    assertThat(headers.first("TraceParent")).contains("00-ab-cd-01");
    assertThat(headers.first("other")).isEmpty();
  }

  @Test
  void readsAStatus() {
    byte[] block = "NATS/1.0 503 No Responders\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    assertThat(Headers.parse(block, 0, block.length).status()).isEqualTo(503);
    assertThat(Headers.ofStatus(503).encode()).asString().isEqualTo("NATS/1.0 503\r\n\r\n");
    assertThat(Headers.NONE.encode()).isEmpty();
  }

  @Test
  void isLenientWithWhatPeersWrite() {
    byte[] block = "NATS/1.0\r\nno colon\r\n: no name\r\nA:b\r\na b: c\r\nlast:\r\n\r\n"
        .getBytes(StandardCharsets.US_ASCII);

    assertThat(Headers.parse(block, 0, block.length)).isEqualTo(Headers.of("A", "b").with("last", ""));
    assertThat(Headers.parse("hello".getBytes(StandardCharsets.US_ASCII), 0, 5)).isEqualTo(Headers.NONE);
  }

  @Test
  void ofABlockOfTinyFieldsOnlyTheFirstAreKept() {
    byte[] block = ("NATS/1.0 503\r\nfirst: 1\r\n" + "a:\r\n".repeat(200_000) + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);

    Headers headers = Headers.parse(block, 0, block.length);

    assertThat(headers.fields()).hasSize(1024);
    assertThat(headers.first("first")).contains("1");
    assertThat(headers.status()).isEqualTo(503);
  }

  @Test
  void refusesLineBreaksSoThatNobodySmugglesALine() {
    assertThatThrownBy(() -> Headers.of("A", "b\r\nC: d")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Headers.of("A:", "b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Message("a b", new byte[0])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Message("a.*", new byte[0])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Message("a", "r\r\nPING", Headers.NONE, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package io.edgesync.mesh.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
  private static final WebsocketOptions OPTIONS = WebsocketOptions.noTls(new InetSocketAddress(0));

  @ParameterizedTest
  @CsvSource({"http://a, a, false, true", "http://a:80, a, false, true", "https://a, a, true, true",
      "https://a, a:443, true, true", "http://a:8080, a:8080, false, true", "http://[::1]:80, [::1], false, true",
      "http://my_host, my_host, false, true", "http://a:81, a, false, false", "http://b, a, false, false",
      "https://a, a, false, false", "a, a, false, false", "http://, a, false, false", "http://a:x, a, false, false",
      "http://a:99999, a, false, false", "http://u@a, a, false, false", "http://::1, a, false, false"})
  void theSameOriginIsHostAndPort(String origin, String host, boolean tls, boolean same) {
    assertThat(new Origins(OPTIONS.withSameOrigin(true)).whyRefused(origin, host, tls) == null).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({"https://A.example, true", "https://a.example:443, true", "http://a.example, false",
      "https://a.example:8443, true", "https://b.example, false", "'', true"})
  void allowedOriginsAreSchemeHostAndPort(String origin, boolean allowed) {
    var origins = new Origins(OPTIONS.withAllowedOrigins(List.of("https://a.example", "https://a.example:8443")));
    assertThat(origins.whyRefused(origin, "x", true) == null).isEqualTo(allowed);
  }
}

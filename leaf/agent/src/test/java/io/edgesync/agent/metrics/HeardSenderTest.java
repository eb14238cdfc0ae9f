package io.edgesync.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.micrometer.registry.otlp.OtlpMetricsSender.Request;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class HeardSenderTest {

  @Test
  void aReceiverThatIsAwayIsNamedOnceAndOnceWhenItIsBack() {
    Queue<Boolean> isThere = new ArrayDeque<>(List.of(true, false, false, true, true, false));
    OtlpMetricsSender receiver = _ -> {
      if (!isThere.remove()) {
        throw new ConnectException("Connection refused");
      }
    };
    List<String> log = new ArrayList<>();
    HeardSender sender = new HeardSender(receiver, log::add);
    Request request = Request.builder(new byte[0]).build();

    while (!isThere.isEmpty()) {
      sender.send(request);
    }

    String refused = "figures cannot be sent, tried again every minute error=\"java.net.ConnectException: Connection refused\"";
    assertThat(log).containsExactly(refused, "figures are sent again", refused);
  }
}

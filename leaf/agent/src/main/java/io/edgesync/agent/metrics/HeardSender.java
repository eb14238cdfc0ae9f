package io.edgesync.agent.metrics;

import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Says once that figures cannot be sent, and once that they can again. The registry by itself would say so each minute, with a stack trace.
 */
final class HeardSender implements OtlpMetricsSender {

  private final OtlpMetricsSender sender;
  private final Consumer<String> log;
  private final AtomicBoolean fails = new AtomicBoolean();

  HeardSender(OtlpMetricsSender sender, Consumer<String> log) {
    this.sender = sender;
    this.log = log;
  }

  @Override
  public void send(Request request) {
    try {
      sender.send(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (Exception e) {
      if (!fails.getAndSet(true)) {
        log.accept("figures cannot be sent, tried again every minute error=\"" + e + "\"");
      }
      return;
    }
    if (fails.getAndSet(false)) {
      log.accept("figures are sent again");
    }
  }
}

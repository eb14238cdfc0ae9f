package io.edgesync.mesh.broker;

import java.util.List;

/** Other servers that clients may go to, as {@code host:port}. Written by the operator, read by every connection. */
final class ConnectUrls {
  private volatile List<String> urls = List.of();

  List<String> get() {
    return urls;
  }

  void set(List<String> newUrls) {
    urls = List.copyOf(newUrls);
  }
}

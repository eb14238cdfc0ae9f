package io.edgesync.agent.http;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected. There is a bound on how many may be, and one for those of one address. Who comes when there are too many takes the
 * place of whoever has waited longest without asking for anything, else of whose request comes slowest, so that nobody is shut out by
 * those who only hold connections. On the one event loop, but for {@link #address}.
 */
final class Connections {

  private static final int NETWORK_BYTES = 8;

  private final int max;
  private final int perAddressMax;
  /** Each with whom it is counted for; the order is that in which they began to wait. */
  private final Map<Channel, String> waiting = new LinkedHashMap<>();
  private final Map<Channel, Request> busy = new HashMap<>();

  private record Request(String origin, BodyPipe body) {}

  Connections(int max, int perAddressMax) {
    this.max = max;
    this.perAddressMax = perAddressMax;
  }

  /** Whether there is a place for it; where there is, it waits from now on, and another may have been closed for it. */
  boolean admit(Channel channel) {
    if (channel.remoteAddress() == null) {
      // Gone before we looked.
      return false;
    }
    String origin = origin(address(channel));
    long ofOrigin = Stream.concat(waiting.values().stream(), busy.values().stream().map(Request::origin))
        .filter(origin::equals).count();
    boolean ownTooMany = ofOrigin >= perAddressMax;
    if (ownTooMany || count() >= max) {
      Predicate<String> gives = ownTooMany ? origin::equals : _ -> true;
      Channel other = waiting.entrySet().stream().filter(entry -> gives.test(entry.getValue()))
          .map(Map.Entry::getKey).findFirst().orElseGet(() -> slowest(gives));
      if (other == null) {
        return false;
      }
      waiting.remove(other);
      busy.remove(other);
      other.close();
    }
    waiting.put(channel, origin);
    channel.closeFuture().addListener(_ -> {
      waiting.remove(channel);
      busy.remove(channel);
    });
    return true;
  }

  /** The one whose request has come slowest; null where none has come for long without being whole. */
  private @Nullable Channel slowest(Predicate<String> gives) {
    Channel slowest = null;
    double rate = Double.POSITIVE_INFINITY;
    for (Map.Entry<Channel, Request> entry : busy.entrySet()) {
      double its = gives.test(entry.getValue().origin()) ? entry.getValue().body().rate() : Double.POSITIVE_INFINITY;
      if (its < rate) {
        slowest = entry.getKey();
        rate = its;
      }
    }
    return slowest;
  }

  /** It has sent the head of a request. */
  void requested(Channel channel, BodyPipe body) {
    String origin = waiting.remove(channel);
    if (origin != null) {
      busy.put(channel, new Request(origin, body));
    }
  }

  /** Its request is answered. */
  void answered(Channel channel) {
    Request answered = busy.remove(channel);
    if (answered != null) {
      waiting.put(channel, answered.origin());
    }
  }

  void closeWaiting() {
    List.copyOf(waiting.keySet()).forEach(Channel::close);
  }

  void closeAll() {
    closeWaiting();
    List.copyOf(busy.keySet()).forEach(Channel::close);
  }

  /** How many are connected and ask for nothing. */
  int waiting() {
    return waiting.size();
  }

  int count() {
    return waiting.size() + busy.size();
  }

  static InetAddress address(Channel channel) {
    return Objects.requireNonNull(((InetSocketAddress) channel.remoteAddress()).getAddress());
  }

  /** Of IPv6 the network: whoever has one address there has all. */
  private static String origin(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }
}

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
import java.util.stream.Stream;

/**
 * Who is connected. There is a bound on how many may be, and one for those of one address. Who comes when there are too many takes the
 * place of whoever has waited longest without asking for anything, so that nobody is shut out by those who only hold connections. On
 * the one event loop, but for {@link #address}.
 */
final class Connections {

  private static final int NETWORK_BYTES = 8;

  private final int max;
  private final int perAddressMax;
  /** Each with whom it is counted for; the order is that in which they began to wait. */
  private final Map<Channel, String> waiting = new LinkedHashMap<>();
  private final Map<Channel, String> busy = new HashMap<>();

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
    long ofOrigin = Stream.concat(waiting.values().stream(), busy.values().stream()).filter(origin::equals).count();
    boolean ownTooMany = ofOrigin >= perAddressMax;
    if (ownTooMany || count() >= max) {
      Channel other = waiting.entrySet().stream().filter(entry -> !ownTooMany || entry.getValue().equals(origin))
          .map(Map.Entry::getKey).findFirst().orElse(null);
      if (other == null) {
        return false;
      }
      waiting.remove(other);
      other.close();
    }
    waiting.put(channel, origin);
    channel.closeFuture().addListener(_ -> {
      waiting.remove(channel);
      busy.remove(channel);
    });
    return true;
  }

  /** It has sent the head of a request. */
  void requested(Channel channel) {
    String origin = waiting.remove(channel);
    if (origin != null) {
      busy.put(channel, origin);
    }
  }

  /** Its request is answered. */
  void answered(Channel channel) {
    String origin = busy.remove(channel);
    if (origin != null) {
      waiting.put(channel, origin);
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

package io.edgesync.cli.broker;

import com.grack.nanojson.JsonWriter;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.monitor.Monitor;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code nats-server_PID.ports}: {@code {"nats":["nats://127.0.0.1:4222"],"monitoring":["http://127.0.0.1:8222"]}}, the addresses that a
 * server got, for those who started it with port -1. It has the name that {@code nats-server} gives it, and is gone with the server.
 */
final class PortsFile {
  private PortsFile() {}

  /** @return the file */
  static Path write(Path directory, Broker broker, @Nullable Monitor monitor) throws IOException {
    Map<String, List<String>> ports = new LinkedHashMap<>();
    var security = broker.status().options().security();
    put(ports, "nats", security.clientTls() == null ? "nats" : "tls", broker.clientAddress());
    if (monitor != null) {
      put(ports, "monitoring", monitor.isEncrypted() ? "https" : "http", monitor.address());
    }
    var websocket = broker.status().options().websocket();
    put(ports, "websocket", websocket == null || websocket.tls() == null ? "ws" : "wss", broker.websocketAddress());
    Path file = directory.resolve("nats-server_" + ProcessHandle.current().pid() + ".ports");
    // Whoever waits for the file finds it whole.
    Path part = Files.createTempFile(directory, "nats-server_", ".part");
    Files.writeString(part, JsonWriter.string(ports));
    return Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static void put(Map<String, List<String>> ports, String name, String scheme,
      @Nullable InetSocketAddress address)
      throws IOException {
    if (address != null) {
      List<String> urls = new ArrayList<>();
      for (InetAddress host : hosts(address.getAddress())) {
        urls.add(scheme + "://" + shown(host) + ":" + address.getPort());
      }
      ports.put(name, urls);
    }
  }

  /** All of this machine, where it listens on all. */
  private static List<InetAddress> hosts(InetAddress bound) throws IOException {
    return bound.isAnyLocalAddress()
        ? NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList()
        : List.of(bound);
  }

  /** The JVM calls all addresses of this machine by their name in IPv6. */
  static String shown(InetAddress host) {
    if (host.isAnyLocalAddress()) {
      return "0.0.0.0";
    }
    String text = host.getHostAddress();
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    return host instanceof Inet6Address ? "[" + address + "]" : address;
  }
}

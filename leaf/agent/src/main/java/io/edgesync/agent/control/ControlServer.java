package io.edgesync.agent.control;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import io.edgesync.agent.AgentException;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.GrantState;
import io.edgesync.agent.status.StatusJson;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers on the control socket. A request is one line, {@code {"do":"status"}}, {@code {"do":"sync-now"}},
 * {@code {"do":"commit-hint","file":"/…"}}, {@code {"do":"grant","file":"/…","node":"U…","capabilities":"gio"}},
 * {@code {"do":"revoke","file":"/…","node":"U…"}} or {@code {"do":"grants"}}; the answer is one line, {@code {"ok":true,…}} or
 * {@code {"ok":false,"error":"…"}}.
 */
public final class ControlServer implements AutoCloseable {

  /** What a control connection may ask for. */
  public interface Commands {
    DaemonStatus status();

    void syncNow();

    /** @return whether {@code file} is a repository of this daemon */
    boolean commitHint(Path file);

    /** Grants a node some letters in a repository of this daemon. */
    void grant(Path file, String node, String letters) throws AgentException;

    /** Takes that back. */
    void revoke(Path file, String node) throws AgentException;

    List<GrantState> grants();
  }

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final int CONNECTIONS_MAX = 32;
  private static final Duration ACCEPT_RETRY = Duration.ofSeconds(1);

  private final Path socket;
  private final ServerSocketChannel listener;
  private final Commands commands;
  /** The eldest first. */
  private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();
  private final Thread acceptor;

  private ControlServer(Path socket, ServerSocketChannel listener, Commands commands) {
    this.socket = socket;
    this.listener = listener;
    this.commands = commands;
    this.acceptor = Thread.ofVirtual().name("control-accept").start(this::acceptAll);
  }

  /** Listens on {@code socket}, which only its owner may open. The caller holds the lock of its directory. */
  public static ControlServer start(Path socket, Commands commands) throws AgentException {
    try {
      Files.deleteIfExists(socket);
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        listener.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException e) {
        listener.close();
        throw e;
      }
      return new ControlServer(socket, listener, commands);
    } catch (IOException e) {
      throw new AgentException.StateDirUnusable(socket + ": cannot listen there (" + e.getMessage()
          + "), a socket's path has at most about 100 bytes: name a shorter --state-dir", e);
    }
  }

  private void acceptAll() {
    while (listener.isOpen()) {
      try {
        SocketChannel channel = listener.accept();
        open.add(channel);
        SocketChannel eldest = open.size() > CONNECTIONS_MAX ? open.poll() : null;
        if (eldest != null) {
          eldest.close();
        }
        Thread.ofVirtual().name("control").start(() -> serve(channel));
      } catch (IOException e) {
        if (listener.isOpen() && !canWait(e)) {
          return;
        }
      }
    }
  }

  /** As where there are too many open files: others may be closed soon. */
  private static boolean canWait(IOException failure) {
    LOG.warn("control connection not accepted, tried again soon error={}", failure.toString());
    try {
      Thread.sleep(ACCEPT_RETRY);
      return true;
    } catch (InterruptedException closing) {
      return false;
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      JsonLines lines = new JsonLines(channel, JsonLines.REQUEST_BYTES_MAX);
      for (@Nullable
      String line = lines.read(); line != null; line = lines.read()) {
        lines.write(JsonWriter.string(answer(line)));
      }
    } catch (IOException e) {
      LOG.debug("control connection ended error={}", e.toString());
    } finally {
      open.remove(channel);
    }
  }

  private JsonObject answer(String line) {
    try {
      JsonObject request = JsonParser.object().from(line);
      String verb = request.getString("do", "");
      return switch (verb) {
        case "status" ->
          JsonObject.builder().value("ok", true).value("status", StatusJson.of(commands.status())).done();
        case "sync-now" -> {
          commands.syncNow();
          yield JsonObject.builder().value("ok", true).done();
        }
        case "commit-hint" -> {
          String file = request.getString("file", "");
          yield commands.commitHint(Path.of(file))
              ? JsonObject.builder().value("ok", true).done()
              : refusal(file + ": not a repository of this daemon");
        }
        case "grant" -> {
          commands.grant(Path.of(request.getString("file", "")), request.getString("node", ""),
              request.getString("capabilities", ""));
          yield JsonObject.builder().value("ok", true).done();
        }
        case "revoke" -> {
          commands.revoke(Path.of(request.getString("file", "")), request.getString("node", ""));
          yield JsonObject.builder().value("ok", true).done();
        }
        case "grants" -> {
          JsonArray grants = new JsonArray();
          commands.grants().forEach(grant -> grants.add(grant.json()));
          yield JsonObject.builder().value("ok", true).value("grants", grants).done();
        }
        default ->
          refusal("unknown command, expected status, sync-now, commit-hint, grant, revoke or grants");
      };
    } catch (AgentException e) {
      return refusal(String.valueOf(e.getMessage()));
    } catch (InvalidPathException e) {
      return refusal("file: no path of this machine: " + e.getReason());
    } catch (JsonParserException e) {
      return refusal("not a JSON object: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("control command failed", e);
      return refusal("internal error: " + e);
    }
  }

  private static JsonObject refusal(String why) {
    return JsonObject.builder().value("ok", false).value("error", why).done();
  }

  /** Ends every connection and removes the socket; waits for nobody. */
  @Override
  public void close() {
    try {
      listener.close();
      for (SocketChannel channel : open) {
        channel.close();
      }
      acceptor.interrupt();
      acceptor.join(Duration.ofSeconds(1));
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.warn("control socket close failed error={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.edgesync.agent.control;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import io.edgesync.agent.AgentException;
import io.edgesync.agent.state.StateDirectory;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.GrantState;
import io.edgesync.agent.status.StatusJson;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the daemon of one state directory. Not thread-safe. */
public final class ControlClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path stateDir;
  private final SocketChannel channel;
  private final JsonLines lines;

  private ControlClient(Path stateDir, SocketChannel channel) {
    this.stateDir = stateDir;
    this.channel = channel;
    this.lines = new JsonLines(channel, JsonLines.ANSWER_BYTES_MAX);
  }

  /**
   * Connects to the daemon's control socket.
   *
   * @throws AgentException.NotRunning when there is no socket or nobody listens on it
   */
  public static ControlClient connect(Path stateDir) throws AgentException {
    Path absolute = stateDir.toAbsolutePath().normalize();
    try {
      return new ControlClient(absolute,
          SocketChannel.open(UnixDomainSocketAddress.of(StateDirectory.controlSocket(absolute))));
    } catch (IOException e) {
      throw new AgentException.NotRunning(absolute, e);
    }
  }

  public DaemonStatus status() throws AgentException {
    JsonObject answer = ask(JsonObject.builder().value("do", "status").done());
    return StatusJson.parse(answer.getObject("status", new JsonObject()));
  }

  /** Starts sessions with every known peer; returns when the daemon has taken the order. */
  public void syncNow() throws AgentException {
    ask(JsonObject.builder().value("do", "sync-now").done());
  }

  /** Tells the daemon that {@code repository} has just been written to, so that it looks at once. */
  public void commitHint(Path repository) throws AgentException {
    ask(JsonObject.builder().value("do", "commit-hint").value("file", repository.toAbsolutePath().toString()).done());
  }

  /** Grants a node some letters in a repository of the daemon. */
  public void grant(Path repository, String node, String letters) throws AgentException {
    ask(JsonObject.builder().value("do", "grant").value("file", repository.toAbsolutePath().toString())
        .value("node", node).value("capabilities", letters).done());
  }

  /** Takes that back. */
  public void revoke(Path repository, String node) throws AgentException {
    ask(JsonObject.builder().value("do", "revoke").value("file", repository.toAbsolutePath().toString())
        .value("node", node).done());
  }

  /** Every grant of the daemon. */
  public List<GrantState> grants() throws AgentException {
    JsonObject answer = ask(JsonObject.builder().value("do", "grants").done());
    List<GrantState> grants = new ArrayList<>();
    for (Object each : answer.getArray("grants", new JsonArray())) {
      if (each instanceof JsonObject grant) {
        grants.add(GrantState.of(grant));
      }
    }
    return grants;
  }

  private JsonObject ask(JsonObject request) throws AgentException {
    CompletableFuture<Void> late = CompletableFuture.runAsync(this::close,
        CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    try {
      lines.write(JsonWriter.string(request));
      @Nullable
      String line = lines.read();
      if (line == null) {
        throw new AgentException.NotRunning(stateDir, null);
      }
      JsonObject answer = JsonParser.object().from(line);
      if (!answer.getBoolean("ok", false)) {
        throw new AgentException.ControlFailed(answer.getString("error", "the daemon gave no reason"), null);
      }
      return answer;
    } catch (AsynchronousCloseException e) {
      throw new AgentException.ControlFailed(stateDir + ": the daemon there did not answer within "
          + PATIENCE.toSeconds() + " s; look at its log, or start it again", e);
    } catch (JsonLines.TooLongException e) {
      throw new AgentException.ControlFailed(stateDir + ": the daemon's answer is too long: " + e.getMessage()
          + "; ask it over HTTP (/status)", e);
    } catch (IOException e) {
      throw new AgentException.NotRunning(stateDir, e);
    } catch (JsonParserException e) {
      throw new AgentException.ControlFailed(stateDir + ": the daemon's answer is not JSON: " + e.getMessage(), e);
    } finally {
      late.cancel(false);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      return;
    }
  }
}

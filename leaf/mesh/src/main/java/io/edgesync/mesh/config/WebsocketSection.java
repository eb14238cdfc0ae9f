package io.edgesync.mesh.config;

import io.edgesync.mesh.account.Secret;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.tls.TlsOptions;
import io.edgesync.mesh.websocket.WebsocketAuthorization;
import io.edgesync.mesh.websocket.WebsocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code websocket { listen: "127.0.0.1:8443", tls {…}, allowed_origins: […], compression: true }}. */
final class WebsocketSection {
  private final Path directory;
  private final Problems problems;
  private final Listening listening = new Listening();
  private @Nullable Position at;
  private @Nullable TlsOptions tls;
  private boolean noTls;
  private boolean sameOrigin;
  private List<String> origins = List.of();
  private boolean compression;
  private Duration handshake = WebsocketOptions.HANDSHAKE_TIMEOUT;
  private UserOptions.@Nullable NameAndPassword user;
  private @Nullable Secret token;
  private @Nullable Duration timeout;
  private @Nullable String noAuthUser;
  private @Nullable String jwtCookie;

  WebsocketSection(Path directory, Problems problems) {
    this.directory = directory;
    this.problems = problems;
  }

  void read(Value value) throws ConfigException {
    at = value.at();
    Section.read(Read.block(value), problems, this::take);
  }

  private boolean take(String name, Value value) throws ConfigException {
    if (listening.take(name, value)) {
      return true;
    }
    switch (name) {
      case "tls" -> tls = TlsSection.read(value, directory, problems);
      case "no_tls" -> noTls = Read.flag(value);
      case "same_origin" -> sameOrigin = Read.flag(value);
      case "allowed_origins", "allowed_origin", "allow_origins", "allow_origin", "origins", "origin" ->
        origins = Read.texts(value);
      case "compress", "compression" -> compression = Read.flag(value);
      case "handshake_timeout" -> handshake = Read.duration(name, value);
      case "jwt_cookie" -> jwtCookie = Read.text(value);
      case "no_auth_user" -> noAuthUser = Read.text(value);
      case "authorization", "authentication" -> authorization(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void authorization(Value value) throws ConfigException {
    var said = AuthorizationSection.read(value, problems);
    if (said.users() != null || said.permissions() != null) {
      throw new ConfigException(value.at(), "users and permissions are not supported in websocket.authorization");
    }
    user = said.user();
    token = said.token();
    timeout = said.timeout();
  }

  BrokerOptions applyTo(BrokerOptions broker) throws ConfigException {
    Position where = at;
    if (where == null || !listening.isAsked()) {
      return broker;
    }
    try {
      return broker
          .withWebsocket(new WebsocketOptions(listening.address(0), tls, noTls, sameOrigin, origins, compression,
              handshake, new WebsocketAuthorization(user, token, noAuthUser, jwtCookie, timeout)));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(where, String.valueOf(e.getMessage()));
    }
  }
}

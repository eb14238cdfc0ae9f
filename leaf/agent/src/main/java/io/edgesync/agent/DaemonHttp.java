package io.edgesync.agent;

import io.edgesync.agent.http.HttpFront;
import io.edgesync.agent.http.HttpFrontOptions;
import io.edgesync.agent.http.Routes;
import io.edgesync.mesh.tls.TlsException;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.IOException;

/** The HTTP front as the options of a daemon ask for it. */
final class DaemonHttp {

  private DaemonHttp() {}

  /** Without repositories yet. Of a directory files come and go, and no name shall depend on how many there are. */
  static Routes routes(DaemonOptions options) {
    return options.directories().isEmpty() ? Routes.rootWhenAlone() : Routes.byName();
  }

  /** @throws AgentException naming what is in the way */
  static HttpFront start(HttpListen listen, Routes routes, DaemonLimits limits, CardLimits cardLimits,
      MemoryBudget budget) throws AgentException {
    HttpFrontOptions how = HttpFrontOptions.of(cardLimits, budget).withTls(listen.tls())
        .withConnectionsMax(listen.connectionsMax(), listen.perAddressMax())
        .withAnswersMax(limits.answersMax(), limits.roundPatience());
    try {
      return HttpFront.start(listen.address(), how, routes);
    } catch (TlsException e) {
      throw new AgentException.BadOption("HTTP: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new AgentException.CannotListen("HTTP: " + e.getMessage(), e);
    }
  }
}

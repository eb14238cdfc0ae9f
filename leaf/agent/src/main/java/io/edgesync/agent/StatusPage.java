package io.edgesync.agent;

import com.grack.nanojson.JsonWriter;
import io.edgesync.agent.http.Page;
import io.edgesync.agent.status.DaemonStatus;
import io.edgesync.agent.status.StatusJson;
import java.util.function.Supplier;

/** What {@code edgesync status --json} prints, at {@code /status}, for whoever asks from the same machine. */
record StatusPage(Supplier<DaemonStatus> status) implements Page {

  @Override
  public Sheet read(Visitor visitor) {
    return visitor.isLocal()
        ? new Sheet(200, "application/json", JsonWriter.string(StatusJson.of(status.get())) + "\n")
        : new Sheet(403, "text/plain", "/status is for this machine only: ask there, or by edgesync status\n");
  }
}

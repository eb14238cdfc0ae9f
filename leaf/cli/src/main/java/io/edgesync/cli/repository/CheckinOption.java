package io.edgesync.cli.repository;

import io.edgesync.cli.console.Failure;
import io.edgesync.repository.timeline.Timeline;
import io.edgesync.xfer.artifact.Hash;
import picocli.CommandLine.Option;

/** {@code --checkin NAME}: which check-in. */
final class CheckinOption {

  @Option(names = {"-r",
      "--checkin"}, paramLabel = "NAME", defaultValue = "tip", description = "A check-in: tip, a branch or tag, a hash or its beginning, a date. Default: ${DEFAULT-VALUE}.")
  private String name = "tip";

  /** @throws Failure when nothing has that name */
  Hash resolve(Timeline timeline) {
    return resolve(timeline, name);
  }

  static Hash resolve(Timeline timeline, String name) {
    return timeline.resolveCheckin(name).orElseThrow(() -> new Failure(name
        + ": no check-in, branch, tag or hash of that name; `edgesync timeline` lists the newest"));
  }
}

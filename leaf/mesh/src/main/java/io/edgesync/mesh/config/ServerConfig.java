package io.edgesync.mesh.config;

import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.LameDuck;
import io.edgesync.mesh.monitor.MonitorOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server as its configuration describes it.
 *
 * @param monitor null where it is not asked for
 * @param warnings what should be written otherwise
 * @param notes what is otherwise than an operator may think
 */
public record ServerConfig(BrokerOptions broker, LameDuck lameDuck, @Nullable MonitorOptions monitor,
    ProcessOptions process, List<ConfigException.Problem> warnings, List<String> notes) {

  public ServerConfig {
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
  }

  /**
   * Maps options to those of a broker. Where it listens is loopback unless a host is named, port 4222 unless one is.
   *
   * @param directory what paths are relative to
   * @param defaultName of a server that is not given one; no other server has it
   * @throws ConfigException with everything that is wrong
   */
  public static ServerConfig of(Value.Block options, Path directory, String defaultName) throws ConfigException {
    var problems = new Problems();
    var top = new TopLevel(directory, defaultName, problems);
    Section.read(options, problems, top::take);
    problems.throwIfAny();
    ServerConfig config = top.config(options.at());
    problems.throwIfAny();
    return config;
  }
}

package io.edgesync.sync.configuration;

import io.edgesync.repository.configuration.ConfigurationArea;
import io.edgesync.repository.configuration.ConfigurationGroup;
import java.util.Set;

/**
 * What a session about configuration is for.
 *
 * @param asked         groups to be taken from the server
 * @param sent          groups to be sent to it
 * @param isOverwriting whether what comes replaces what is here, whichever is newer
 */
public record ConfigurationRequest(Set<ConfigurationGroup> asked, Set<ConfigurationGroup> sent,
    boolean isOverwriting) {

  public ConfigurationRequest {
    asked = Set.copyOf(asked);
    sent = Set.copyOf(sent);
  }

  public static ConfigurationRequest pull(ConfigurationArea area, boolean isOverwriting) {
    return new ConfigurationRequest(area.groups(), Set.of(), isOverwriting);
  }

  public static ConfigurationRequest push(ConfigurationArea area) {
    return new ConfigurationRequest(Set.of(), area.groups(), false);
  }

  public static ConfigurationRequest sync(ConfigurationArea area) {
    return new ConfigurationRequest(area.groups(), area.groups(), false);
  }
}

package io.edgesync.repository.configuration;

import java.util.EnumSet;
import java.util.Set;

/** What of the configuration travels together, in the finest division that Fossil makes: its {@code CONFIGSET_…} of {@code src/configure.c}. */
public enum ConfigurationGroup {
  CSS, SKIN, TICKET, PROJECT, SHUN, USER, ADDRESS, TRANSFER, ALIAS, SUBSCRIBER, INTERWIKI;

  public static Set<ConfigurationGroup> all() {
    return EnumSet.allOf(ConfigurationGroup.class);
  }

  public static Set<ConfigurationGroup> none() {
    return EnumSet.noneOf(ConfigurationGroup.class);
  }
}
